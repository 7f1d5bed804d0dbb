package nl.keukentafel.access.judgement;

import java.util.List;
import nl.keukentafel.policy.Rule;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.PropertyType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.StringType;

/** The rulebook as CodeSystem {@code grondslag}: a code per rule, with its article and sentence. */
public final class Grondslag {
  private Grondslag() {}

  public static CodeSystem of(List<Rule> rules) {
    CodeSystem system =
        new CodeSystem()
            .setUrl(Refusal.GRONDSLAG)
            .setName("Grondslag")
            .setTitle("Grondslag: de regels van de wet")
            .setStatus(PublicationStatus.ACTIVE)
            .setCaseSensitive(true)
            .setContent(CodeSystemContentMode.COMPLETE);
    system.setId("grondslag");
    system.addProperty().setCode("artikel").setType(PropertyType.STRING);
    system.addProperty().setCode("link").setType(PropertyType.STRING);
    for (Rule rule : rules) {
      CodeSystem.ConceptDefinitionComponent concept =
          system
              .addConcept()
              .setCode(rule.id())
              .setDisplay(rule.citation())
              .setDefinition(rule.sentence());
      concept.addProperty().setCode("artikel").setValue(new StringType(rule.citation()));
      concept.addProperty().setCode("link").setValue(new StringType(rule.link()));
    }
    return system;
  }
}
