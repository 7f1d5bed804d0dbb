package nl.keukentafel.conformance.terminology;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** What terminology operations are asked about, in the forms that FHIR lets one ask it. */
final class Asked {
  private Asked() {}

  /**
   * @throws InvalidRequestException 400 unless there is exactly a code, a coding or a concept
   */
  static Coding coding(
      @Nullable CodeType code,
      @Nullable PrimitiveType<String> system,
      @Nullable Coding coding,
      @Nullable CodeableConcept concept) {
    if (coding != null) {
      return coding;
    }
    if (concept != null && concept.hasCoding()) {
      return concept.getCodingFirstRep();
    }
    if (code == null) {
      throw invalid("Give a code with its system, or a coding");
    }
    return new Coding(value(system), code.getValue(), null);
  }

  static <T> @Nullable T value(@Nullable PrimitiveType<T> parameter) {
    return parameter == null ? null : parameter.getValue();
  }

  static BaseServerResponseException invalid(String technical) {
    return new InvalidRequestException(
        technical, outcome(IssueType.INVALID, "Deze vraag is niet volledig.", technical));
  }

  static BaseServerResponseException notFound(String technical) {
    return new ResourceNotFoundException(
        technical, outcome(IssueType.NOTFOUND, "Dit begrip of deze lijst is er niet.", technical));
  }

  private static OperationOutcome outcome(IssueType type, String text, String technical) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(type)
        .setDiagnostics(technical)
        .getDetails()
        .setText(text);
    return outcome;
  }
}
