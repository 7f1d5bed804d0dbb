package nl.keukentafel.identity;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * How wide the doors stand.
 *
 * @param corsOrigins patterns of the origins whose pages may ask, e.g. {@code https://pgo.example};
 *     nobody when empty
 * @param requestsPerMinute of one client application or one anonymous address; no limit when 0
 */
@ConfigurationProperties("keukentafel.door")
record DoorRules(@DefaultValue List<String> corsOrigins, @DefaultValue("0") int requestsPerMinute) {
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");
  private static final List<String> ASKED =
      List.of(
          "Authorization",
          "Content-Type",
          "Accept",
          "If-Match",
          "If-None-Match",
          "Prefer",
          "Wmo-Noodgeval",
          "MedMij-Request-ID",
          "X-Correlation-ID",
          "X-Request-Id");
  private static final List<String> TOLD =
      List.of("ETag", "Location", "Last-Modified", "X-Request-Id");

  /** Tokens travel in a header, so no page needs the cookies of this server. */
  CorsConfigurationSource cors() {
    CorsConfiguration cors = new CorsConfiguration();
    cors.setAllowedOriginPatterns(corsOrigins);
    cors.setAllowedMethods(METHODS);
    cors.setAllowedHeaders(ASKED);
    cors.setExposedHeaders(TOLD);
    cors.setAllowCredentials(false);
    return request -> corsOrigins.isEmpty() ? null : cors;
  }
}
