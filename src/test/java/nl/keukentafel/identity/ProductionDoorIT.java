package nl.keukentafel.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class ProductionDoorIT {
  private static final String ISSUER =
      "--spring.security.oauth2.resourceserver.jwt.issuer-uri=http://localhost:1";
  private static final List<String> GOOD =
      List.of(
          "--server.port=0",
          "--management.server.port=0",
          "--keukentafel.base-url=https://wmo.example",
          "--spring.datasource.password=een lang en vreemd woord");
  private static final String TOKEN =
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjEifQ.AA";

  @Test
  void refusesToStartWithoutAnIssuer() {
    assertThatException()
        .isThrownBy(() -> start())
        .havingRootCause()
        .withMessageStartingWith("Set spring.security.oauth2.resourceserver.jwt.issuer-uri");
  }

  @Test
  void doesNotBringTheDemoAlong() {
    assertThatException()
        .isThrownBy(() -> start("--spring.profiles.active=demo,prod"))
        .havingRootCause()
        .withMessageStartingWith("Set spring.security.oauth2.resourceserver.jwt.issuer-uri");
  }

  @ParameterizedTest
  @CsvSource({
    "spring.datasource.password, '', spring.datasource.password",
    "spring.datasource.password, keukentafel, spring.datasource.password",
    "spring.datasource.password, aaaaaaaaaaaaaaaa, spring.datasource.password",
    "keukentafel.base-url, http://wmo.example, keukentafel.base-url",
    "keukentafel.base-url, '', keukentafel.base-url",
    "spring.security.oauth2.resourceserver.jwt.issuer-uri, http://elders.example, The issuer"
  })
  void doesNotStartWithWhatIsWeak(String property, String value, String named) {
    assertThatException()
        .isThrownBy(() -> start(ISSUER, "--" + property + "=" + value))
        .havingRootCause()
        .withMessageStartingWith(named);
  }

  @Test
  void slowsDownWhoAsksTooMuchAndLetsNoOtherPageAsk() throws Exception {
    try (ConfigurableApplicationContext server =
        start(
            ISSUER,
            "--keukentafel.door.requests-per-minute=3",
            "--keukentafel.door.cors-origins=https://pgo.example")) {
      String address = server.getBean(BaseUrl.class).fixed() + "/fhir/metadata";
      String metadata = origin(server) + "/fhir/metadata";
      assertThat(address).startsWith("https://wmo.example");

      HttpResponse<String> first = get(metadata, "Origin", "https://pgo.example");
      assertThat(first.headers().firstValue("Access-Control-Allow-Origin"))
          .hasValue("https://pgo.example");
      assertThat(first.headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
      assertThat(get(metadata, "Origin", "https://elders.example").statusCode()).isEqualTo(403);
      List<HttpResponse<String>> more = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        more.add(get(metadata, "Accept", "*/*"));
      }
      HttpResponse<String> last = more.get(3);
      assertThat(last.statusCode()).isEqualTo(429);
      assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
      assertThat(last.body()).contains("OperationOutcome", "throttled");
    }
  }

  @Test
  void slowsDownWhoKeepsTryingTokens() throws Exception {
    try (ConfigurableApplicationContext server =
        start(ISSUER, "--keukentafel.door.requests-per-minute=3")) {
      String patients = origin(server) + "/fhir/Patient";
      for (int i = 0; i < 3; i++) {
        assertThat(get(patients, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
      }
      assertThat(get(patients, "Authorization", "Bearer wrong").statusCode()).isEqualTo(429);
      assertThat(get(patients, "Accept", "*/*").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void tellsBrowsersToStayOnHttpsOnlyWhenATrustedProxySaysSo() throws Exception {
    try (ConfigurableApplicationContext behindProxy =
            start(ISSUER, "--keukentafel.trusted-proxies=127\\.0\\.0\\.1|0:0:0:0:0:0:0:1");
        ConfigurableApplicationContext trustsNobody = start(ISSUER)) {
      assertThat(overHttps(behindProxy).headers().firstValue("Strict-Transport-Security"))
          .hasValueSatisfying(policy -> assertThat(policy).contains("max-age"));
      assertThat(overHttps(trustsNobody).headers().firstValue("Strict-Transport-Security"))
          .isEmpty();
    }
  }

  private static HttpResponse<String> overHttps(ConfigurableApplicationContext server)
      throws IOException, InterruptedException {
    return get(origin(server) + "/fhir/metadata", "X-Forwarded-Proto", "https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator", "/actuator/health", "/actuator/metrics"})
  void showsNothingOfItsOperationsOnTheDoorForEverybody(String path) throws Exception {
    try (ConfigurableApplicationContext server = start(ISSUER)) {
      assertThat(get(origin(server) + path, "Accept", "*/*").statusCode()).isEqualTo(403);
    }
  }

  private static String origin(ConfigurableApplicationContext server) {
    return "http://localhost:"
        + ((ServletWebServerApplicationContext) server).getWebServer().getPort();
  }

  @Test
  void staysUpWhileTheIssuerIsAway() throws Exception {
    try (ConfigurableApplicationContext server = start(ISSUER)) {
      String origin = origin(server);

      assertThat(get(origin + "/fhir/Patient").body()).contains("OperationOutcome", "transient");
      assertThat(get(origin + "/fhir/Patient").statusCode()).isEqualTo(503);
      assertThat(get(origin + "/oauth2/token").statusCode()).isEqualTo(403);
    }
  }

  /** With everything that production wants, but for what the test says. */
  private static ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(RunningIdentity.DoorsOnly.class)
        .profiles("prod")
        .run(
            Stream.concat(GOOD.stream(), Stream.of(arguments))
                .collect(
                    Collectors.toMap(
                        each -> each.substring(0, each.indexOf('=')),
                        Function.identity(),
                        (good, other) -> other))
                .values()
                .toArray(String[]::new));
  }

  private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
    return get(address, "Authorization", "Bearer " + TOKEN);
  }

  private static HttpResponse<String> get(String address, String header, String value)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).header(header, value).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
