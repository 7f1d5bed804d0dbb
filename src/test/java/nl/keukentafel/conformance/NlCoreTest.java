package nl.keukentafel.conformance;

import static java.util.stream.Collectors.toSet;
import static nl.keukentafel.conformance.RealConformance.FHIR;
import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static nl.keukentafel.conformance.RealConformance.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether the examples also conform to the nl-core profiles that they declare. Those are not
 * distributed here; they are looked for beside the project, https://github.com/Nictiz.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NlCoreTest {
  private static final Path FOLDER = Path.of("..", "shared", "nl-core");
  private static final String CANONICAL = "http://nictiz.nl/fhir/StructureDefinition/nl-core-";

  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";

  /**
   * The zibs bind to all of SNOMED CT and ICF, which nobody can list here. Without a terminology
   * server the official validator then only warns that it cannot tell; HAPI's gives this warning
   * and next to it an error that the code is not in the list.
   */
  private static final String CANNOT_TELL = "Unable to expand ";

  private static final String PROFILE_UNKNOWN = "Profile reference ";

  private Validation validation;

  @BeforeAll
  void load() throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "no nl-core profiles in " + FOLDER);
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<MetadataResource> nlCore =
          files.filter(file -> file.toString().endsWith(".xml")).toList().parallelStream()
              .map(NlCoreTest::parse)
              .toList();
      validation = new Validation(ValidationChain.of(RESOURCES.with(nlCore)));
    }
  }

  @ParameterizedTest
  @MethodSource("claims")
  void findsTheExampleConforming(String name) {
    OperationOutcome outcome = validation.validate(example(name));

    assertThat(errors(outcome)).isEmpty();
    assertThat(starting(outcome, PROFILE_UNKNOWN)).isEmpty();
  }

  @Test
  void seesWhatOnlyNlCoreForbids() {
    Condition problem = (Condition) example("wmo-belemmering");
    problem.getVerificationStatus().addCoding(new Coding(VERIFICATION, "confirmed", null));

    assertThat(RealConformance.errors(problem)).isEmpty();
    assertThat(errors(validation.validate(problem))).isNotEmpty();
  }

  static Stream<String> claims() {
    return RealConformance.examples()
        .filter(
            name ->
                example(name).getMeta().getProfile().stream()
                    .anyMatch(each -> each.getValue().startsWith(CANONICAL)));
  }

  private static List<OperationOutcomeIssueComponent> errors(OperationOutcome outcome) {
    Set<String> untold = starting(outcome, CANNOT_TELL).map(NlCoreTest::place).collect(toSet());
    return RealConformance.errors(outcome).stream()
        .filter(error -> !untold.contains(place(error)))
        .toList();
  }

  private static Stream<OperationOutcomeIssueComponent> starting(
      OperationOutcome outcome, String text) {
    return outcome.getIssue().stream()
        .filter(issue -> issue.hasDiagnostics() && issue.getDiagnostics().startsWith(text));
  }

  private static String place(OperationOutcomeIssueComponent issue) {
    return issue.getExpression().get(0).getValue();
  }

  private static MetadataResource parse(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      return (MetadataResource) FHIR.newXmlParser().parseResource(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
