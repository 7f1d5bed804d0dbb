package nl.keukentafel.conformance;

import static nl.keukentafel.conformance.RealConformance.VALIDATION;
import static nl.keukentafel.conformance.RealConformance.example;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  /** How a warning starts that tells nothing of the example, and why it is given. */
  private static final Map<String, String> NOT_OURS =
      Map.of(
          "Profile reference 'http://nictiz.nl/fhir/StructureDefinition/nl-core-",
          "nl-core is not distributed here; NlCoreTest checks it",
          "CodeSystem is unknown and can't be validated: http://hl7.org/fhir/sid/icf-nl ",
          "the Dutch ICF is under copyright",
          "CodeSystem is unknown and can't be validated: urn:oid:2.16.840.1.113883.2.4.3.11.",
          "the code lists of the zibs are published with nl-core",
          "CodeSystem is unknown and can't be validated: http://nictiz.nl/fhir/NamingSystem/",
          "the same",
          "None of the codings provided are in the value set 'Condition Category Codes'",
          "the zib Problem wants a SNOMED CT code here; FHIR's list is open but does not have it");

  @ParameterizedTest
  @MethodSource("nl.keukentafel.conformance.RealConformance#examples")
  void givesNoReasonToComplain(String name) {
    assertThat(complaints(name)).filteredOn(each -> !isKnown(each)).isEmpty();
  }

  @Test
  void acceptsNoKindOfWarningThatNeverComes() {
    Set<String> given =
        RealConformance.examples().flatMap(ExamplesTest::complaints).collect(Collectors.toSet());

    assertThat(NOT_OURS.keySet())
        .allSatisfy(start -> assertThat(given).anyMatch(each -> each.startsWith(start)));
  }

  @Test
  void showsEveryProfile() {
    assertThat(RealConformance.RESOURCES.all(StructureDefinition.class))
        .filteredOn(each -> each.getKind() == StructureDefinitionKind.RESOURCE)
        .isNotEmpty()
        .allSatisfy(
            profile ->
                assertThat(example(profile.getIdPart()).getMeta().hasProfile(profile.getUrl()))
                    .as(profile.getUrl())
                    .isTrue());
  }

  private static Stream<String> complaints(String name) {
    return VALIDATION.validate(example(name)).getIssue().stream()
        .filter(issue -> issue.getSeverity().compareTo(IssueSeverity.WARNING) <= 0)
        .map(OperationOutcomeIssueComponent::getDiagnostics);
  }

  private static boolean isKnown(String warning) {
    return NOT_OURS.keySet().stream().anyMatch(warning::startsWith);
  }
}
