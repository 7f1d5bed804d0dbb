package nl.keukentafel.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class ProductionDoorIT {
  private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.AA";

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

  @Test
  void staysUpWhileTheIssuerIsAway() throws Exception {
    String away = "--spring.security.oauth2.resourceserver.jwt.issuer-uri=http://localhost:1";
    try (ConfigurableApplicationContext server = start(away)) {
      String origin = server.getBean(BaseUrl.class).origin();

      assertThat(get(origin + "/fhir/Patient").body()).contains("OperationOutcome", "transient");
      assertThat(get(origin + "/fhir/Patient").statusCode()).isEqualTo(503);
      assertThat(get(origin + "/oauth2/token").statusCode()).isEqualTo(403);
    }
  }

  private static ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(RunningIdentity.DoorsOnly.class)
        .profiles("prod")
        .properties("server.port=0")
        .run(arguments);
  }

  private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + TOKEN)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
