package nl.keukentafel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CategorisedTest {
  @ParameterizedTest
  @MethodSource("profiles")
  void leavesNoPersonalDataWithoutTheRightCategory(StructureDefinition profile) {
    PersonalData data = PersonalData.of(snapshot(profile));

    assertThat(data.uncategorised()).isEmpty();
    assertThat(data.ofAnotherUnderTheClient()).isEmpty();
  }

  static Stream<StructureDefinition> profiles() {
    return RealConformance.RESOURCES.all(StructureDefinition.class).stream()
        .filter(each -> each.getKind() == StructureDefinitionKind.RESOURCE);
  }

  @Test
  void seesElementsWithoutCategory() {
    StructureDefinition bare = profile("Observation");

    assertThat(PersonalData.of(snapshot(bare)).uncategorised())
        .contains("Observation.value[x]", "Observation.component.value[x]", "Observation.note");
  }

  @Test
  void seesThatOneElementHasACategoryAndItsNeighbourHasNot() {
    StructureDefinition profile = profile("Patient");
    element(profile, "Patient.telecom", "contact");

    assertThat(PersonalData.of(snapshot(profile)).uncategorised())
        .contains("Patient.birthDate", "Patient.contact.telecom")
        .doesNotContain("Patient.telecom");
  }

  @Test
  void seesAnotherPersonUnderACategoryOfTheClient() {
    StructureDefinition profile = profile("CarePlan");
    element(profile, "CarePlan", "mantelzorg");

    assertThat(PersonalData.of(snapshot(profile)).ofAnotherUnderTheClient())
        .contains("CarePlan.contained", "CarePlan.activity.detail.performer")
        .doesNotContain("CarePlan.subject");
  }

  @Test
  void asksNothingOfAnOrganisationThatNamesNobody() {
    StructureDefinition profile = profile("Organization");
    element(profile, "Organization.contained").setMax("0");

    assertThat(PersonalData.of(snapshot(profile)).uncategorised()).contains("Organization.contact");

    element(profile, "Organization.contact").setMax("0");
    assertThat(PersonalData.of(snapshot(profile)).uncategorised()).isEmpty();
  }

  private static StructureDefinition profile(String type) {
    String base = "http://hl7.org/fhir/StructureDefinition/" + type;
    StructureDefinition profile = new StructureDefinition();
    profile.setUrl("http://example.org/" + type).setName(type).setType(type);
    profile.setKind(StructureDefinitionKind.RESOURCE).setAbstract(false);
    profile.setBaseDefinition(base).setDerivation(TypeDerivationRule.CONSTRAINT);
    return profile;
  }

  private static ElementDefinition element(
      StructureDefinition profile, String path, String... categories) {
    ElementDefinition element = profile.getDifferential().addElement().setPath(path);
    element.setId(path);
    for (String category : categories) {
      element.addExtension(new Extension(ProfileCategories.EXTENSION, new CodeType(category)));
    }
    return element;
  }

  private static StructureDefinition snapshot(StructureDefinition profile) {
    return RealConformance.only(profile.copy())
        .withSnapshots(RealConformance.SUPPORT)
        .all(StructureDefinition.class)
        .get(0);
  }
}
