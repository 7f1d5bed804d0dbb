package nl.keukentafel.identity.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of the demo's tokens: made once, then kept, so tokens survive a restart. Who rotates
 * renames {@code signing-key.json} to {@code signing-key-<anything>.json} and restarts: a new key
 * signs from then on, and what the old one signed stays good until its file goes.
 *
 * @param current signs
 * @param retired only verify
 */
record SigningKeys(RSAKey current, List<RSAKey> retired) {
  static SigningKeys in(Path directory) throws IOException {
    Path file = directory.resolve("signing-key.json");
    if (Files.notExists(file)) {
      Files.createDirectories(directory);
      // a temporary file is readable by its owner only; the move makes the key appear whole
      Path fresh = Files.createTempFile(directory, "signing-key", ".tmp");
      Files.writeString(fresh, generate().toJSONString());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
    List<RSAKey> retired = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "signing-key-*.json")) {
      for (Path each : files) {
        retired.add(read(each).toPublicJWK());
      }
    }
    return new SigningKeys(read(file), List.copyOf(retired));
  }

  /** What tokens are verified with. */
  JWKSet all() {
    List<JWK> keys = new ArrayList<>(retired);
    keys.add(0, current);
    return new JWKSet(keys);
  }

  private static RSAKey read(Path file) throws IOException {
    try {
      return RSAKey.parse(Files.readString(file));
    } catch (ParseException e) {
      throw new IOException(file + " holds no signing key; remove it to have a new one made", e);
    }
  }

  private static RSAKey generate() {
    try {
      return new RSAKeyGenerator(2048)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
