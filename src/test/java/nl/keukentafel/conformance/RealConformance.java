package nl.keukentafel.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Resource;

/** The project's own profiles and terminology, loaded once for all tests. */
public final class RealConformance {
  public static final FhirContext FHIR = FhirContext.forR4Cached();
  public static final ConformanceResources RESOURCES = ConformanceResources.load(FHIR);
  static final ValidationChain CHAIN = ValidationChain.of(RESOURCES);
  public static final IValidationSupport SUPPORT = CHAIN.support();
  public static final Validation VALIDATION = new Validation(CHAIN);
  public static final InformationCategories CATEGORIES = new InformationCategories(RESOURCES);

  private RealConformance() {}

  /** Nothing but these. */
  public static ConformanceResources only(MetadataResource... resources) {
    return ConformanceResources.load(FHIR, new String[0]).with(List.of(resources));
  }

  public static InformationCategories categoriesOf(MetadataResource... resources) {
    return new InformationCategories(only(resources));
  }

  /** That of the server, which knows these too. */
  public static Validation validationWith(List<? extends Resource> more) {
    return new Validation(ValidationChain.of(RESOURCES.with(more)));
  }

  /** The names of the examples, each of which is also the id of the profile it is an example of. */
  static Stream<String> examples() {
    try (Stream<Path> files = Files.list(Path.of("fixtures", "examples"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Resource example(String name) {
    return fixture(Resource.class, "examples/" + name + ".json");
  }

  static List<OperationOutcomeIssueComponent> errors(Resource resource) {
    return errors(VALIDATION.validate(resource));
  }

  static List<OperationOutcomeIssueComponent> errors(OperationOutcome outcome) {
    return outcome.getIssue().stream()
        .filter(issue -> issue.getSeverity().compareTo(IssueSeverity.ERROR) <= 0)
        .toList();
  }

  public static <R extends Resource> R fixture(Class<R> type, String path) {
    try {
      String json = Files.readString(Path.of("fixtures", path));
      return type.cast(FHIR.newJsonParser().parseResource(json));
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    }
  }
}
