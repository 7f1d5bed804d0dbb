package nl.keukentafel.identity;

import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;

/**
 * What every access token must satisfy beside its signature.
 * https://www.rfc-editor.org/rfc/rfc9068#section-4
 */
public final class TokenRules {
  private TokenRules() {}

  public static OAuth2TokenValidator<Jwt> of(Supplier<String> issuer, BaseUrl base) {
    JwtTypeValidator type = new JwtTypeValidator("JWT", "at+jwt");
    type.setAllowEmpty(true);
    return new DelegatingOAuth2TokenValidator<>(
        type,
        new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull),
        new JwtTimestampValidator(),
        jwt -> new JwtIssuerValidator(issuer.get()).validate(jwt),
        jwt -> new JwtAudienceValidator(base.fhir()).validate(jwt));
  }
}
