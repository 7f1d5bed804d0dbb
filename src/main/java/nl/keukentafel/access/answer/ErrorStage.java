package nl.keukentafel.access.answer;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import nl.keukentafel.access.judgement.Refusal;
import org.hl7.fhir.instance.model.api.IBaseOperationOutcome;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Makes every error an OperationOutcome without internals, and the absent, the deleted and the
 * hidden one and the same 404; then logs it like any answer.
 */
@Interceptor
public final class ErrorStage {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorStage.class);

  private static final String NOT_SO = "Dit verzoek kan zo niet worden uitgevoerd.";

  private final LogStage log;

  public ErrorStage(LogStage log) {
    this.log = log;
  }

  @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
  public BaseServerResponseException answer(RequestDetails request, Throwable thrown) {
    BaseServerResponseException answer = presentable(thrown);
    try {
      log.append(request, answer.getStatusCode(), null);
      return answer;
    } catch (InternalErrorException unwritten) {
      return presentable(unwritten);
    }
  }

  /** HAPI words the errors of batch entries itself; they get the same wording as the others. */
  @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = -1)
  public void entries(IBaseResource answer) {
    if (answer instanceof Bundle bundle && bundle.getType() == BundleType.BATCHRESPONSE) {
      bundle.getEntry().stream()
          .map(BundleEntryComponent::getResponse)
          .filter(entry -> entry.hasStatus() && entry.getStatus().charAt(0) >= '4')
          .forEach(ErrorStage::reword);
    }
  }

  private static void reword(BundleEntryResponseComponent entry) {
    boolean hidden = entry.getStatus().startsWith("404") || entry.getStatus().startsWith("410");
    if (hidden || entry.getStatus().startsWith("5")) {
      BaseServerResponseException same = hidden ? Refusal.notFound() : internal();
      entry.setStatus(hidden ? "404 Not Found" : "500 Internal Server Error");
      entry.setOutcome((OperationOutcome) same.getOperationOutcome());
      entry.setLastModified(null).setEtag(null).setLocation(null);
    } else if (!isWorded((OperationOutcome) entry.getOutcome())) {
      OperationOutcome said = (OperationOutcome) entry.getOutcome();
      String technical = said == null ? "" : said.getIssueFirstRep().getDiagnostics();
      entry.setOutcome(Refusal.outcome(IssueType.PROCESSING, NOT_SO, firstLine(technical)));
    }
  }

  private static boolean isWorded(@Nullable IBaseOperationOutcome outcome) {
    return outcome instanceof OperationOutcome ours
        && ours.getIssue().stream().allMatch(issue -> issue.getDetails().hasText());
  }

  private static BaseServerResponseException presentable(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BaseServerResponseException response
          && !(cause instanceof InternalErrorException)) {
        return presentable(response);
      }
      if (cause instanceof DataFormatException malformed) {
        return Refusal.invalid("Dit bericht kan niet worden gelezen.", firstLine(malformed));
      }
      if (cause instanceof CannotCreateTransactionException
          || cause instanceof DataAccessResourceFailureException
          || cause instanceof TransientDataAccessException) {
        LOG.error("The database is away", thrown);
        return new UnclassifiedServerFailureException(
            503,
            "unavailable",
            Refusal.outcome(
                IssueType.TRANSIENT,
                "Dit lukt nu even niet. Probeer het later opnieuw.",
                "The database is away"));
      }
    }
    LOG.error("Unexpected", thrown);
    return internal();
  }

  private static BaseServerResponseException presentable(BaseServerResponseException response) {
    if (response instanceof ResourceNotFoundException
        || response instanceof ResourceGoneException) {
      return Refusal.notFound();
    }
    if (!isWorded(response.getOperationOutcome())) {
      response.setOperationOutcome(
          Refusal.outcome(
              response instanceof PayloadTooLargeException
                  ? IssueType.TOOLONG
                  : IssueType.PROCESSING,
              NOT_SO,
              firstLine(response)));
    }
    return response;
  }

  private static BaseServerResponseException internal() {
    return new InternalErrorException(
        "internal error",
        Refusal.outcome(
            IssueType.EXCEPTION,
            "Er ging iets mis bij ons. Er is niets opgeslagen of getoond.",
            "Internal error; the request id leads to it in the log"));
  }

  private static String firstLine(Throwable thrown) {
    return firstLine(String.valueOf(thrown.getMessage()));
  }

  /** HAPI's own message without its codes, its classes and what somebody wrote. */
  private static String firstLine(@Nullable String message) {
    return String.valueOf(message)
        .replaceAll("HAPI-\\d+: ", "")
        .replaceAll("(Invalid attribute value|: java\\.|: org\\.|: ca\\.).*", "$1")
        .replaceAll(": (java|org|ca)\\.$", "")
        .lines()
        .findFirst()
        .orElse("");
  }
}
