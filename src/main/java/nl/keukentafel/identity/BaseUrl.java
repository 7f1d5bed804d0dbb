package nl.keukentafel.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * The address at which clients reach this server: {@code keukentafel.base-url}, or else localhost
 * at the server's port. Asked for late, because a random port is known only once the server
 * listens.
 */
@Component
public class BaseUrl {
  private final Environment environment;

  public BaseUrl(Environment environment) {
    this.environment = environment;
  }

  /** Scheme, host and port, without a slash at the end. */
  public String origin() {
    String fixed = fixed();
    return fixed != null
        ? fixed
        : "http://localhost:" + environment.getRequiredProperty("local.server.port");
  }

  /** The FHIR base, which is also the audience of every access token. */
  public String fhir() {
    return origin() + "/fhir";
  }

  /** The origin as far as it is known before the server listens. */
  public @Nullable String fixed() {
    String configured = environment.getProperty("keukentafel.base-url");
    if (StringUtils.hasText(configured)) {
      return StringUtils.trimTrailingCharacter(configured, '/');
    }
    String port = environment.getProperty("server.port", "8080");
    return port.equals("0") ? null : "http://localhost:" + port;
  }
}
