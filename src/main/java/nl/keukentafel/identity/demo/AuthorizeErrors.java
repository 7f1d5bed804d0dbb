package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Sends an error back to the app, or says it on the spot when there is no address to trust.
 * Spring's own handler would leave the page empty.
 * https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
final class AuthorizeErrors implements AuthenticationFailureHandler {
  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
      throws IOException {
    var failure = (OAuth2AuthorizationCodeRequestAuthenticationException) cause;
    OAuth2Error error = failure.getError();
    String description = Optional.ofNullable(error.getDescription()).orElse("");
    OAuth2AuthorizationCodeRequestAuthenticationToken asked =
        failure.getAuthorizationCodeRequestAuthentication();
    if (asked == null || asked.getRedirectUri() == null) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      response.setContentType(MediaType.TEXT_PLAIN_VALUE);
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      response.getWriter().println(error.getErrorCode() + ": " + description);
      return;
    }
    UriComponentsBuilder address =
        UriComponentsBuilder.fromUriString(asked.getRedirectUri())
            .queryParam("error", error.getErrorCode())
            .queryParam("error_description", encode(description));
    if (asked.getState() != null) {
      address.queryParam("state", encode(asked.getState()));
    }
    response.sendRedirect(address.build(true).toUriString());
  }

  private static String encode(String text) {
    return UriUtils.encode(text, StandardCharsets.UTF_8);
  }
}
