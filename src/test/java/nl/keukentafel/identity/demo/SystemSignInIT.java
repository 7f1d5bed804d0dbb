package nl.keukentafel.identity.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.identity.RunningIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemSignInIT extends RunningIdentity {
  @Test
  void getsATokenThatSaysWhoItIs() throws Exception {
    HttpResponse<String> answer = ask("gemeente-lindehoven", "gemeente-lindehoven", "");

    assertThat(json(answer).get("expires_in").asInt()).isBetween(890, 900);
    assertThat(json(answer).has("refresh_token")).isFalse();
    assertThat(json(answer).has("patient")).isFalse();
    JWTClaimsSet claims = claims(answer);
    assertThat(claims.getIssuer()).isEqualTo(origin());
    assertThat(claims.getAudience()).containsExactly(origin() + "/fhir");
    assertThat(claims.getClaims())
        .containsEntry("client_id", "gemeente-lindehoven")
        .containsEntry("role", "wmo-consulent")
        .containsEntry("organization", NamingSystems.GEMEENTECODE + "|9901")
        .containsEntry("fhirUser", "Organization/gemeente-lindehoven")
        .containsEntry("scope", "system/*.cruds")
        .doesNotContainKey("patient");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gemeente-lindehoven",
        "gemeente-westerbrug",
        "aanbieder-de-linde",
        "aanbieder-noord",
        "medisch-adviseur",
        "toezichthouder",
        "veilig-thuis",
        "ciz"
      })
  void opensTheFhirDoor(String client) throws Exception {
    String token = json(ask(client, client, "")).get("access_token").asText();

    HttpResponse<String> answer = get("/fhir/Task", "Authorization", "Bearer " + token);

    assertThat(answer.body()).contains("clientId=" + client);
  }

  @ParameterizedTest
  @CsvSource({
    "wmo/consulent-voorportaal, consulent-voorportaal, system/*.cruds",
    "wmo/functionaris-gegevensbescherming system/AuditEvent.rs, functionaris-gegevensbescherming,"
        + " system/AuditEvent.rs",
    "system/Task.rs, wmo-consulent, system/Task.rs"
  })
  void actsInTheRoleItPicks(String scope, String role, String granted) throws Exception {
    HttpResponse<String> answer = ask("gemeente-westerbrug", "gemeente-westerbrug", scope);

    assertThat(claims(answer).getStringClaim("role")).isEqualTo(role);
    assertThat(claims(answer).getStringClaim("scope")).contains(granted);
    assertThat(json(answer).get("scope").asText()).contains(granted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wmo/zorgcoordinator",
        "wmo/burgemeester",
        "wmo/wmo-consulent wmo/consulent-voorportaal",
        "patient/*.rs",
        "user/*.rs",
        "openid",
        "system/*.read",
        "system/Observation.rs?category=x"
      })
  void getsNoTokenForAScopeThatIsNotIts(String scope) throws Exception {
    HttpResponse<String> answer = ask("gemeente-westerbrug", "gemeente-westerbrug", scope);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("error").asText()).isEqualTo("invalid_scope");
    assertThat(json(answer).get("error_description").asText()).contains("scope");
  }

  @Test
  void getsNoTokenWithAWrongSecret() throws Exception {
    HttpResponse<String> answer = ask("aanbieder-noord", "aanbieder-de-linde", "");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).get("error").asText()).isEqualTo("invalid_client");
  }

  @Test
  void isNotThePublicApp() throws Exception {
    assertThat(ask("pgo-demo", "pgo-demo", "").statusCode()).isEqualTo(401);
  }

  @Test
  void findsOnlyTheEndPointsThatAreOpen() throws Exception {
    JsonNode openId = json(get("/.well-known/openid-configuration"));

    assertThat(openId.get("issuer").asText()).isEqualTo(origin());
    assertThat(openId.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "issuer",
            "authorization_endpoint",
            "token_endpoint",
            "token_endpoint_auth_methods_supported",
            "token_endpoint_auth_signing_alg_values_supported",
            "jwks_uri",
            "response_types_supported",
            "grant_types_supported",
            "code_challenge_methods_supported",
            "subject_types_supported",
            "id_token_signing_alg_values_supported",
            "scopes_supported");
    assertThat(json(get("/oauth2/jwks")).get("keys").get(0).has("d")).isFalse();
  }

  @Test
  void readsInTheSmartConfigurationWhereToGo() throws Exception {
    HttpResponse<String> answer = get("/fhir/.well-known/smart-configuration");

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    JsonNode smart = json(answer);
    assertThat(smart.get("token_endpoint").asText()).isEqualTo(origin() + "/oauth2/token");
    assertThat(smart.get("jwks_uri").asText()).isEqualTo(origin() + "/oauth2/jwks");
    assertThat(smart.get("code_challenge_methods_supported"))
        .extracting(JsonNode::asText)
        .isEqualTo(List.of("S256"));
    assertThat(smart.get("capabilities"))
        .extracting(JsonNode::asText)
        .contains("permission-v2", "launch-standalone", "context-standalone-patient")
        .contains("permission-offline", "client-confidential-asymmetric")
        .doesNotContain("permission-v1", "launch-ehr");
  }

  private HttpResponse<String> ask(String client, String secret, String scope) {
    String credentials =
        Base64.getEncoder()
            .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
    Map<String, String> form =
        scope.isEmpty()
            ? Map.of("grant_type", "client_credentials")
            : Map.of("grant_type", "client_credentials", "scope", scope);
    return post("/oauth2/token", form, "Authorization", "Basic " + credentials);
  }

  private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
    return new ObjectMapper().readTree(answer.body());
  }

  private static JWTClaimsSet claims(HttpResponse<String> answer)
      throws JsonProcessingException, ParseException {
    return SignedJWT.parse(json(answer).get("access_token").asText()).getJWTClaimsSet();
  }

  @Test
  void letsAnAppInABrowserFetchItsTokenAndNothingElse() {
    String[] page = {"Origin", "http://localhost:5173"};
    assertThat(get("/.well-known/openid-configuration", page).headers().map())
        .containsEntry("access-control-allow-origin", List.of("http://localhost:5173"));
    assertThat(
            post("/oauth2/token", Map.of("grant_type", "authorization_code"), page).headers().map())
        .containsEntry("access-control-allow-origin", List.of("http://localhost:5173"));
    assertThat(get("/login", page).headers().map())
        .doesNotContainKey("access-control-allow-origin");
    assertThat(get("/oauth2/jwks", "Origin", "https://elders.example").statusCode()).isEqualTo(403);
  }
}
