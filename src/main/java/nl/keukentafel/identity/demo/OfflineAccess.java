package nl.keukentafel.identity.demo;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.token.OAuth2RefreshTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * A refresh token only for who was granted {@code offline_access}.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-a-refresh-token
 */
final class OfflineAccess implements OAuth2TokenGenerator<OAuth2RefreshToken> {
  private final OAuth2RefreshTokenGenerator standard = new OAuth2RefreshTokenGenerator();

  @Override
  public @Nullable OAuth2RefreshToken generate(OAuth2TokenContext context) {
    OAuth2Authorization granted = context.getAuthorization();
    return granted != null && granted.getAuthorizedScopes().contains(DemoScopes.OFFLINE)
        ? standard.generate(context)
        : null;
  }
}
