package nl.keukentafel.identity.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;

/** The key that signs the demo's tokens: made once, then kept, so tokens survive a restart. */
final class SigningKey {
  private SigningKey() {}

  static RSAKey in(Path directory) throws IOException {
    Path file = directory.resolve("signing-key.json");
    if (Files.notExists(file)) {
      Files.createDirectories(directory);
      // a temporary file is readable by its owner only; the move makes the key appear whole
      Path fresh = Files.createTempFile(directory, "signing-key", ".tmp");
      Files.writeString(fresh, generate().toJSONString());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
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
