package nl.keukentafel.identity.external;

import static org.springframework.security.oauth2.jose.jws.SignatureAlgorithm.ES384;
import static org.springframework.security.oauth2.jose.jws.SignatureAlgorithm.RS256;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.SmartConfiguration;
import nl.keukentafel.identity.TokenRules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.env.Environment;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestClient;

/**
 * Checks tokens with the keys that the provider publishes, and points apps to the provider.
 * https://openid.net/specs/openid-connect-discovery-1_0.html
 */
@Configuration(proxyBeanMethods = false)
@Profile("!demo | prod")
class OpenIdProvider {
  private static final String PROPERTY = "spring.security.oauth2.resourceserver.jwt.issuer-uri";
  private static final List<String> SHARED =
      List.of(
          "issuer",
          "jwks_uri",
          "authorization_endpoint",
          "token_endpoint",
          "grant_types_supported",
          "response_types_supported",
          "token_endpoint_auth_methods_supported",
          "code_challenge_methods_supported");

  private final String issuer;
  private final List<String> capabilities;

  // read from the environment, as the web server starts before placeholders in @Value are resolved
  OpenIdProvider(Environment environment) {
    issuer = environment.getProperty(PROPERTY, "");
    capabilities =
        List.of(
            environment.getProperty(
                "keukentafel.identity.smart-capabilities",
                String[].class,
                new String[] {"permission-v2"}));
    if (issuer.isBlank()) {
      throw new IllegalStateException(
          "Set " + PROPERTY + " to the OpenID provider, or start with the profile demo");
    }
  }

  @Bean
  JwtDecoder jwtDecoder(BaseUrl base) {
    JwtDecoder discovered = new SupplierJwtDecoder(() -> discoverKeys(base));
    return token -> {
      try {
        return discovered.decode(token);
      } catch (JwtDecoderInitializationException e) {
        // of this type alone Spring Security would make a 500
        throw new JwtException("The OpenID provider does not answer", e);
      }
    };
  }

  private NimbusJwtDecoder discoverKeys(BaseUrl base) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withIssuerLocation(issuer)
            .validateType(false) // TokenRules does
            .jwsAlgorithms(
                algorithms -> {
                  algorithms.clear();
                  algorithms.addAll(List.of(RS256, ES384));
                })
            .build();
    decoder.setJwtValidator(TokenRules.of(() -> issuer, base));
    return decoder;
  }

  @Bean
  SmartConfiguration.Source smartSource() {
    SimpleClientHttpRequestFactory http = new SimpleClientHttpRequestFactory();
    http.setConnectTimeout(Duration.ofSeconds(5));
    http.setReadTimeout(Duration.ofSeconds(5));
    RestClient client = RestClient.builder().requestFactory(http).build();
    SingletonSupplier<Map<String, Object>> discovered =
        SingletonSupplier.of(() -> discover(client));
    return () -> {
      Map<String, Object> members = new LinkedHashMap<>(discovered.obtain());
      members.keySet().retainAll(SHARED);
      members.put("capabilities", capabilities);
      return members;
    };
  }

  private Map<String, Object> discover(RestClient client) {
    Map<String, Object> found =
        client
            .get()
            .uri(
                StringUtils.trimTrailingCharacter(issuer, '/')
                    + "/.well-known/openid-configuration")
            .retrieve()
            .body(new ParameterizedTypeReference<>() {});
    return found == null ? Map.of() : found;
  }
}
