package nl.keukentafel.identity;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/**
 * Says no before the FHIR server is reached, in the FHIR server's words.
 * https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
@Component
class FhirRefusals implements AuthenticationEntryPoint, RequestRejectedHandler {
  private static final String SIGN_IN = "U bent niet aangemeld, of uw aanmelding is verlopen.";

  private final FhirContext fhir;

  FhirRefusals(FhirContext fhir) {
    this.fhir = fhir;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
      throws IOException {
    if (cause instanceof AuthenticationServiceException) {
      OperationOutcome outcome =
          outcome(
              IssueType.TRANSIENT,
              "Aanmelden kan nu niet. Probeer het later opnieuw.",
              "The token issuer cannot be reached");
      write(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, outcome);
    } else if (cause instanceof OAuth2AuthenticationException bearer
        && bearer.getError() instanceof BearerTokenError error) {
      response.setHeader(
          HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"" + error.getErrorCode() + "\"");
      OperationOutcome outcome = outcome(IssueType.LOGIN, SIGN_IN, diagnostics(bearer));
      write(request, response, error.getHttpStatus().value(), outcome);
    } else {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      OperationOutcome outcome = outcome(IssueType.LOGIN, SIGN_IN, "A bearer token is required");
      write(request, response, HttpServletResponse.SC_UNAUTHORIZED, outcome);
    }
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException cause)
      throws IOException {
    OperationOutcome outcome =
        outcome(
            IssueType.INVALID,
            "Dit adres is niet toegestaan.",
            "The address or a header has characters that are not allowed");
    write(request, response, HttpServletResponse.SC_BAD_REQUEST, outcome);
  }

  /**
   * @param seconds until there is room again
   */
  void tooMany(HttpServletRequest request, HttpServletResponse response, long seconds)
      throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
    OperationOutcome outcome =
        outcome(
            IssueType.THROTTLED,
            "Dit waren te veel vragen achter elkaar. Probeer het zo opnieuw.",
            "The rate limit of this client is reached");
    write(request, response, HttpStatus.TOO_MANY_REQUESTS.value(), outcome);
  }

  /** What is wrong is told only to the holder of a token that was truly signed by the issuer. */
  private static String diagnostics(OAuth2AuthenticationException cause) {
    boolean unsigned =
        cause.getCause() instanceof BadJwtException
            && !(cause.getCause() instanceof JwtValidationException);
    return unsigned
        ? "The token cannot be read or its signature is wrong"
        : String.valueOf(cause.getMessage());
  }

  private static OperationOutcome outcome(IssueType code, String text, String diagnostics) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(code)
        .setDetails(new CodeableConcept().setText(text))
        .setDiagnostics(diagnostics);
    return outcome;
  }

  private void write(
      HttpServletRequest request, HttpServletResponse response, int status, OperationOutcome body)
      throws IOException {
    String accept = String.valueOf(request.getHeader(HttpHeaders.ACCEPT));
    boolean xml = accept.contains("xml") && !accept.contains("json");
    IParser parser = xml ? fhir.newXmlParser() : fhir.newJsonParser();
    response.setStatus(status);
    response.setHeader("X-Request-Id", UUID.randomUUID().toString());
    response.setContentType("application/fhir+" + (xml ? "xml" : "json"));
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.getWriter().write(parser.encodeResourceToString(body));
  }
}
