package nl.keukentafel.identity.demo;

import static com.nimbusds.jose.JWSAlgorithm.ES384;
import static com.nimbusds.jose.JWSAlgorithm.RS256;
import static com.nimbusds.jose.JWSAlgorithm.RS384;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/**
 * What an attacker tries at sign-in, and the error that OAuth gives for it (RFC 6749 section 5.2
 * and 4.1.2.1). What is tried with a token is in {@code HostileTokensIT}.
 */
class HostileFlowsIT extends SmartLaunch {
  private static final String SYSTEM = "aanbieder-de-linde";
  private static final String OTHER = "aanbieder-noord";

  @Autowired Environment environment;

  private JWK rsa;
  private JWK elliptic;

  /** One thing to try with an assertion. */
  private record Trick(
      String name, JWSAlgorithm algorithm, Consumer<JWTClaimsSet.Builder> claims) {}

  @BeforeEach
  void publishTheKeys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    elliptic = new ECKeyGenerator(Curve.P_384).keyID("elliptic").generate();
    Path clients = Files.createDirectories(clients());
    Files.writeString(
        clients.resolve(SYSTEM + ".json"), new JWKSet(List.of(rsa, elliptic)).toString());
    JWK others = new RSAKeyGenerator(2048).keyID("rsa").generate();
    Files.writeString(clients.resolve(OTHER + ".json"), new JWKSet(others).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS384", "ES384"})
  void aSystemProvesWhoItIsWithItsKey(String algorithm) throws Exception {
    String assertion = signed(JWSAlgorithm.parse(algorithm), claims -> {});

    HttpResponse<String> answer = present(assertion, Map.of("scope", "system/Task.rs"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode token = new ObjectMapper().readTree(answer.body());
    assertThat(whoCameIn(token)).contains("clientId=" + SYSTEM, "role=ZORGCOORDINATOR");
  }

  @Test
  void aSystemRotatesItsKeysByReplacingTheFile() throws Exception {
    Path file = clients().resolve(SYSTEM + ".json");
    Files.writeString(file, new JWKSet(elliptic).toString());

    assertThat(present(signed(RS384, claims -> {}), Map.of()).statusCode()).isEqualTo(401);
    assertThat(present(signed(ES384, claims -> {}), Map.of()).statusCode()).isEqualTo(200);

    Files.writeString(file, "geen sleutels");
    assertThat(present(signed(ES384, claims -> {}), Map.of()).statusCode()).isEqualTo(401);
  }

  @TestFactory
  Stream<DynamicTest> anAssertionIsRefused() {
    Date past = Date.from(Instant.now().minusSeconds(5));
    Date late = Date.from(Instant.now().plus(Duration.ofMinutes(6)));
    return Stream.of(
            new Trick("of another algorithm", RS256, claims -> {}),
            new Trick("that is over", RS384, claims -> claims.expirationTime(past)),
            new Trick("that is never over", RS384, claims -> claims.expirationTime(null)),
            new Trick("that is good for too long", RS384, claims -> claims.expirationTime(late)),
            new Trick("that is not good yet", RS384, claims -> claims.notBeforeTime(late)),
            new Trick("without a number", RS384, claims -> claims.jwtID(null)),
            new Trick("with an empty number", RS384, claims -> claims.jwtID(" ")),
            new Trick("for nobody", RS384, claims -> claims.audience((String) null)),
            new Trick("for another server", RS384, claims -> claims.audience("https://x.example")),
            new Trick("by another issuer", RS384, claims -> claims.issuer(OTHER)),
            new Trick("about another system", RS384, claims -> claims.subject(OTHER)),
            new Trick("about nobody", RS384, claims -> claims.subject(null)),
            new Trick("of an unknown system", RS384, claims -> claims.subject("x").issuer("x")),
            new Trick("of another system", RS384, claims -> claims.subject(OTHER).issuer(OTHER)),
            new Trick(
                "of an app for people",
                RS384,
                claims -> claims.subject("pgo-demo").issuer("pgo-demo")))
        .map(
            trick ->
                DynamicTest.dynamicTest(
                    trick.name(),
                    () ->
                        refused(
                            present(signed(trick.algorithm(), trick.claims()), Map.of()),
                            401,
                            "invalid_client")));
  }

  @Test
  void anAssertionCountsOnce() throws Exception {
    String assertion = signed(ES384, claims -> {});
    assertThat(present(assertion, Map.of()).statusCode()).isEqualTo(200);

    refused(present(assertion, Map.of()), 401, "invalid_client");
  }

  @Test
  void anAssertionWithoutASignatureIsRefused() {
    refused(present(new PlainJWT(claims().build()).serialize(), Map.of()), 401, "invalid_client");
    refused(present("geen.jwt", Map.of()), 401, "invalid_client");
  }

  @Test
  void anAssertionSignedWithWhatIsPublicIsRefused() throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    token.sign(new MACSigner(rsa.toPublicJWK().toJSONString().getBytes()));

    refused(present(token.serialize(), Map.of()), 401, "invalid_client");
  }

  @Test
  void aSystemGetsNoMoreThanItsOwn() throws Exception {
    for (String scope : List.of("wmo/wmo-consulent", "patient/*.rs", "system/*.read", "wmo/x")) {
      String assertion = signed(RS384, claims -> {});
      refused(present(assertion, Map.of("scope", scope)), 400, "invalid_scope");
    }
  }

  @Test
  void aSystemGetsATokenInNoOtherWay() throws Exception {
    String basic = "Basic YWFuYmllZGVyLW5vb3JkOmFhbmJpZWRlci1ub29yZA==";
    for (String grant : List.of("password", "implicit", "authorization_code")) {
      Map<String, String> form = Map.of("grant_type", grant, "username", "x", "password", "x");
      HttpResponse<String> answer = post("/oauth2/token", form, "Authorization", basic);
      assertThat(answer.statusCode()).as(grant).isEqualTo(400);
    }
    assertThat(get("/oauth2/token?grant_type=client_credentials", "Authorization", basic))
        .satisfies(answer -> assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400))
        .satisfies(answer -> assertThat(answer.body()).doesNotContain("access_token"));
    refused(
        post(
            "/oauth2/token",
            Map.of("grant_type", "client_credentials", "client_id", OTHER, "client_secret", OTHER)),
        401,
        "invalid_client");
  }

  @Test
  void nothingTellsWhetherASystemOrPersonExists() {
    HttpResponse<String> unknown = withSecret("bestaat-niet", "x");
    HttpResponse<String> wrong = withSecret(OTHER, "x");
    assertThat(unknown.statusCode()).isEqualTo(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body());

    authorize();
    assertThat(fillIn("bestaat.niet", "x")).isEqualTo(fillIn("willem", "x"));
  }

  @Test
  void aCodeIsForTheAppThatAskedIt() {
    authorize();
    String code = code(fillIn("willem", "willem"));
    Map<String, String> form = new HashMap<>(exchange(code));

    form.put("redirect_uri", "http://localhost:4321/elders");
    refused(post("/oauth2/token", form), 400, "invalid_grant");
    form.put("redirect_uri", APP);
    form.remove("client_id");
    refused(post("/oauth2/token", form, "Authorization", WEBSITE), 400, "invalid_grant");
    form.put("client_id", "pgo-demo");
    form.remove("code_verifier");
    assertThat(post("/oauth2/token", form).statusCode()).isIn(400, 401);
    refused(redeem("verzonnen", VERIFIER), 400, "invalid_grant");
  }

  @Test
  void aCodeThatIsUsedTwiceEndsWhatItGave() throws Exception {
    request.put("client_id", "pgo-website");
    request.put("scope", "openid launch/patient patient/*.rs offline_access");
    authorize();
    Map<String, String> form = new HashMap<>(exchange(code(fillIn("mentor.t", "mentor.t"))));
    form.remove("client_id");
    HttpResponse<String> first = post("/oauth2/token", form, "Authorization", WEBSITE);
    assertThat(first.statusCode()).isEqualTo(200);

    refused(post("/oauth2/token", form, "Authorization", WEBSITE), 400, "invalid_grant");
    refused(refresh(new ObjectMapper().readTree(first.body())), 400, "invalid_grant");
  }

  @Test
  void aRefreshGivesNoMoreThanWasGranted() throws Exception {
    String refresh = signInToTheWebsite().get("refresh_token").asText();
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refresh);

    form.put("scope", "patient/*.cruds");
    refused(post("/oauth2/token", form, "Authorization", WEBSITE), 400, "invalid_scope");
    form.remove("scope");
    form.put("client_id", "pgo-demo");
    assertThat(post("/oauth2/token", form).statusCode()).as("by another app").isIn(400, 401);
    form.remove("client_id");
    assertThat(post("/oauth2/token", form).statusCode()).as("without secret").isIn(400, 401);
  }

