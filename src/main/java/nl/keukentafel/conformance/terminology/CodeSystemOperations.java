package nl.keukentafel.conformance.terminology;

import static nl.keukentafel.conformance.terminology.Asked.value;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.List;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionDesignationComponent;
import org.hl7.fhir.r4.model.CodeSystem.ConceptPropertyComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/**
 * {@code $lookup} and {@code $validate-code}, https://hl7.org/fhir/R4/codesystem-operations.html.
 */
public final class CodeSystemOperations implements IResourceProvider {
  private final CodeSystems codeSystems;

  public CodeSystemOperations(IValidationSupport support) {
    codeSystems = new CodeSystems(support);
  }

  @Override
  public Class<CodeSystem> getResourceType() {
    return CodeSystem.class;
  }

  /**
   * What is known of one code: name and version of its system, display, definition, designations
   * and properties.
   *
   * @param wanted limits the properties; empty gives all
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException 404 when the system is not
   *     held here or has no such code
   */
  @Operation(name = "$lookup", idempotent = true)
  public Parameters lookup(
      @OperationParam(name = "code") @Nullable CodeType code,
      @OperationParam(name = "system") @Nullable UriType system,
      @OperationParam(name = "coding") @Nullable Coding coding,
      @OperationParam(name = "property") @Nullable List<CodeType> wanted) {
    Coding asked = Asked.coding(code, system, coding, null);
    CodeSystem held =
        codeSystems
            .find(asked.getSystem())
            .orElseThrow(() -> Asked.notFound("The code system is not held on this server"));
    ConceptDefinitionComponent concept = CodeSystems.concepts(held).get(asked.getCode());
    if (concept == null) {
      throw Asked.notFound("The code is not in " + held.getUrl());
    }
    Parameters answer = new Parameters().addParameter("name", held.getName());
    if (held.hasVersion()) {
      answer.addParameter("version", held.getVersion());
    }
    answer.addParameter("display", concept.getDisplay());
    concept.getDesignation().forEach(each -> answer.addParameter(designation(each)));
    if (concept.hasDefinition() && isWanted(wanted, "definition")) {
      answer.addParameter(property("definition", new StringType(concept.getDefinition())));
    }
    concept.getProperty().stream()
        .filter(each -> isWanted(wanted, each.getCode()))
        .map(CodeSystemOperations::property)
        .forEach(answer::addParameter);
    return answer;
  }

  /** Whether the code exists in its system, and the display fits. */
  @Operation(name = "$validate-code", idempotent = true)
  public Parameters validate(
      @OperationParam(name = "url") @Nullable UriType url,
      @OperationParam(name = "code") @Nullable CodeType code,
      @OperationParam(name = "display") @Nullable StringType display,
      @OperationParam(name = "coding") @Nullable Coding coding,
      @OperationParam(name = "codeableConcept") @Nullable CodeableConcept concept) {
    Coding asked = Asked.coding(code, url, coding, concept);
    if (codeSystems.find(asked.getSystem()).isEmpty()) {
      throw Asked.notFound("The code system is not held on this server");
    }
    String shown = display == null ? asked.getDisplay() : display.getValue();
    return codeSystems.validate(asked.getSystem(), asked.getCode(), shown, null);
  }

  private static boolean isWanted(@Nullable List<CodeType> wanted, String property) {
    return wanted == null
        || wanted.isEmpty()
        || wanted.stream().anyMatch(each -> property.equals(value(each)));
  }

  private static ParametersParameterComponent designation(
      ConceptDefinitionDesignationComponent designation) {
    ParametersParameterComponent parameter = named("designation");
    if (designation.hasLanguage()) {
      parameter.addPart().setName("language").setValue(designation.getLanguageElement());
    }
    if (designation.hasUse()) {
      parameter.addPart().setName("use").setValue(designation.getUse());
    }
    parameter.addPart().setName("value").setValue(designation.getValueElement());
    return parameter;
  }

  private static ParametersParameterComponent property(ConceptPropertyComponent property) {
    return property(property.getCode(), property.getValue());
  }

  private static ParametersParameterComponent property(
      String code, org.hl7.fhir.r4.model.Type value) {
    ParametersParameterComponent parameter = named("property");
    parameter.addPart().setName("code").setValue(new CodeType(code));
    parameter.addPart().setName("value").setValue(value);
    return parameter;
  }

  private static ParametersParameterComponent named(String name) {
    return new ParametersParameterComponent(new StringType(name));
  }
}
