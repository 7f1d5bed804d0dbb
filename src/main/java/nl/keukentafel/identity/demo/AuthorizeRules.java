package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import nl.keukentafel.identity.BaseUrl;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * What SMART asks of an authorization request beyond OAuth2.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#request-4
 */
final class AuthorizeRules
    implements AuthenticationConverter,
        Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

  private final AuthenticationConverter standard =
      new OAuth2AuthorizationCodeRequestAuthenticationConverter();
  private final DemoAccounts accounts;
  private final BaseUrl base;

  AuthorizeRules(DemoAccounts accounts, BaseUrl base) {
    this.accounts = accounts;
    this.base = base;
  }

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    return standard.convert(request)
            instanceof OAuth2AuthorizationCodeRequestAuthenticationToken asked
        ? new OAuth2AuthorizationCodeRequestAuthenticationToken(
            asked.getAuthorizationUri(),
            asked.getClientId(),
            (Authentication) asked.getPrincipal(),
            asked.getRedirectUri(),
            asked.getState(),
            DemoScopes.ofPerson(asked.getScopes(), signedIn(asked)),
            asked.getAdditionalParameters())
        : null;
  }

  /** The first two refusals go to the person, never to an address that was not proven good. */
  @Override
  public void accept(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
    OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
    if (!isLoopback(request.getRedirectUri())) {
      throw refusal(
          OAuth2ErrorCodes.INVALID_REQUEST,
          "redirect_uri must be http://localhost or http://127.0.0.1, any port and path",
          null);
    }
    if (!Objects.equals(request.getAdditionalParameters().get("aud"), base.fhir())) {
      throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, "aud must be " + base.fhir(), null);
    }
    try {
      DemoScopes.check(request.getScopes(), signedIn(request));
    } catch (IllegalArgumentException e) {
      throw refusal(OAuth2ErrorCodes.INVALID_SCOPE, String.valueOf(e.getMessage()), request);
    }
  }

  private DemoAccounts.@Nullable Person signedIn(
      OAuth2AuthorizationCodeRequestAuthenticationToken request) {
    Authentication principal = (Authentication) request.getPrincipal();
    return principal.isAuthenticated() && !(principal instanceof AnonymousAuthenticationToken)
        ? accounts.person(principal.getName())
        : null;
  }

  /** Any port, as RFC 8252 section 7.3 asks; and for the demo localhost by name too. */
  static boolean isLoopback(@Nullable String redirectUri) {
    if (redirectUri == null) {
      return false;
    }
    try {
      URI uri = URI.create(redirectUri);
      return "http".equals(uri.getScheme())
          && uri.getHost() != null
          && LOOPBACK.contains(uri.getHost())
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static OAuth2AuthorizationCodeRequestAuthenticationException refusal(
      String code,
      String description,
      @Nullable OAuth2AuthorizationCodeRequestAuthenticationToken redirect) {
    return new OAuth2AuthorizationCodeRequestAuthenticationException(
        new OAuth2Error(code, description, null), redirect);
  }
}
