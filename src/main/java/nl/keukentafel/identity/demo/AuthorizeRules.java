package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.Caller;
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
  private final Represented represented;
  private final BaseUrl base;

  AuthorizeRules(DemoAccounts accounts, Represented represented, BaseUrl base) {
    this.accounts = accounts;
    this.represented = represented;
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
            DemoScopes.ofPerson(
                asked.getScopes(), signedIn(asked), isConfidential(asked.getClientId())),
            withPatient(asked, PersonChoice.in(request)))
        : null;
  }

  private boolean isConfidential(String app) {
    return accounts.app(app).map(DemoAccounts.App::confidential).orElse(false);
  }

  /** The dossier that the token will be for: never the one that an app asks for by itself. */
  private Map<String, Object> withPatient(
      OAuth2AuthorizationCodeRequestAuthenticationToken asked, Optional<String> chosen) {
    Map<String, Object> parameters = new HashMap<>(asked.getAdditionalParameters());
    parameters.remove(Represented.PATIENT);
    Optional.ofNullable(signedIn(asked))
        .flatMap(person -> represented.contextOf(person, chosen))
        .flatMap(Represented.Context::patient)
        .ifPresent(patient -> parameters.put(Represented.PATIENT, patient));
    return parameters;
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
    DemoAccounts.Person person = signedIn(request);
    if (person != null
        && Caller.isPersonal(person.role())
        && !request.getAdditionalParameters().containsKey(Represented.PATIENT)) {
      throw refusal(
          OAuth2ErrorCodes.ACCESS_DENIED,
          "there is no client whom this person represents",
          request);
    }
    try {
      DemoScopes.check(request.getScopes(), person);
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
