package nl.keukentafel.identity.external;

import java.net.URI;
import java.util.Set;
import nl.keukentafel.identity.TrustedIssuers;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/** What production does not start with: addresses without TLS and passwords that anybody knows. */
@Configuration(proxyBeanMethods = false)
@Profile("prod")
class ProductionRules {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int SHORTEST = 12;

  ProductionRules(Environment environment, TrustedIssuers issuers) {
    issuers.all().forEach(issuer -> requireTls("The issuer", issuer.uri()));
    requireTls("keukentafel.base-url", environment.getProperty("keukentafel.base-url", ""));
    requireStrong(
        environment.getProperty("spring.datasource.username", ""),
        environment.getProperty("spring.datasource.password", ""));
  }

  private static void requireTls(String what, String address) {
    URI uri = URI.create(address);
    if (!"https".equals(uri.getScheme()) && !LOOPBACK.contains(String.valueOf(uri.getHost()))) {
      throw new IllegalStateException(what + " must be an https address in production");
    }
  }

  private static void requireStrong(String user, String password) {
    if (password.length() < SHORTEST
        || password.equals(user)
        || password.chars().distinct().count() < SHORTEST / 2) {
      throw new IllegalStateException(
          "spring.datasource.password is empty or weak: use at least %d characters, and many different ones"
              .formatted(SHORTEST));
    }
  }
}
