package nl.keukentafel.access.judgement;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Rule;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;

/** The answers that say no, as OperationOutcome. */
public final class Refusal {
  public static final String GRONDSLAG = Canonical.codeSystem("grondslag");

  private Refusal() {}

  /** 403: refused for every client alike, so the article may be named. */
  public static BaseServerResponseException forbidden(Rule rule) {
    OperationOutcome outcome = new OperationOutcome();
    ground(outcome.addIssue(), rule).setSeverity(IssueSeverity.ERROR).setCode(IssueType.FORBIDDEN);
    return new ForbiddenOperationException(rule.id(), outcome);
  }

  /** 403: the gate is closed for this role; no article is at stake. */
  public static BaseServerResponseException closed(String technical) {
    return new ForbiddenOperationException(
        technical, outcome(IssueType.FORBIDDEN, "Dit mag u hier niet doen.", technical));
  }

  /** 400: asked in a way that this server does not answer. */
  public static BaseServerResponseException invalid(String text, String technical) {
    return new InvalidRequestException(technical, outcome(IssueType.INVALID, text, technical));
  }

  /** 406: there is no answer in the form that was asked for. */
  public static BaseServerResponseException notAcceptable(String technical) {
    return new UnclassifiedServerFailureException(
        406,
        technical,
        outcome(IssueType.NOTSUPPORTED, "Deze vorm van bericht kennen wij niet.", technical));
  }

  /** 422: well-formed, but not to be stored. */
  public static BaseServerResponseException unprocessable(String expression, String technical) {
    OperationOutcome outcome =
        outcome(IssueType.INVALID, "Dit kan zo niet worden opgeslagen.", technical);
    outcome.getIssueFirstRep().addExpression(expression);
    return new UnprocessableEntityException(technical, outcome);
  }

  /** 404, one and the same whether the resource is absent, deleted or hidden. */
  public static BaseServerResponseException notFound() {
    return new ResourceNotFoundException(
        "not found",
        outcome(IssueType.NOTFOUND, "Dit is er niet, of u mag het niet zien.", "Not found"));
  }

  /** Puts the rule on an issue: its id, its sentence, its article and link. */
  public static OperationOutcomeIssueComponent ground(
      OperationOutcomeIssueComponent issue, Rule rule) {
    issue.getDetails().addCoding(coding(rule)).setText(rule.sentence());
    return issue.setDiagnostics(rule.citation() + " " + rule.link());
  }

  public static Coding coding(Rule rule) {
    return new Coding(GRONDSLAG, rule.id(), rule.citation());
  }

  public static OperationOutcome outcome(IssueType code, String text, String technical) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(code)
        .setDiagnostics(technical)
        .getDetails()
        .setText(text);
    return outcome;
  }
}
