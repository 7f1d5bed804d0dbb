package nl.keukentafel.identity.external;

import static org.springframework.security.oauth2.jose.jws.SignatureAlgorithm.ES384;
import static org.springframework.security.oauth2.jose.jws.SignatureAlgorithm.RS256;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.SmartConfiguration;
import nl.keukentafel.identity.TokenRules;
import nl.keukentafel.identity.TrustedIssuers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.env.Environment;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
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

  private final TrustedIssuers issuers;
  private final List<String> capabilities;

  // read from the environment, as the web server starts before placeholders in @Value are resolved
  OpenIdProvider(TrustedIssuers issuers, Environment environment) {
    this.issuers = issuers;
    capabilities =
        List.of(
            environment.getProperty(
                "keukentafel.identity.smart-capabilities",
                String[].class,
                new String[] {"permission-v2"}));
    if (issuers.all().isEmpty()) {
      throw new IllegalStateException(
          "Set %s to the OpenID provider, or start with the profile demo"
              .formatted(TrustedIssuers.ONE_FOR_ALL));
    }
  }

  /** Each issuer has its own keys: what one signed in the name of another is not believed. */
  @Bean
  JwtDecoder jwtDecoder(BaseUrl base) {
    Map<String, JwtDecoder> decoders =
        issuers.all().stream()
            .map(TrustedIssuers.Issuer::uri)
            .collect(Collectors.toUnmodifiableMap(Function.identity(), uri -> ofIssuer(uri, base)));
    return token -> decoderOf(token, decoders).decode(token);
  }

  private static JwtDecoder decoderOf(String token, Map<String, JwtDecoder> decoders) {
    try {
      String issuer = JWTParser.parse(token).getJWTClaimsSet().getIssuer();
      JwtDecoder decoder = issuer == null ? null : decoders.get(issuer);
      if (decoder != null) {
        return decoder;
      }
    } catch (ParseException e) {
      throw new BadJwtException("The token cannot be read", e);
    }
    throw new BadJwtException("The issuer is not one that this server trusts");
  }

  private static JwtDecoder ofIssuer(String issuer, BaseUrl base) {
    JwtDecoder discovered = new SupplierJwtDecoder(() -> discoverKeys(issuer, base));
    return token -> {
      try {
        return discovered.decode(token);
      } catch (JwtDecoderInitializationException e) {
        // of this type alone Spring Security would make a 500
        throw new JwtException("The OpenID provider does not answer", e);
      }
    };
  }

  private static NimbusJwtDecoder discoverKeys(String issuer, BaseUrl base) {
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

  /** Apps are pointed to where people sign in. */
  private Map<String, Object> discover(RestClient client) {
    String issuer =
        issuers.all().stream()
            .filter(TrustedIssuers.Issuer::isOfPeople)
            .findFirst()
            .orElse(issuers.all().get(0))
            .uri();
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
