package nl.keukentafel.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class BaseUrlTest {
  private final MockEnvironment environment = new MockEnvironment();
  private final BaseUrl base = new BaseUrl(environment);

  @Test
  void isLocalhostAtTheUsualPort() {
    assertThat(base.fhir()).isEqualTo("http://localhost:8080/fhir");
  }

  @Test
  void followsTheConfiguredPort() {
    environment.setProperty("server.port", "9090");

    assertThat(base.origin()).isEqualTo("http://localhost:9090");
  }

  @Test
  void isWhatIsConfiguredWithoutTheLastSlash() {
    environment.setProperty("keukentafel.base-url", "https://wmo.example.org/");

    assertThat(base.fhir()).isEqualTo("https://wmo.example.org/fhir");
    assertThat(base.fixed()).isEqualTo("https://wmo.example.org");
  }

  @Test
  void isUnknownAtARandomPortUntilTheServerListens() {
    environment.setProperty("server.port", "0");
    assertThat(base.fixed()).isNull();

    environment.setProperty("local.server.port", "41234");

    assertThat(base.origin()).isEqualTo("http://localhost:41234");
  }
}
