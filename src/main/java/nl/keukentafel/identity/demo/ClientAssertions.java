package nl.keukentafel.identity.demo;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import nl.keukentafel.identity.BaseUrl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * A system that proves with its own key who it is. Its public keys lie in {@code
 * <data>/clients/<client id>.json} as a JWK set, and are read for every assertion: replacing the
 * file rotates them.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html
 */
final class ClientAssertions
    implements AuthenticationConverter, JwtDecoderFactory<RegisteredClient> {
  /** The algorithms that SMART names. */
  static final List<String> ALGORITHMS =
      Stream.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384).map(JWSAlgorithm::getName).toList();

  private static final Logger LOG = LoggerFactory.getLogger(ClientAssertions.class);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final Path directory;
  private final BaseUrl base;
  private final Clock clock;

  /** The assertions that were used and can still be good, by client and {@code jti}. */
  private final ConcurrentMap<List<String>, Boolean> used =
      Caffeine.newBuilder()
          .expireAfterWrite(LONGEST.plusMinutes(1))
          .<List<String>, Boolean>build()
          .asMap();

  ClientAssertions(Path data, BaseUrl base, Clock clock) {
    this.directory = data.resolve("clients");
    this.base = base;
    this.clock = clock;
  }

  /** SMART sends no {@code client_id} beside an assertion, and Spring wants one. */
  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String[] assertion = request.getParameterValues(OAuth2ParameterNames.CLIENT_ASSERTION);
    if (assertion == null
        || assertion.length != 1
        || !TYPE.equals(request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION_TYPE))
        || request.getParameter(OAuth2ParameterNames.CLIENT_ID) != null) {
      return null;
    }
    return new OAuth2ClientAuthenticationToken(
        subject(assertion[0]), new ClientAuthenticationMethod(TYPE), assertion[0], Map.of());
  }

  private static String subject(String assertion) {
    try {
      String subject = JWTParser.parse(assertion).getJWTClaimsSet().getSubject();
      if (subject != null && !subject.isBlank()) {
        return subject;
      }
    } catch (ParseException e) {
      // the same refusal
    }
    throw refusal("The assertion is no JWT about a system");
  }

  @Override
  public JwtDecoder createDecoder(RegisteredClient client) {
    return assertion -> firstUse(decoder(client.getClientId()).decode(assertion));
  }

  private JwtDecoder decoder(String client) {
    DefaultJWTProcessor<SecurityContext> signature = new DefaultJWTProcessor<>();
    signature.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384), new ImmutableJWKSet<>(keysOf(client))));
    signature.setJWTClaimsSetVerifier((claims, context) -> {}); // below
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(signature);
    JwtTimestampValidator dates = new JwtTimestampValidator(Duration.ZERO);
    dates.setClock(clock);
    OAuth2TokenValidator<Jwt> ofThisClient = jwt -> check(jwt, client);
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(dates, ofThisClient));
    return decoder;
  }

  private JWKSet keysOf(String client) {
    Path file = directory.resolve(client + ".json");
    try {
      return Files.exists(file)
          ? JWKSet.load(file.toFile()).toPublicJWKSet()
          : new JWKSet(); // no key: no assertion is good
    } catch (IOException | ParseException e) {
      LOG.warn("{} is no JWK set: its system cannot sign in", file);
      throw new BadJwtException("no keys", e);
    }
  }

  private OAuth2TokenValidatorResult check(Jwt jwt, String client) {
    Instant expiry = jwt.getExpiresAt();
    boolean good =
        client.equals(jwt.getClaimAsString("iss"))
            && client.equals(jwt.getSubject())
            && List.of(base.origin() + "/oauth2/token").equals(jwt.getAudience())
            && jwt.getId() != null
            && !jwt.getId().isBlank()
            && expiry != null
            && !expiry.isAfter(clock.instant().plus(LONGEST));
    return good
        ? OAuth2TokenValidatorResult.success()
        : OAuth2TokenValidatorResult.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT));
  }

  private Jwt firstUse(Jwt jwt) {
    if (used.putIfAbsent(List.of(jwt.getSubject(), jwt.getId()), true) != null) {
      throw refusal("The assertion was used before");
    }
    return jwt;
  }

  private static OAuth2AuthenticationException refusal(String description) {
    return new OAuth2AuthenticationException(
        new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, description, null));
  }
}
