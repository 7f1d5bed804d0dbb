package nl.keukentafel.conformance.terminology;

import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.CodeValidationResult;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.Parameters;
import org.jspecify.annotations.Nullable;

/** The code systems that are held here, of the project and of FHIR itself. */
record CodeSystems(IValidationSupport support) {
  Optional<CodeSystem> find(@Nullable String url) {
    return Optional.ofNullable(url)
        .map(support::fetchCodeSystem)
        .filter(CodeSystem.class::isInstance)
        .map(CodeSystem.class::cast);
  }

  /** Every concept by its code, parents before children. */
  static Map<String, ConceptDefinitionComponent> concepts(CodeSystem system) {
    Map<String, ConceptDefinitionComponent> all = new LinkedHashMap<>();
    collect(system.getConcept(), all);
    return all;
  }

  private static void collect(
      List<ConceptDefinitionComponent> concepts, Map<String, ConceptDefinitionComponent> into) {
    for (ConceptDefinitionComponent concept : concepts) {
      into.put(concept.getCode(), concept);
      collect(concept.getConcept(), into);
    }
  }

  /**
   * The answer of {@code $validate-code}.
   *
   * @param valueSet its canonical; without one the code is only looked up in its system
   */
  Parameters validate(
      @Nullable String system,
      @Nullable String code,
      @Nullable String display,
      @Nullable String valueSet) {
    ConceptValidationOptions options =
        new ConceptValidationOptions().setInferSystem(system == null);
    CodeValidationResult result =
        support.validateCode(
            new ValidationSupportContext(support), options, system, code, display, valueSet);
    if (result != null) {
      return (Parameters) result.toParameters(support.getFhirContext());
    }
    return new Parameters()
        .addParameter("result", new BooleanType(false))
        .addParameter("message", "The code system is not held here, so the code cannot be checked");
  }
}
