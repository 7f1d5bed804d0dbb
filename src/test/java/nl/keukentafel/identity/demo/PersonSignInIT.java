package nl.keukentafel.identity.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.identity.RunningIdentity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.util.UriComponentsBuilder;

/** A browser and an app, played by a plain HTTP client with cookies. */
class PersonSignInIT extends RunningIdentity {
  private static final String APP = "http://localhost:4321/terug";
  // the pair of https://www.rfc-editor.org/rfc/rfc7636#appendix-B
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final Map<String, String> request = new HashMap<>();

  @BeforeEach
  void askAsSmartPrescribes() {
    request.putAll(
        Map.of(
            "response_type", "code",
            "client_id", "pgo-demo",
            "redirect_uri", APP,
            "state", "een-toestand",
            "aud", origin() + "/fhir",
            "code_challenge", CHALLENGE,
            "code_challenge_method", "S256"));
  }

  @Test
  void givesAClientATokenForTheirOwnDossier() throws Exception {
    request.put("scope", "launch/patient openid fhirUser patient/*.rs");

    JsonNode answer = signIn("meneer.y");

    assertThat(answer.get("patient").asText()).isEqualTo("meneer-y");
    assertThat(answer.has("refresh_token")).isFalse();
    assertThat(answer.get("scope").asText()).contains("patient/*.rs");
    assertThat(claims(answer, "access_token").getClaims())
        .containsEntry("role", "client")
        .containsEntry("patient", "meneer-y")
        .containsEntry("fhirUser", "Patient/meneer-y")
        .containsEntry("client_id", "pgo-demo")
        .doesNotContainKey("organization");
    assertThat(claims(answer, "id_token").getStringClaim("fhirUser")).isEqualTo("Patient/meneer-y");
    assertThat(whoCameIn(answer)).contains("role=CLIENT", "patient=meneer-y");
  }

  @ParameterizedTest
  @CsvSource({
    "meneer.y, CLIENT, patient=meneer-y",
    "mevrouw.janssen, CLIENT, patient=mevrouw-janssen",
    "mevrouw.t, CLIENT, patient=mevrouw-t",
    "mentor.t, VERTEGENWOORDIGER, patient=mevrouw-t",
    "consulent, WMO_CONSULENT, organization=" + NamingSystems.GEMEENTECODE + "|9901",
    "coordinator, ZORGCOORDINATOR, organization=" + NamingSystems.AGB + "|99000001",
    "willem, HUISHOUDELIJKE_HULP, organization=" + NamingSystems.AGB + "|99000001",
    "esmee, ZORGCOORDINATOR, organization=" + NamingSystems.AGB + "|99000002"
  })
  void knowsEachPersonOfTheDemo(String username, String role, String detail) throws Exception {
    assertThat(whoCameIn(signIn(username))).contains("role=" + role, detail, "type=*");
  }

  @Test
  void givesAProfessionalNoPatient() throws Exception {
    request.put("scope", "openid fhirUser user/*.rs offline_access");

    JsonNode answer = signIn("consulent");

    assertThat(answer.has("patient")).isFalse();
    assertThat(answer.get("scope").asText()).doesNotContain("offline_access");
  }

  @Test
  void refusesPatientScopesForSomebodyWhoIsNoPatient() {
    request.put("scope", "patient/*.rs");
    assertThat(authorize().statusCode()).isEqualTo(302);

    assertThat(fillIn("consulent", "consulent"))
        .startsWith(APP + "?error=invalid_scope")
        .contains("needs%20a%20patient");
  }

  @Test
  void sendsAWrongPasswordBackToThePage() {
    authorize();

    assertThat(fillIn("willem", "fout")).endsWith("/login?error");
    assertThat(get("/login?error").body()).contains("role=\"alert\"");
  }

  @Test
  void refusesTheFormWithoutItsCsrfToken() {
    Map<String, String> form = Map.of("username", "willem", "password", "willem");

    assertThat(post("/login", form).statusCode()).isEqualTo(403);
  }

