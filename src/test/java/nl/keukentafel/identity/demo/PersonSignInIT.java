package nl.keukentafel.identity.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.fhir.NamingSystems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people get who sign in, and what they are asked. */
class PersonSignInIT extends SmartLaunch {
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
    assertThat(answer.has("refresh_token")).isFalse();
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
  void asksWhetherTheAppMayLook() {
    request.put("scope", "launch/patient openid patient/Composition.rs patient/Task.cruds");
    String page = consentPage("mentor.t");

    assertThat(page)
        .contains("<h1>Mag de voorbeeld-app meekijken?</h1>", "mentor van mevrouw T")
        .contains("U doet dit voor <strong>Mevrouw T</strong>")
        .contains("<li>verslagen in dit dossier: lezen</li>")
        .contains("taken en aanvragen in dit dossier: toevoegen, lezen, wijzigen, verwijderen")
        .contains("Wmo 2015, artikel 5.3.3 lid 2", "een kwartier")
        .doesNotContain("{{", "<script", "http");
    assertThat(answer(page, 0)).startsWith(APP + "?code=");
  }

  @Test
  void takesNoForAnAnswer() {
    assertThat(answer(consentPage("meneer.y"), 1))
        .startsWith(APP + "?error=access_denied")
        .contains("state=een-toestand");
  }

  @Test
  void asksAgainAtEveryLaunch() throws Exception {
    signIn("meneer.y");

    assertThat(location(authorize())).contains("/oauth2/consent");
  }

  @Test
  void showsTheLaunchOfAnotherToNobody() throws Exception {
    signIn("willem");
    String own = location(authorize());
    assertThat(get(path(own)).statusCode()).isEqualTo(200);

    assertThat(get(path(own).replaceFirst("state=[^&]+", "state=een-andere")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void letsARepresentativeOfTwoClientsChoose() throws Exception {
    REPRESENTED.put("RelatedPerson/mentor-janssen", "mevrouw-janssen");
    try {
      authorize();
      assertThat(fillIn("mentor.t", "mentor.t")).endsWith("/login/voor-wie");
      HttpResponse<String> page = get("/login/voor-wie");
      assertThat(page.body()).contains(">Mevrouw T<", ">Mevrouw Janssen<").doesNotContain("{{");

      assertThat(choose(page, "meneer-y").statusCode()).isEqualTo(400);
      String launch = path(location(choose(page, "mevrouw-janssen")));
      HttpResponse<String> answer = redeem(code(launched(launch)), VERIFIER);

      JsonNode token = new ObjectMapper().readTree(answer.body());
      assertThat(token.get("patient").asText()).isEqualTo("mevrouw-janssen");
      assertThat(claims(token, "access_token").getClaims())
          .containsEntry("patient", "mevrouw-janssen")
          .containsEntry("fhirUser", "RelatedPerson/mentor-janssen");
      assertThat(location(authorize())).endsWith("/login/voor-wie");
    } finally {
      REPRESENTED.remove("RelatedPerson/mentor-janssen");
    }
  }

  @Test
  void letsNoAppSayForWhom() throws Exception {
    request.put("patient", "meneer-y");

    assertThat(signIn("mentor.t").get("patient").asText()).isEqualTo("mevrouw-t");
  }

  @Test
  void givesNobodyATokenWhoRepresentsNobody() {
    REPRESENTED.remove("RelatedPerson/mentor-t");
    try {
      authorize();
      assertThat(fillIn("mentor.t", "mentor.t")).startsWith(APP + "?error=access_denied");
    } finally {
      REPRESENTED.put("RelatedPerson/mentor-t", "mevrouw-t");
    }
  }

  @Test
  void letsOnlyAConfidentialAppComeBackWithoutThePerson() throws Exception {
    JsonNode first = signInToTheWebsite();

    HttpResponse<String> second = refresh(first);
    JsonNode fresh = new ObjectMapper().readTree(second.body());

    assertThat(fresh.get("patient").asText()).isEqualTo("mevrouw-t");
    assertThat(whoCameIn(fresh)).contains("role=VERTEGENWOORDIGER", "clientId=pgo-website");
    assertThat(refresh(first).statusCode()).as("each only once").isEqualTo(400);
    assertThat(refresh(fresh).statusCode()).isEqualTo(200);
  }

  @Test
  void refreshesNothingForAnEndedRepresentation() throws Exception {
    JsonNode token = signInToTheWebsite();
    REPRESENTED.remove("RelatedPerson/mentor-t");
    try {
      HttpResponse<String> answer = refresh(token);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"invalid_grant\"");
    } finally {
      REPRESENTED.put("RelatedPerson/mentor-t", "mevrouw-t");
    }
  }

  @Test
  void keepsTheSessionOutOfTheFhirDoor() throws Exception {
    signIn("willem");

    assertThat(get("/fhir/Patient").statusCode()).isEqualTo(401);
  }
}