  @Test
  void nobodyConsentsToMoreThanWasAsked() {
    request.put("scope", "openid patient/Task.rs");
    String page = consentPage("meneer.y");
    String wider = page.replace("patient/Task.rs\"", "patient/*.cruds\"");
    assertThat(wider).isNotEqualTo(page);

    assertThat(answer(wider, 0)).startsWith(APP + "?error=invalid_scope");
  }

  @Test
  void nobodyConsentsForAnother() throws Exception {
    request.put("scope", "openid patient/Task.rs");
    String page = consentPage("meneer.y");
    forget();
    authorize();
    fillIn("mevrouw.t", "mevrouw.t");

    HttpResponse<String> answer = press(page, 0);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost/terug",
        "http://localhost@elders.example/",
        "http://elders.example/?http://localhost",
        "javascript:alert(1)",
        "//elders.example/",
        "http://localhost:4321/terug#deel"
      })
  void nobodyIsSentElsewhere(String address) {
    request.put("redirect_uri", address);

    HttpResponse<String> answer = authorize();

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"continue", "redirect", "returnTo", "next", "redirect_uri"})
  void signingInLeadsNowhereElse(String parameter) {
    Map<String, String> form = new HashMap<>(signInForm("willem", "willem"));
    form.put(parameter, "https://elders.example/");

    assertThat(location(post("/login?" + parameter + "=https://elders.example/", form)))
        .doesNotContain("elders");
  }

  @Test
  void onlyTheCodeFlowIsOpen() {
    for (String type : List.of("token", "id_token", "code token", "none")) {
      request.put("response_type", type);
      assertThat(authorize().headers().firstValue("Location").orElse("error"))
          .doesNotContain("access_token", "id_token", "code=")
          .contains("error");
    }
  }

  /** Of the server that runs, which other test classes share. */
  private Path clients() {
    return Path.of(environment.getRequiredProperty("keukentafel.data"), "clients");
  }

  private static Map<String, String> exchange(String code) {
    return Map.of(
        "grant_type", "authorization_code",
        "client_id", "pgo-demo",
        "code", code,
        "redirect_uri", APP,
        "code_verifier", VERIFIER);
  }

  private HttpResponse<String> withSecret(String client, String secret) {
    String basic = java.util.Base64.getEncoder().encodeToString((client + ":" + secret).getBytes());
    return post(
        "/oauth2/token",
        Map.of("grant_type", "client_credentials"),
        "Authorization",
        "Basic " + basic);
  }

  /** As SMART Backend Services prescribes: without a client_id. */
  private HttpResponse<String> present(String assertion, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("grant_type", "client_credentials");
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.put("client_assertion", assertion);
    return post("/oauth2/token", form);
  }

  private String signed(JWSAlgorithm algorithm, Consumer<JWTClaimsSet.Builder> change)
      throws Exception {
    JWTClaimsSet.Builder claims = claims();
    change.accept(claims);
    JWK key = JWSAlgorithm.Family.EC.contains(algorithm) ? elliptic : rsa;
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims.build());
    JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, algorithm);
    token.sign(signer);
    return token.serialize();
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(SYSTEM)
        .subject(SYSTEM)
        .audience(origin() + "/oauth2/token")
        .jwtID(UUID.randomUUID().toString())
        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(4))));
  }

  private static void refused(HttpResponse<String> answer, int status, String error) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"" + error + "\"").doesNotContain("Exception", "at nl.");
  }
}
