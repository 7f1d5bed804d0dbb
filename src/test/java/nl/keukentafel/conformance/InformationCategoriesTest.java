package nl.keukentafel.conformance;

import static nl.keukentafel.conformance.RealConformance.CATEGORIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Set;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.junit.jupiter.api.Test;

class InformationCategoriesTest {
  private static final String INTERPRETER =
      "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";

  @Test
  void findsElementsSlicesAndExtensionsWithACategoryOfTheirOwn() {
    Patient patient = new Patient();
    patient.addIdentifier().setSystem(NamingSystems.BSN).setValue("999990019");
    patient.addIdentifier().setSystem("urn:oid:1.2.3").setValue("7");
    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("0612345678");
    patient.addExtension(INTERPRETER, new BooleanType(true));
    patient.addExtension("http://example.org/other", new BooleanType(true));

    assertThat(CATEGORIES.find(patient))
        .extracting(Found::owner, Found::property, Found::value, Found::categories)
        .containsExactlyInAnyOrder(
            tuple(patient, "extension", patient.getExtension().get(0), Set.of("contact")),
            tuple(patient, "identifier", patient.getIdentifierFirstRep(), Set.of("bsn")),
            tuple(patient, "telecom", patient.getTelecomFirstRep(), Set.of("contact")));
  }

  @Test
  void takesOutExactlyWhatItFound() {
    Patient patient = new Patient();
    patient.addIdentifier().setSystem("urn:oid:1.2.3").setValue("7");
    patient.addIdentifier().setSystem(NamingSystems.BSN).setValue("999990019");
    patient.addTelecom().setValue("0612345678");

    CATEGORIES.find(patient).forEach(Found::remove);

    assertThat(patient.getIdentifier()).singleElement().extracting("value").isEqualTo("7");
    assertThat(patient.hasTelecom()).isFalse();
  }

  @Test
  void tellsTheSectionsOfAReportApartByTheirCode() {
    Composition report = new Composition();
    report.addSection().setCode(part("steun"));
    report.addSection().setCode(part("woning"));
    report.addSection().setTitle("zonder code");

    assertThat(CATEGORIES.find(report))
        .extracting(Found::value, Found::categories)
        .containsExactlyInAnyOrder(
            tuple(report.getSection().get(0), Set.of("mantelzorg", "netwerk")),
            tuple(report.getSection().get(1), Set.of("woning")));
  }

  @Test
  void prefersTheDeclaredProfileAndFallsBackToTheOnlyOneOfTheType() {
    Observation observation = new Observation();
    assertThat(CATEGORIES.profileOf(observation)).isEmpty();

    observation.getMeta().addProfile("http://example.org/other");
    observation.getMeta().addProfile(Canonical.profile("wmo-woning") + "|0.1.0");

    assertThat(CATEGORIES.profileOf(observation)).contains(Canonical.profile("wmo-woning"));
    assertThat(CATEGORIES.categoryOf(observation)).contains("woning");
    assertThat(CATEGORIES.categoryOf(new Patient())).contains("identificatie");
  }

  @Test
  void ignoresAProfileOfAnotherType() {
    Patient patient = new Patient();
    patient.getMeta().addProfile(Canonical.profile("wmo-woning"));

    assertThat(CATEGORIES.categoryOf(patient)).contains("identificatie");
  }

  @Test
  void knowsAllCategoriesOfAType() {
    assertThat(CATEGORIES.categoriesOfType("Observation"))
        .contains("functioneren", "woning", "huishouden", "huisdieren", "achtergrond")
        .doesNotContain("identificatie");
    assertThat(CATEGORIES.categoriesOfType("Medication")).isEmpty();
  }

  @Test
  void knowsTheCategoryOfEveryQuestion() {
    assertThat(CATEGORIES.ofQuestionnaire(Canonical.questionnaire("keukentafelgesprek") + "|0.1.0"))
        .containsEntry("mogelijkheden.bukken", Set.of("functioneren"))
        .containsEntry("belemmeringen.oorzaak", Set.of("achtergrond"))
        .containsEntry("steun.mantelzorg.naam", Set.of("mantelzorger-persoon"));
    assertThat(CATEGORIES.ofQuestionnaire("http://example.org/none")).isEmpty();
  }

  @Test
  void refusesAQuestionWithoutCategory() {
    Questionnaire questionnaire = new Questionnaire().setUrl("http://example.org/q");
    questionnaire.addItem().setLinkId("kaal").setType(QuestionnaireItemType.STRING);

    assertThatThrownBy(() -> RealConformance.categoriesOf(questionnaire))
        .hasMessage("http://example.org/q: item kaal has no informatiecategorie");
  }

  @Test
  void refusesASliceThatNothingTellsApart() {
    StructureDefinition profile = new StructureDefinition();
    profile.setUrl("http://example.org/p").setType("Patient");
    profile.setKind(StructureDefinitionKind.RESOURCE);
    profile
        .getDifferential()
        .addElement()
        .setPath("Patient.name")
        .setSliceName("roepnaam")
        .addExtension(new Extension(ProfileCategories.EXTENSION, new CodeType("contact")))
        .setId("Patient.name:roepnaam");

    assertThatThrownBy(() -> RealConformance.categoriesOf(profile))
        .hasMessage("http://example.org/p: nothing tells slice Patient.name:roepnaam apart");
  }

  private static CodeableConcept part(String code) {
    return new CodeableConcept()
        .addCoding(new Coding(Canonical.codeSystem("verslag-onderdeel"), code, "anders genoemd"));
  }
}
