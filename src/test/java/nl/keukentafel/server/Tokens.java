package nl.keukentafel.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;

/** Lets anybody in: tokens signed with the key of the server under test. */
record Tokens(RSAKey key, int port) {
  /** A client, whose dossier need not belong to an account of the demo. */
  Party client(String patient) {
    return person(Role.CLIENT, "Patient/" + patient, patient);
  }

  /** Somebody who signs in for one client. */
  Party person(Role role, String fhirUser, String patient) {
    return party(role, null, fhirUser, patient);
  }

  /** Somebody of an organisation. */
  Party employee(Role role, String organization, String fhirUser) {
    return party(role, organization, fhirUser, null);
  }

  private Party party(
      Role role, @Nullable String organization, String fhirUser, @Nullable String patient) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer("http://localhost:" + port)
            .audience("http://localhost:" + port + "/fhir")
            .subject(fhirUser)
            .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
            .claim("client_id", "test")
            .claim("role", role.code())
            .claim("organization", organization)
            .claim("fhirUser", fhirUser)
            .claim("patient", patient)
            .claim("scope", patient == null ? "system/*.cruds" : "patient/*.cruds")
            .build();
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
      token.sign(new RSASSASigner(key));
      return Party.withToken(port, token.serialize());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
