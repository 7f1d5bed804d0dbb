package nl.keukentafel.notify.channel;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The keys of notifications, one JWK Set in one file: an EC key that signs (ES256) and a symmetric
 * one that keeps a subscriber's headers secret (A256GCM). The first of each kind is used; the
 * others still verify and decrypt, so that keys can be rotated. Every node needs the same file.
 */
public final class Keys {
  private final JWKSet all;

  private Keys(JWKSet all) {
    this.all = all;
  }

  /** Reads the file, or makes it. */
  public static Keys in(Path file) throws IOException {
    if (Files.notExists(file)) {
      Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
      Files.createDirectories(directory);
      // a temporary file is readable by its owner only; the link makes the keys appear whole, once
      Path fresh = Files.createTempFile(directory, "keys", ".tmp");
      Files.writeString(fresh, generate().toString(false));
      try {
        Files.createLink(file, fresh);
      } catch (FileAlreadyExistsException another) {
        // a node that started together with this one was first
      } finally {
        Files.delete(fresh);
      }
    }
    try {
      return new Keys(JWKSet.load(file.toFile()));
    } catch (ParseException e) {
      throw new IOException(file + " holds no JWK Set", e);
    }
  }

  private static JWKSet generate() {
    try {
      return new JWKSet(
          List.of(
              new ECKeyGenerator(Curve.P_256)
                  .keyUse(KeyUse.SIGNATURE)
                  .algorithm(JWSAlgorithm.ES256)
                  .keyIDFromThumbprint(true)
                  .generate(),
              new OctetSequenceKeyGenerator(256)
                  .keyUse(KeyUse.ENCRYPTION)
                  .keyIDFromThumbprint(true)
                  .generate()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a receiver verifies with. */
  public JWKSet toPublic() {
    return all.toPublicJWKSet();
  }

  /**
   * A detached JWS, https://www.rfc-editor.org/rfc/rfc7515#appendix-F: header, nothing, signature.
   *
   * @param endpoint to whom, as {@code aud}: it is of no use to anybody else
   * @param at when, as {@code iat}: an old one can be told from a new one
   */
  String sign(String body, String endpoint, Instant at) {
    ECKey key = first(ECKey.class);
    JWSObject jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .customParam("iat", at.getEpochSecond())
                .customParam("aud", endpoint)
                .build(),
            new Payload(body));
    try {
      jws.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jws.serialize(true);
  }

  /** As it is kept: JWE, {@code dir} with {@code A256GCM}. */
  public String encrypt(String secret) {
    OctetSequenceKey key = first(OctetSequenceKey.class);
    JWEObject jwe =
        new JWEObject(
            new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .keyID(key.getKeyID())
                .build(),
            new Payload(secret));
    try {
      jwe.encrypt(new DirectEncrypter(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwe.serialize();
  }

  /**
   * @throws IllegalStateException when it was encrypted with a key that is no longer here
   */
  String decrypt(String kept) {
    try {
      JWEObject jwe = JWEObject.parse(kept);
      JWK key = all.getKeyByKeyId(jwe.getHeader().getKeyID());
      if (!(key instanceof OctetSequenceKey secret)) {
        throw new IllegalStateException("the key of these headers is not here");
      }
      jwe.decrypt(new DirectDecrypter(secret));
      return jwe.getPayload().toString();
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("these headers cannot be read", e);
    }
  }

  private <K extends JWK> K first(Class<K> kind) {
    return all.getKeys().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + kind.getSimpleName()));
  }
}
