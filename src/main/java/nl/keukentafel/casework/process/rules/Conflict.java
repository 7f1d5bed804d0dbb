package nl.keukentafel.casework.process.rules;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** The answers that say that something does not follow on what there is. */
final class Conflict {
  private static final String TECHNICAL = "A rule of the process does not allow this";

  private Conflict() {}

  /** 409: not as things stand. */
  static BaseServerResponseException of(String element, String text) {
    return of(element, TECHNICAL, text);
  }

  /**
   * @param technical for who built the sender's system
   */
  static BaseServerResponseException of(String element, String technical, String text) {
    return new ResourceVersionConflictException(
        element, outcome(IssueType.CONFLICT, element, technical, text));
  }

  /** 422: never so. */
  static BaseServerResponseException never(String element, String text) {
    return new UnprocessableEntityException(
        element, outcome(IssueType.BUSINESSRULE, element, TECHNICAL, text));
  }

  private static OperationOutcome outcome(
      IssueType type, String element, String technical, String text) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(type)
        .setDiagnostics(technical)
        .addExpression(element)
        .getDetails()
        .setText(text);
    return outcome;
  }
}
