package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * What a system asks for when it fetches a token, and whether it may.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/backend-services.html#scopes
 */
final class SystemRules
    implements AuthenticationConverter, Consumer<OAuth2ClientCredentialsAuthenticationContext> {
  private final AuthenticationConverter standard =
      new OAuth2ClientCredentialsAuthenticationConverter();
  private final DemoAccounts accounts;

  SystemRules(DemoAccounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    return standard.convert(request) instanceof OAuth2ClientCredentialsAuthenticationToken asked
        ? new OAuth2ClientCredentialsAuthenticationToken(
            (Authentication) asked.getPrincipal(),
            DemoScopes.ofSystem(asked.getScopes()),
            asked.getAdditionalParameters())
        : null;
  }

  @Override
  public void accept(OAuth2ClientCredentialsAuthenticationContext context) {
    OAuth2ClientCredentialsAuthenticationToken asked = context.getAuthentication();
    try {
      DemoScopes.check(
          asked.getScopes(), accounts.client(context.getRegisteredClient().getClientId()));
    } catch (IllegalArgumentException e) {
      throw new OAuth2AuthenticationException(
          new OAuth2Error(OAuth2ErrorCodes.INVALID_SCOPE, e.getMessage(), null), e);
    }
  }
}
