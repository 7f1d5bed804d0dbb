package nl.keukentafel.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import nl.keukentafel.fhir.NamingSystems;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class FhirDoorIT extends RunningIdentity {
  @Autowired private RSAKey key;

  @Test
  void letsAGoodTokenIn() {
    HttpResponse<String> answer = askWith(sign(claims().build(), key));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("role=WMO_CONSULENT", "organization=" + NamingSystems.GEMEENTECODE + "|9901");
  }

  @Test
  void refusesWithoutAToken() {
    HttpResponse<String> answer = get("/fhir/Patient");

    refuses(answer, "bearer token is required");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void answersInXmlWhenAskedTo() {
    HttpResponse<String> answer = get("/fhir/Patient", "Accept", "application/fhir+xml");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).startsWith("<OperationOutcome");
  }

  @Test
  void refusesAnExpiredToken() {
    Date anHourAgo = Date.from(Instant.now().minusSeconds(3600));

    refuses(askWith(sign(claims().expirationTime(anHourAgo).build(), key)), "expired");
  }

  @Test
  void refusesATokenThatNeverExpires() {
    refuses(askWith(sign(claims().expirationTime(null).build(), key)), "exp");
  }

  @Test
  void refusesATokenForAnotherServer() {
    refuses(
        askWith(sign(claims().audience("https://elders.example.org/fhir").build(), key)), "aud");
  }

  @Test
  void refusesATokenOfAnotherIssuer() {
    refuses(askWith(sign(claims().issuer("https://elders.example.org").build(), key)), "iss");
  }

  @Test
  void refusesAForgedToken() throws JOSEException {
    RSAKey other = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();

    refuses(askWith(sign(claims().build(), other)), "signature is wrong");
  }

  @Test
  void refusesATokenWithoutASignature() {
    refuses(askWith(new PlainJWT(claims().build()).serialize()), "cannot be read");
  }

  @Test
  void refusesThePublicKeyUsedAsASecret() throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));

    refuses(askWith(token.serialize()), "cannot be read");
  }

  @Test
  void refusesAnotherAlgorithmOfTheSameKey() {
    refuses(askWith(sign(claims().build(), key, JWSAlgorithm.RS512)), "signature is wrong");
  }

  @Test
  void refusesATokenWithoutAnOrganisation() {
    refuses(askWith(sign(claims().claim("organization", null).build(), key)), "claim organization");
  }

  @Test
  void refusesAnUnknownRole() {
    refuses(askWith(sign(claims().claim("role", "burgemeester").build(), key)), "claim role");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/metadata",
        "/fhir/StructureDefinition",
        "/fhir/StructureDefinition/wmo-client",
        "/fhir/ValueSet?url=x",
        "/fhir/ValueSet/$expand?url=x",
        "/fhir/ValueSet/rol/$expand",
        "/fhir/CodeSystem/$lookup",
        "/fhir/ConceptMap/$translate"
      })
  void showsConformanceAndTerminologyToAnybody(String path) {
    assertThat(get(path).body()).isEqualTo("somebody");
    assertThat(get(path, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir",
        "/fhir/",
        "/fhir/Patient/meneer-y",
        "/fhir/StructureDefinitions",
        "/fhir/StructureDefinition/wmo-client/_history",
        "/fhir/Questionnaire/$populate",
        "/fhir/ValueSet/_history",
        "/fhir/ValueSet/$expand/Patient",
        "/fhir/metadata/Patient",
        "/fhir/$expand",
        "/fhir/Patient/$expand"
      })
  void keepsEverythingElseShut(String path) {
    assertThat(get(path).statusCode()).isEqualTo(401);
  }

  @Test
  void letsNobodyWriteConformanceWithoutAToken() {
    assertThat(post("/fhir/ValueSet", Map.of()).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/metadata;/../Patient",
        "/fhir//Patient",
        "/fhir/metadata%2f..%2fPatient",
        "/fhir/%2e%2e/fhir/Patient"
      })
  void refusesAnAddressInDisguise(String path) {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/actuator/health", "/h2-console", "/userinfo", "/oauth2/introspect", "/logout"})
  void deniesWhatIsNotNamed(String path) {
    assertThat(get(path).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/assets/x.css", "/error"})
  void showsThePages(String path) {
    assertThat(get(path).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> askWith(String token) {
    return get("/fhir/Patient", "Authorization", "Bearer " + token);
  }

  private static void refuses(HttpResponse<String> answer, String diagnostics) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/fhir+json;charset=UTF-8");
    OperationOutcome outcome =
        FhirContext.forR4Cached()
            .newJsonParser()
            .parseResource(OperationOutcome.class, answer.body());
    assertThat(outcome.getIssueFirstRep().getCode().toCode()).isEqualTo("login");
    assertThat(outcome.getIssueFirstRep().getDiagnostics()).containsIgnoringCase(diagnostics);
    assertThat(answer.body()).doesNotContain("Exception", "nimbus", "springframework");
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(origin())
        .subject("consulent")
        .audience(origin() + "/fhir")
        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
        .claim("client_id", "pgo-demo")
        .claim("role", "wmo-consulent")
        .claim("organization", NamingSystems.GEMEENTECODE + "|9901")
        .claim("scope", "user/*.cruds");
  }

  private static String sign(JWTClaimsSet claims, RSAKey key) {
    return sign(claims, key, JWSAlgorithm.RS256);
  }

  private static String sign(JWTClaimsSet claims, RSAKey key, JWSAlgorithm algorithm) {
    try {
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
