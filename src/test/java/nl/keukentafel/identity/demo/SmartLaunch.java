package nl.keukentafel.identity.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nl.keukentafel.identity.RunningIdentity;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.web.util.UriComponentsBuilder;

/** A browser and an app, played by a plain HTTP client with cookies. */
abstract class SmartLaunch extends RunningIdentity {
  protected static final String APP = "http://localhost:4321/terug";
  // the pair of https://www.rfc-editor.org/rfc/rfc7636#appendix-B
  protected static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  protected static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  protected static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  protected static final String WEBSITE =
      "Basic " + Base64.getEncoder().encodeToString("pgo-website:pgo-website".getBytes(UTF_8));
  protected static final Pattern FIELD = Pattern.compile("name=\"([^\"]+)\" value=\"([^\"]*)\"");

  protected final Map<String, String> request = new HashMap<>();

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

  protected JsonNode signInToTheWebsite() throws Exception {
    request.put("client_id", "pgo-website");
    request.put("scope", "launch/patient openid fhirUser patient/*.rs offline_access");
    authorize();
    String code = code(fillIn("mentor.t", "mentor.t"));
    HttpResponse<String> answer =
        post(
            "/oauth2/token",
            Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", APP,
                "code_verifier", VERIFIER),
            "Authorization",
            WEBSITE);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  protected HttpResponse<String> refresh(JsonNode token) {
    return post(
        "/oauth2/token",
        Map.of("grant_type", "refresh_token", "refresh_token", token.get("refresh_token").asText()),
        "Authorization",
        WEBSITE);
  }

  /** Signs in, and stays at the page that asks consent. */
  protected String consentPage(String username) {
    authorize();
    String next = location(post("/login", signInForm(username, username)));
    return get(path(location(get(path(next), "Accept", "text/html")))).body();
  }

  protected HttpResponse<String> choose(HttpResponse<String> page, String client) {
    Matcher csrf = CSRF.matcher(page.body());
    assertThat(csrf.find()).isTrue();
    return post("/login/voor-wie", Map.of("client", client, "_csrf", csrf.group(1)));
  }

  protected JsonNode signIn(String username) throws Exception {
    assertThat(location(authorize())).endsWith("/login");
    HttpResponse<String> answer = redeem(code(fillIn(username, username)), VERIFIER);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  protected HttpResponse<String> authorize() {
    return get("/oauth2/authorize?" + encode(request), "Accept", "text/html");
  }

  /** Fills in the page and follows the browser's redirects as far as this server goes. */
  protected String fillIn(String username, String password) {
    String next = location(post("/login", signInForm(username, password)));
    return next.startsWith(origin() + "/oauth2/authorize") ? launched(path(next)) : next;
  }

  /** What comes of a launch when the person says yes to what the app asks. */
  protected String launched(String path) {
    String next = location(get(path, "Accept", "text/html"));
    return next.contains("/oauth2/consent") ? answer(get(path(next)).body(), 0) : next;
  }

  /** Presses a button of the page that asks consent: 0 is yes, 1 is no. */
  protected String answer(String page, int button) {
    return location(press(page, button));
  }

  protected HttpResponse<String> press(String page, int button) {
    String fields =
        FIELD
            .matcher(page.split("<form")[button + 1])
            .results()
            .map(field -> field.group(1) + "=" + URLEncoder.encode(field.group(2), UTF_8))
            .collect(Collectors.joining("&"));
    return postForm("/oauth2/authorize", fields);
  }

  /** As another browser. */
  protected void forget() {
    ((CookieManager) http.cookieHandler().orElseThrow()).getCookieStore().removeAll();
  }

  protected String path(String location) {
    return location.startsWith("http") ? location.substring(origin().length()) : location;
  }

  protected Map<String, String> signInForm(String username, String password) {
    Matcher csrf = CSRF.matcher(get("/login").body());
    assertThat(csrf.find()).isTrue();
    return Map.of("username", username, "password", password, "_csrf", csrf.group(1));
  }

  protected HttpResponse<String> redeem(String code, String verifier) {
    return post(
        "/oauth2/token",
        Map.of(
            "grant_type", "authorization_code",
            "client_id", "pgo-demo",
            "code", code,
            "redirect_uri", APP,
            "code_verifier", verifier));
  }

  protected static String code(String location) {
    assertThat(location).startsWith(APP + "?").contains("state=een-toestand");
    return UriComponentsBuilder.fromUri(URI.create(location))
        .build()
        .getQueryParams()
        .getFirst("code");
  }

  protected static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(302);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  protected String whoCameIn(JsonNode answer) {
    return get("/fhir/Patient", "Authorization", "Bearer " + answer.get("access_token").asText())
        .body();
  }

  protected static JWTClaimsSet claims(JsonNode answer, String token) throws Exception {
    return SignedJWT.parse(answer.get(token).asText()).getJWTClaimsSet();
  }
}
