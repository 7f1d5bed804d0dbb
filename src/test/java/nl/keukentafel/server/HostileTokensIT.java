package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * What an attacker tries with a token, and what the FHIR side answers. What is tried to get a token
 * is in {@code HostileFlowsIT}.
 */
@ServerTest
class HostileTokensIT {
  private static final String OWN = "Composition?patient=mevrouw-t";
  private static final JWSAlgorithm RS256 = JWSAlgorithm.RS256;

  @LocalServerPort int port;
  @Autowired RSAKey key;

  /** One token that no one may come in with. */
  private record Trick(String name, int status, Token token) {}

  private interface Token {
    String make() throws Exception;
  }

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
  }

  @Test
  void theTokenThatAllOthersAreMadeOfIsGood() throws Exception {
    assertThat(ask(OWN, token(claims -> {})).status()).isEqualTo(200);
  }

  @TestFactory
  Stream<DynamicTest> aTokenIsRefused() {
    Date past = Date.from(Instant.now().minus(Duration.ofMinutes(5)));
    Date soon = Date.from(Instant.now().plus(Duration.ofMinutes(5)));
    return Stream.of(
            trick("empty", () -> ""),
            trick("no JWT", () -> "geen-token"),
            trick("expired", claims -> claims.expirationTime(past)),
            trick("never expires", claims -> claims.expirationTime(null)),
            trick("not valid yet", claims -> claims.notBeforeTime(soon)),
            trick("wrong issuer", claims -> claims.issuer("https://elders.example")),
            trick("no issuer", claims -> claims.issuer(null)),
            trick("wrong audience", claims -> claims.audience("https://elders.example/fhir")),
            trick("audience of the sign-in", claims -> claims.audience(origin())),
            trick("no audience", claims -> claims.audience((String) null)),
            trick("no subject", claims -> claims.subject(null)),
            trick("alg none", () -> new PlainJWT(claims().build()).serialize()),
            trick("signature cut off", () -> token(c -> {}).replaceFirst("[^.]*$", "")),
            trick("claims changed after signing", this::withOtherClaims),
            trick("HS256 with the public key", this::withPublicKeyAsSecret),
            trick("RS512", () -> signed(new JWSHeader(JWSAlgorithm.RS512), key)),
            trick("another key under the known name", () -> signed(header().build(), another())),
            trick("unknown kid", () -> signed(header().keyID("onbekend").build(), another())),
            trick("key in the token", this::withOwnKey),
            trick(
                "key at an address",
                () ->
                    signed(
                        header().jwkURL(URI.create("https://x.example/jwks")).build(), another())),
            trick(
                "critical header that nobody knows",
                () ->
                    signed(
                        header().criticalParams(Set.of("x")).customParam("x", "y").build(), key)),
            trick(
                "another type of token",
                () -> signed(header().type(new JOSEObjectType("logout+jwt")).build(), key)),
            trick("id token", claims -> claims.audience("pgo-demo").claim("scope", null)),
            trick("no client", claims -> claims.claim("client_id", null)),
            trick("no role", claims -> claims.claim("role", null)),
            trick("unknown role", claims -> claims.claim("role", "burgemeester")),
            trick("two roles", claims -> claims.claim("role", List.of("client", "ciz"))),
            trick("unknown purpose", claims -> claims.claim("purpose", "nieuwsgierigheid")),
            trick("client without a patient", claims -> claims.claim("patient", null)),
            trick("patient that is no id", claims -> claims.claim("patient", "../Patient")),
            trick("two patients", claims -> claims.claim("patient", List.of("a", "b"))),
            trick(
                "consulent of an aanbieder",
                claims -> employee(claims, Role.WMO_CONSULENT, NamingSystems.AGB + "|99000001")),
            trick(
                "coördinator of a gemeente",
                claims ->
                    employee(claims, Role.ZORGCOORDINATOR, NamingSystems.GEMEENTECODE + "|9901")),
            trick("organisation without a system", claims -> employee(claims, Role.CIZ, "9901")),
            trick("consulent of nowhere", claims -> claims.claim("role", "wmo-consulent")))
        .map(
            trick ->
                DynamicTest.dynamicTest(
                    trick.name() + ": " + trick.status(),
                    () -> {
                      Party.Answer answer = ask(OWN, trick.token().make());
                      ProperRefusal.of(answer, trick.status());
                      assertThat(answer.http().headers().firstValue("WWW-Authenticate"))
                          .hasValueSatisfying(it -> assertThat(it).startsWith("Bearer"));
                    }));
  }

  @Test
  void aTokenComesInOneHeaderAndNowhereElse() throws Exception {
    String good = token(claims -> {});
    String base = origin() + "/fhir/" + OWN;
    List<HttpRequest.Builder> others =
        List.of(
            HttpRequest.newBuilder(URI.create(base)),
            HttpRequest.newBuilder(URI.create(base + "&access_token=" + good)),
            HttpRequest.newBuilder(URI.create(base)).header("Cookie", "access_token=" + good),
            HttpRequest.newBuilder(URI.create(base)).header("Authorization", "Basic " + good),
            HttpRequest.newBuilder(URI.create(base)).header("X-Authorization", "Bearer " + good));
    for (HttpRequest.Builder each : others) {
      assertThat(Party.answer(each).status()).as(each.build().toString()).isEqualTo(401);
    }
  }

  @Test
  void aScopeOnlyTakesAway() throws Exception {
    for (String scope :
        new String[] {null, "", "openid", "patient/Task.rs", "user", "patient/*.x"}) {
      ProperRefusal.of(ask(OWN, token(claims -> claims.claim("scope", scope))), 403);
    }
    String wide = token(claims -> claims.claim("scope", "system/*.cruds user/*.cruds"));
    assertThat(ask("Patient/meneer-y", wide).status()).isEqualTo(404);
    String reading = token(claims -> claims.claim("scope", "patient/*.rs"));
    Party client = Party.withToken(port, reading);
    ProperRefusal.of(client.post("Consent", "{\"resourceType\": \"Consent\"}"), 403);
  }

  @Test
  void whatIsOfAnotherIsNotThere() throws Exception {
    String own = token(claims -> {});
    String absent = ask("Patient/bestaat-niet", own).body();
    assertThat(ask("Patient/meneer-y", own).body()).isEqualTo(absent);
    String westerbrug =
        token(claims -> employee(claims, Role.WMO_CONSULENT, NamingSystems.GEMEENTECODE + "|9902"));
    assertThat(ask("Patient/mevrouw-t", westerbrug).status()).isEqualTo(404);
    String unknown =
        token(claims -> employee(claims, Role.ZORGCOORDINATOR, NamingSystems.AGB + "|12345678"));
    assertThat(ask("Patient/mevrouw-t", unknown).status()).isEqualTo(404);
  }

  @Test
  void aTokenOfARepresentativeStopsWithTheRepresentation() throws Exception {
    Party lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    RelatedPerson mentor = lindehoven.get("RelatedPerson/mentor-t").as(RelatedPerson.class);
    mentor.setId((String) null);
    mentor.getMeta().setVersionId(null);
    mentor.getNameFirstRep().setText("M. Voor-Even");
    Party.Answer recorded = lindehoven.post("RelatedPerson", mentor);
    assertThat(recorded.status()).as(recorded.body()).isEqualTo(201);
    RelatedPerson stored = recorded.as(RelatedPerson.class);
    String token =
        token(
            claims ->
                claims
                    .claim("role", "vertegenwoordiger")
                    .claim("fhirUser", "RelatedPerson/" + stored.getIdElement().getIdPart()));
    assertThat(ask(OWN, token).status()).isEqualTo(200);

    assertThat(lindehoven.put(stored.setActive(false)).status()).isEqualTo(200);

    ProperRefusal.of(ask(OWN, token), 404);
    ProperRefusal.of(ask("Patient/mevrouw-t", token), 404);
  }

  @Test
  void theLogShowsWhoActedForWhomAndTheNumbersOfTheirApp() throws Exception {
    String mentor =
        token(
            claims ->
                claims
                    .claim("role", "vertegenwoordiger")
                    .claim("fhirUser", "RelatedPerson/mentor-t"));
    String number = UUID.randomUUID().toString();
    HttpRequest.Builder request =
        Party.withToken(port, mentor)
            .request(OWN)
            .header("MedMij-Request-ID", number)
            .header("X-Correlation-ID", "keten-1");
    assertThat(Party.answer(request).status()).isEqualTo(200);

    Bundle log =
        ask("AuditEvent?patient=mevrouw-t&_count=50", token(claims -> {})).as(Bundle.class);
    AuditEvent event =
        log.getEntry().stream()
            .map(entry -> (AuditEvent) entry.getResource())
            .filter(
                each -> Party.FHIR.newJsonParser().encodeResourceToString(each).contains(number))
            .findFirst()
            .orElseThrow();
    assertThat(event.getAgentFirstRep().getWho().getReference())
        .isEqualTo("RelatedPerson/mentor-t");
    assertThat(event.getEntity().get(0).getWhat().getReference()).isEqualTo(MevrouwT.REFERENCE);
    assertThat(event.getEntity().stream().flatMap(each -> each.getDetail().stream()))
        .extracting(detail -> detail.getType() + " " + detail.getValue().primitiveValue())
        .containsExactly("MedMij-Request-ID " + number, "X-Correlation-ID keten-1");
  }

  @Test
  void aNumberThatIsNoneIsNotLogged() throws Exception {
    for (String header : List.of("MedMij-Request-ID", "X-Correlation-ID")) {
      HttpRequest.Builder request =
          Party.withToken(port, token(claims -> {})).request(OWN).header(header, "mevrouw T, 1940");
      Party.Answer answer = Party.answer(request);
      ProperRefusal.of(answer, 400);
      assertThat(answer.as(OperationOutcome.class).getIssueFirstRep().getDiagnostics())
          .contains(header)
          .doesNotContain("1940");
    }
  }

  @Test
  void anAppSaysWhichFhirItSpeaks() throws Exception {
    Party client = Party.withToken(port, token(claims -> {}));
    assertThat(accepting(client, "application/fhir+json; fhirVersion=4.0").status()).isEqualTo(200);
    assertThat(accepting(client, "application/fhir+xml;fhirVersion=\"4.0\"").body())
        .startsWith("<Bundle");
    ProperRefusal.of(accepting(client, "application/fhir+json; fhirVersion=3.0"), 406);
    ProperRefusal.of(accepting(client, "application/fhir+json;fhirVersion=5.0"), 406);
  }

  private Party.Answer accepting(Party client, String mediaType) {
    return Party.answer(client.request(OWN).header("Accept", mediaType));
  }

  private Trick trick(String name, Token token) {
    return new Trick(name, 401, token);
  }

  private Trick trick(String name, Consumer<JWTClaimsSet.Builder> change) {
    return trick(name, () -> token(change));
  }

  private Party.Answer ask(String path, String token) {
    return Party.withToken(port, token).get(path);
  }

  private String token(Consumer<JWTClaimsSet.Builder> change) throws Exception {
    JWTClaimsSet.Builder claims = claims();
    change.accept(claims);
    return signed(header().build(), key, claims.build());
  }

  private JWSHeader.Builder header() {
    return new JWSHeader.Builder(RS256).keyID(key.getKeyID());
  }

  private String signed(JWSHeader header, RSAKey signer) throws Exception {
    return signed(header, signer, claims().build());
  }

  private static String signed(JWSHeader header, RSAKey signer, JWTClaimsSet claims)
      throws Exception {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(new RSASSASigner(signer));
    return token.serialize();
  }

  private RSAKey another() throws Exception {
    return new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
  }

  private String withOwnKey() throws Exception {
    RSAKey own = new RSAKeyGenerator(2048).generate();
    return signed(new JWSHeader.Builder(RS256).jwk(own.toPublicJWK()).build(), own);
  }

  private String withPublicKeyAsSecret() throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
            claims().build());
    token.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
    return token.serialize();
  }

  private String withOtherClaims() throws Exception {
    String[] good = token(claims -> {}).split("\\.");
    String[] other = token(claims -> claims.claim("patient", "meneer-y")).split("\\.");
    return good[0] + "." + other[1] + "." + good[2];
  }

  private String origin() {
    return "http://localhost:" + port;
  }

  private static void employee(JWTClaimsSet.Builder claims, Role role, String organization) {
    claims
        .claim("role", role.code())
        .claim("organization", organization)
        .claim("patient", null)
        .claim("scope", "system/*.cruds");
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(origin())
        .audience(origin() + "/fhir")
        .subject("mevrouw.t")
        .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
        .claim("client_id", "pgo-demo")
        .claim("role", "client")
        .claim("fhirUser", "Patient/mevrouw-t")
        .claim("patient", "mevrouw-t")
        .claim("scope", "patient/*.cruds");
  }
}
