package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.utilities.npm.NpmPackage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Somebody else loads the package into a validator of their own. */
class FhirPackageTest {
  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static NpmPackage loaded;

  @BeforeAll
  static void makesAndLoadsThePackage() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    FhirPackage.of("0.1.0", Path.of("fixtures/examples")).save(file);
    loaded = NpmPackage.fromPackage(new ByteArrayInputStream(file.toByteArray()));
  }

  @Test
  void saysWhatItIs() {
    assertThat(loaded.name()).isEqualTo("nl.keukentafel.fhir.r4");
    assertThat(loaded.version()).isEqualTo("0.1.0");
    assertThat(loaded.fhirVersion()).isEqualTo("4.0.1");
    assertThat(loaded.canonical()).isEqualTo("https://w3id.org/keukentafel/fhir");
  }

  @Test
  void indexesEveryFile() throws IOException {
    assertThat(loaded.listResources("StructureDefinition"))
        .contains("StructureDefinition-wmo-toewijzing.json");
    assertThat(loaded.listResources("Questionnaire"))
        .containsExactlyInAnyOrder(
            "Questionnaire-calamiteit.json",
            "Questionnaire-gesprek.json",
            "Questionnaire-huiselijk-geweld.json",
            "Questionnaire-intake-aanbieder.json",
            "Questionnaire-keukentafelgesprek.json",
            "Questionnaire-signaal.json");
    assertThat(loaded.list("example")).contains("ServiceRequest-voorbeeld-toewijzing.json");
  }

  @Test
  void carriesTheRulebookAsACodeSystem() throws IOException {
    CodeSystem grondslag = (CodeSystem) read("package", "CodeSystem-grondslag.json");
    assertThat(grondslag.getConcept()).hasSizeGreaterThanOrEqualTo(27);
  }

  @Test
  void letsAnotherValidatorJudgeAnExample() throws IOException {
    PrePopulatedValidationSupport theirs = new PrePopulatedValidationSupport(FHIR);
    for (String type : List.of("StructureDefinition", "CodeSystem", "ValueSet")) {
      for (String file : loaded.listResources(type)) {
        theirs.addResource(read("package", file));
      }
    }
    FhirValidator validator =
        FHIR.newValidator()
            .registerValidatorModule(
                new FhirInstanceValidator(
                    new ValidationSupportChain(
                        theirs,
                        new DefaultProfileValidationSupport(FHIR),
                        new CommonCodeSystemsTerminologyService(FHIR),
                        new InMemoryTerminologyServerValidationSupport(FHIR))));
    ServiceRequest toewijzing =
        (ServiceRequest) read("example", "ServiceRequest-voorbeeld-toewijzing.json");
    assertThat(errors(validator, toewijzing)).isEmpty();
    toewijzing.setQuantity(null);
    assertThat(errors(validator, toewijzing)).singleElement().asString().contains("iwmo-CD041");
  }

  private static List<String> errors(FhirValidator validator, ServiceRequest resource) {
    ValidationOptions ours =
        new ValidationOptions()
            .addProfile("https://w3id.org/keukentafel/fhir/StructureDefinition/wmo-toewijzing");
    return validator.validateWithResult(resource, ours).getMessages().stream()
        .filter(each -> each.getSeverity() == ResultSeverityEnum.ERROR)
        .map(SingleValidationMessage::getMessage)
        .toList();
  }

  @Test
  void carriesSnapshots() throws IOException {
    for (String file : loaded.listResources("StructureDefinition")) {
      assertThat(((StructureDefinition) read("package", file)).getSnapshot().getElement())
          .as(file)
          .isNotEmpty();
    }
  }

  private static IBaseResource read(String folder, String file) throws IOException {
    try (InputStream content = loaded.load(folder, file)) {
      return FHIR.newJsonParser().parseResource(content);
    }
  }
}