  @Test
  void showsAPageThatNeedsNothingFromElsewhere() {
    HttpResponse<String> page = get("/login");

    assertThat(page.body())
        .contains("<html lang=\"nl\">", "<label for=\"username\">", "<label for=\"password\">")
        .contains("mentor.t", "zorgcoördinator")
        .doesNotContain("{{", "<script", "<link", "<img", "http");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "form-action 'self' http://localhost:*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http://localhost/fhir", "https://elders.example.org/fhir"})
  void refusesAnotherAudienceOnTheSpot(String aud) {
    request.put("aud", aud);

    HttpResponse<String> answer = authorize();

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("aud must be " + origin() + "/fhir");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://app.example.org/", "http://localhost.example.org/", ""})
  void neverRedirectsToAStranger(String redirect) {
    request.put("redirect_uri", redirect);

    HttpResponse<String> answer = authorize();

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void refusesAnAppThatItDoesNotKnow() {
    request.put("client_id", "onbekend");

    assertThat(authorize().statusCode()).isEqualTo(400);
  }

  @Test
  void doesNotLetASystemSignInPeople() {
    request.put("client_id", "gemeente-lindehoven");

    assertThat(authorize().headers().firstValue("Location").orElse(""))
        .doesNotContain("code=", "/login");
  }

  @Test
  void keepsTheAddressOfTheAppAsItIs() {
    request.put("redirect_uri", APP + "?a=%20b");
    request.put("scope", "system/*.rs");

    assertThat(location(authorize())).startsWith(APP + "?a=%20b&error=invalid_scope");
  }

  @Test
  void refusesARequestWithoutPkce() {
    request.keySet().removeAll(Set.of("code_challenge", "code_challenge_method"));

    assertThat(location(authorize()))
        .startsWith(APP + "?error=invalid_request")
        .contains("code_challenge", "state=een-toestand");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", ""})
  void refusesPkceWithoutSha256(String method) {
    request.put("code_challenge_method", method);

    assertThat(location(authorize())).startsWith(APP + "?error=invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"system/*.rs", "wmo/ciz", "patient/*.read", "patient/Task.rs?code=x"})
  void refusesAScopeThatDoesNotSuitAPerson(String scope) {
    request.put("scope", scope);

    assertThat(location(authorize()))
        .startsWith(APP + "?error=invalid_scope&error_description=scope%20");
  }

  @Test
  void refusesACodeWithAnotherVerifier() {
    authorize();
    String code = code(fillIn("willem", "willem"));

    assertThat(redeem(code, VERIFIER.replace('d', 'e')).statusCode()).isIn(400, 401);
  }

  @Test
  void redeemsACodeOnce() {
    authorize();
    String code = code(fillIn("willem", "willem"));

    assertThat(redeem(code, VERIFIER).statusCode()).isEqualTo(200);
    assertThat(redeem(code, VERIFIER).statusCode()).isEqualTo(400);
  }

  @Test
  void keepsTheSessionOutOfTheFhirDoor() throws Exception {
    signIn("willem");

    assertThat(get("/fhir/Patient").statusCode()).isEqualTo(401);
  }

  private JsonNode signIn(String username) throws Exception {
    assertThat(location(authorize())).endsWith("/login");
    HttpResponse<String> answer = redeem(code(fillIn(username, username)), VERIFIER);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<String> authorize() {
    return get("/oauth2/authorize?" + encode(request), "Accept", "text/html");
  }

  /** Fills in the page and follows the browser's redirects as far as this server goes. */
  private String fillIn(String username, String password) {
    Matcher csrf = CSRF.matcher(get("/login").body());
    assertThat(csrf.find()).isTrue();
    String next =
        location(
            post(
                "/login",
                Map.of("username", username, "password", password, "_csrf", csrf.group(1))));
    return next.startsWith(origin() + "/oauth2/authorize")
        ? location(get(next.substring(origin().length()), "Accept", "text/html"))
        : next;
  }

  private HttpResponse<String> redeem(String code, String verifier) {
    return post(
        "/oauth2/token",
        Map.of(
            "grant_type", "authorization_code",
            "client_id", "pgo-demo",
            "code", code,
            "redirect_uri", APP,
            "code_verifier", verifier));
  }

  private static String code(String location) {
    assertThat(location).startsWith(APP + "?").contains("state=een-toestand");
    return UriComponentsBuilder.fromUri(URI.create(location))
        .build()
        .getQueryParams()
        .getFirst("code");
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(302);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private String whoCameIn(JsonNode answer) {
    return get("/fhir/Patient", "Authorization", "Bearer " + answer.get("access_token").asText())
        .body();
  }

  private static JWTClaimsSet claims(JsonNode answer, String token) throws Exception {
    return SignedJWT.parse(answer.get(token).asText()).getJWTClaimsSet();
  }
}
