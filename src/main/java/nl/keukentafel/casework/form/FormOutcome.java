package nl.keukentafel.casework.form;

import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.List;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.intake.Ruling;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** What the sender of a form is told. */
final class FormOutcome {
  private FormOutcome() {}

  static UnprocessableEntityException unprocessable(String expression, String technical) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(IssueType.INVALID)
        .setDiagnostics(technical)
        .addExpression(expression)
        .getDetails()
        .setText("Dit formulier kan zo niet worden ontvangen.");
    return new UnprocessableEntityException(technical, outcome);
  }

  /** 422: of several aanbieders, or none yet, the answers would be for nobody. */
  static UnprocessableEntityException unaddressed() {
    UnprocessableEntityException unaddressed =
        unprocessable(
            "QuestionnaireResponse.basedOn",
            "Name the aanbieder: basedOn is the active toewijzing (ServiceRequest) to the aanbieder"
                + " that these answers are for");
    ((OperationOutcome) unaddressed.getOperationOutcome())
        .getIssueFirstRep()
        .getDetails()
        .setText("Zeg voor welke aanbieder deze antwoorden zijn.");
    return unaddressed;
  }

  /** 409: the identifier is taken by other answers; a changed form is an amendment. */
  static ResourceVersionConflictException conflict(String technical) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(IssueType.CONFLICT)
        .setDiagnostics(technical)
        .addExpression("QuestionnaireResponse.identifier")
        .getDetails()
        .setText("Dit formulier is al ontvangen, met andere antwoorden.");
    return new ResourceVersionConflictException("identifier in use", outcome);
  }

  /** 422: with what may not be recorded, or because there is nothing to record. */
  static UnprocessableEntityException unrecordable(List<Ruling> refused) {
    return refused.isEmpty()
        ? unprocessable("QuestionnaireResponse.item", "A form without answers")
        : new UnprocessableEntityException(
            "the form holds what may not be recorded", refused(refused, IssueSeverity.ERROR));
  }

  /** One issue per refused answer: its linkId, and the rule with its sentence and article. */
  static OperationOutcome refused(List<Ruling> refused, IssueSeverity severity) {
    OperationOutcome outcome = new OperationOutcome();
    for (Ruling ruling : refused) {
      Refusal.ground(outcome.addIssue(), ruling.decision().telling())
          .setSeverity(severity)
          .setCode(IssueType.BUSINESSRULE)
          .addExpression(ruling.linkId());
    }
    return outcome;
  }

  /** What the amended answers would change, had another not changed it since. */
  static void left(OperationOutcome outcome, List<String> references) {
    for (String reference : references) {
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.WARNING)
          .setCode(IssueType.CONFLICT)
          .setDiagnostics(reference + " was changed after the form, and is left as it is")
          .getDetails()
          .setText("Niet gewijzigd: dit is na het formulier al door iemand aangepast.");
    }
  }

  static void made(OperationOutcome outcome, List<String> references) {
    for (String reference : references) {
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.INFORMATION)
          .setCode(IssueType.INFORMATIONAL)
          .setDiagnostics(reference)
          .getDetails()
          .setText("Opgeslagen.");
    }
  }
}
