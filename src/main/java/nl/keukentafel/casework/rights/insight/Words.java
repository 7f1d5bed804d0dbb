package nl.keukentafel.casework.rights.insight;

import java.util.HashMap;
import java.util.Map;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Coded;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.jspecify.annotations.Nullable;

/** What the project's codes are called in Dutch. */
public final class Words {
  private final Map<String, Map<String, String>> displays = new HashMap<>();

  public Words(ConformanceResources conformance) {
    for (CodeSystem system : conformance.all(CodeSystem.class)) {
      Map<String, String> concepts = new HashMap<>();
      system.getConcept().forEach(concept -> collect(concept, concepts));
      displays.put(system.getUrl(), concepts);
    }
  }

  private static void collect(ConceptDefinitionComponent concept, Map<String, String> into) {
    into.put(concept.getCode(), concept.getDisplay());
    concept.getConcept().forEach(each -> collect(each, into));
  }

  /** Its code when it has no other name here. */
  public String of(@Nullable String system, String code) {
    return displays.getOrDefault(String.valueOf(system), Map.of()).getOrDefault(code, code);
  }

  String of(String ownSystem, Coded concept) {
    return of(Canonical.codeSystem(ownSystem), concept.code());
  }
}
