package nl.keukentafel.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/** Servers that start one after the other over the same data. */
class KeyRotationIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path data;

  @Test
  void aRestartAndARotationBreakNothingThatWasGiven() throws Exception {
    String token;
    try (ConfigurableApplicationContext first = start()) {
      token = systemToken(first);
      saveLaunch(first, "om-terug-te-komen");
    }
    try (ConfigurableApplicationContext restarted = start()) {
      assertThat(whoCameIn(restarted, token)).isEqualTo(200);
    }
    Path retired = data.resolve("signing-key-oud.json");
    Files.move(data.resolve("signing-key.json"), retired);
    try (ConfigurableApplicationContext rotated = start()) {
      assertThat(whoCameIn(rotated, token)).isEqualTo(200);
      String fresh = systemToken(rotated);
      assertThat(keyOf(fresh)).isNotEqualTo(keyOf(token));
      assertThat(whoCameIn(rotated, fresh)).isEqualTo(200);
      assertThat(get(rotated, "/oauth2/jwks", "").body()).contains(keyOf(fresh), keyOf(token));
      assertThat(refresh(rotated, "om-terug-te-komen").statusCode()).isEqualTo(200);
      assertThat(refresh(rotated, "om-terug-te-komen").statusCode()).isEqualTo(400);
    }
    Files.delete(retired);
    try (ConfigurableApplicationContext without = start()) {
      assertThat(whoCameIn(without, token)).isEqualTo(401);
    }
  }

  private ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(RunningIdentity.DoorsOnly.class)
        .profiles("demo")
        .run(
            "--server.port=0",
            "--keukentafel.base-url=http://localhost:8080",
            "--keukentafel.data=" + data);
  }

  /** As it is kept after mentor.t let the website come back without them. */
  private static void saveLaunch(ConfigurableApplicationContext server, String refresh) {
    Set<String> scopes = Set.of("launch/patient", "patient/*.rs", "offline_access");
    Instant now = Instant.now();
    server
        .getBean(OAuth2AuthorizationService.class)
        .save(
            OAuth2Authorization.withRegisteredClient(
                    server.getBean(RegisteredClientRepository.class).findById("pgo-website"))
                .principalName("mentor.t")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(scopes)
                .attribute(
                    Principal.class.getName(),
                    new UsernamePasswordAuthenticationToken(
                        "mentor.t", null, AuthorityUtils.NO_AUTHORITIES))
                .attribute(
                    OAuth2AuthorizationRequest.class.getName(),
                    OAuth2AuthorizationRequest.authorizationCode()
                        .authorizationUri("http://localhost:8080/oauth2/authorize")
                        .clientId("pgo-website")
                        .scopes(scopes)
                        .additionalParameters(Map.of("patient", "mevrouw-t"))
                        .build())
                .refreshToken(new OAuth2RefreshToken(refresh, now, now.plus(Duration.ofDays(1))))
                .build());
  }

  private static String systemToken(ConfigurableApplicationContext server) throws Exception {
    String answer = token(server, "ciz", "grant_type=client_credentials").body();
    return new ObjectMapper().readTree(answer).get("access_token").asText();
  }

  private static HttpResponse<String> refresh(ConfigurableApplicationContext server, String refresh)
      throws Exception {
    return token(server, "pgo-website", "grant_type=refresh_token&refresh_token=" + refresh);
  }

  private static HttpResponse<String> token(
      ConfigurableApplicationContext server, String client, String form) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(address(server, "/oauth2/token"))
            .header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth(client, client, null))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  private static int whoCameIn(ConfigurableApplicationContext server, String token)
      throws Exception {
    return get(server, "/fhir/Patient", token).statusCode();
  }

  private static HttpResponse<String> get(
      ConfigurableApplicationContext server, String path, String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(server, path));
    return HTTP.send(
        (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).build(),
        BodyHandlers.ofString());
  }

  private static URI address(ConfigurableApplicationContext server, String path) {
    return URI.create(
        "http://localhost:"
            + server.getEnvironment().getRequiredProperty("local.server.port")
            + path);
  }

  private static String keyOf(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }
}
