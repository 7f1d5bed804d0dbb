package nl.keukentafel.intake;

import static nl.keukentafel.conformance.RealConformance.CATEGORIES;
import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static nl.keukentafel.conformance.RealConformance.SUPPORT;
import static nl.keukentafel.conformance.RealConformance.VALIDATION;
import static nl.keukentafel.conformance.RealConformance.fixture;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** Casus 1, from answers to resources. */
class FormOfMeneerYTest {
  private final QuestionnaireResponse form =
      fixture(QuestionnaireResponse.class, "meneer-y/01-keukentafelgesprek.json");
  private final Questionnaire questionnaire =
      RESOURCES.find(Questionnaire.class, form.getQuestionnaire()).orElseThrow();
  private final List<Extracted> extracted =
      new TemplateExtraction(SUPPORT, RESOURCES, CATEGORIES).extract(questionnaire, form);

  /** The Patient is only what changes of the client: whoever stores it completes it. */
  @Test
  void yieldsOnlyValidResources() {
    assertThat(extracted)
        .map(Extracted::resource)
        .filteredOn(resource -> !(resource instanceof Patient))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            resource ->
                assertThat(VALIDATION.validate(resource).getIssue())
                    .noneMatch(issue -> issue.getSeverity().compareTo(IssueSeverity.ERROR) <= 0));
  }

  @Test
  void givesEveryResourceACategory() {
    assertThat(extracted)
        .allSatisfy(each -> assertThat(CATEGORIES.categoryOf(each.resource())).isPresent());
  }

  @Test
  void resolvesEveryReferenceBetweenTheResources() {
    Set<String> fullUrls = extracted.stream().map(Extracted::fullUrl).collect(Collectors.toSet());

    assertThat(
            extracted.stream()
                .map(Extracted::resource)
                .flatMap(FormOfMeneerYTest::references)
                .map(Reference::getReference)
                .filter(reference -> reference.startsWith("urn:uuid:")))
        .isNotEmpty()
        .isSubsetOf(fullUrls);
  }

  @Test
  void tellsTheDogsInTheirOwnSection() {
    SectionComponent dogs = section("huisdieren");

    assertThat(dogs.getText().getDivAsString()).contains("Hond", "3");
    assertThat(dogs.getEntry()).hasSize(1);
    assertThat(dogs.getExtension()).isEmpty();
  }

  @Test
  void holdsNothingInASectionThatIsOfAnotherCategory() {
    report()
        .getSection()
        .forEach(
            section -> {
              Set<String> categories =
                  CATEGORIES.find(report()).stream()
                      .filter(found -> found.value() == section)
                      .findFirst()
                      .orElseThrow()
                      .categories();
              assertThat(section.getEntry())
                  .allSatisfy(
                      entry ->
                          assertThat(categories)
                              .contains(CATEGORIES.categoryOf(resource(entry)).orElseThrow()));
            });
  }

  @Test
  void dropsTheSectionOfAGroupWithoutAnswers() {
    form.getItem().removeIf(item -> item.getLinkId().equals("huisdieren"));

    List<Extracted> less =
        new TemplateExtraction(SUPPORT, RESOURCES, CATEGORIES).extract(questionnaire, form);

    assertThat(((Composition) less.get(0).resource()).getSection())
        .hasSize(report().getSection().size() - 1)
        .noneMatch(section -> section.getCode().getCodingFirstRep().getCode().equals("huisdieren"));
  }

  @Test
  void yieldsTheSameResourcesInTheSameOrderEveryTime() {
    assertThat(new TemplateExtraction(SUPPORT, RESOURCES, CATEGORIES).extract(questionnaire, form))
        .map(Extracted::location)
        .isEqualTo(extracted.stream().map(Extracted::location).toList());
  }

  private Composition report() {
    return (Composition) extracted.get(0).resource();
  }

  private SectionComponent section(String code) {
    return report().getSection().stream()
        .filter(each -> each.getCode().hasCoding(Canonical.codeSystem("verslag-onderdeel"), code))
        .findFirst()
        .orElseThrow();
  }

  private Resource resource(Reference entry) {
    return extracted.stream()
        .filter(each -> each.fullUrl().equals(entry.getReference()))
        .findFirst()
        .orElseThrow()
        .resource();
  }

  private static Stream<Reference> references(Resource resource) {
    return SUPPORT
        .getFhirContext()
        .newTerser()
        .getAllPopulatedChildElementsOfType(resource, Reference.class)
        .stream();
  }
}
