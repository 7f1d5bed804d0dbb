package nl.keukentafel.conformance;

import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static nl.keukentafel.conformance.RealConformance.example;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.SlicingRules;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;

class ReportSectionsTest {
  private static final String OTHER_SOURCE = "andere-bron";

  private static final StructureDefinition REPORT =
      RESOURCES
          .find(StructureDefinition.class, Canonical.profile("wmo-keukentafelverslag"))
          .orElseThrow();

  private static final List<String> PARTS =
      RESOURCES
          .find(Questionnaire.class, Canonical.questionnaire("keukentafelgesprek"))
          .orElseThrow()
          .getItem()
          .stream()
          .map(QuestionnaireItemComponent::getLinkId)
          .flatMap(group -> Stream.concat(Stream.of(group), needsAReason(group)))
          .toList();

  /** What may be recorded for a reason only is read by fewer: it has a section of its own. */
  private static Stream<String> needsAReason(String group) {
    return Stream.ofNullable(
        Map.of("belemmeringen", "oorzaak", "steun", "mantelzorger").get(group));
  }

  @Test
  void hasOneSectionAtMostForEachPartOfTheFormAndOneForEachOtherSource() {
    List<ElementDefinition> sections =
        REPORT.getDifferential().getElement().stream()
            .filter(each -> each.getPath().equals("Composition.section"))
            .toList();

    assertThat(sections.get(0).getSlicing().getRules()).isEqualTo(SlicingRules.CLOSED);
    assertThat(sections.subList(1, sections.size() - 1))
        .allMatch(each -> each.getMax().equals("1"))
        .extracting(ElementDefinition::getSliceName)
        .containsExactlyElementsOf(PARTS);
    assertThat(sections.get(sections.size() - 1).getSliceName()).isEqualTo(OTHER_SOURCE);
  }

  @Test
  void hasACodeForEachSection() {
    assertThat(
            RESOURCES
                .find(CodeSystem.class, Canonical.codeSystem("verslag-onderdeel"))
                .orElseThrow()
                .getConcept())
        .extracting(ConceptDefinitionComponent::getCode)
        .startsWith(PARTS.toArray(String[]::new))
        .endsWith(OTHER_SOURCE)
        .hasSize(PARTS.size() + 1);
  }

  @Test
  void showsEverySectionInTheExample() {
    assertThat(((Composition) example("wmo-keukentafelverslag")).getSection())
        .extracting(each -> each.getCode().getCodingFirstRep().getCode())
        .containsExactlyElementsOf(PARTS);
  }
}
