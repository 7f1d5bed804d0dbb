package nl.keukentafel.identity.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizeRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "http://localhost",
        "http://localhost:1234/terug?a=b",
        "http://127.0.0.1:9/x/y"
      })
  void redirectToTheOwnMachineAtAnyPortAndPath(String uri) {
    assertThat(AuthorizeRules.isLoopback(uri)).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "/terug",
        "https://localhost/",
        "javascript://localhost/%0aalert(1)",
        "http://localhost.example.org/",
        "http://example.org/localhost",
        "http://localhost@example.org/",
        "http://example.org@localhost/",
        "http://localhost:80#fragment",
        "http://localhost\\@example.org/",
        "http://127.0.0.2/",
        "http:localhost/",
        "//localhost/"
      })
  void redirectNowhereElse(String uri) {
    assertThat(AuthorizeRules.isLoopback(uri)).isFalse();
  }
}
