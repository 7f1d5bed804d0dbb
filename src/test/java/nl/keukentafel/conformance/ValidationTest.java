package nl.keukentafel.conformance;

import static nl.keukentafel.conformance.RealConformance.VALIDATION;
import static nl.keukentafel.conformance.RealConformance.errors;
import static nl.keukentafel.conformance.RealConformance.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

class ValidationTest {
  private static final String FORM = "meneer-y/01-keukentafelgesprek.json";

  @Test
  void acceptsTheFormOfMeneerY() {
    assertThat(errors(fixture(QuestionnaireResponse.class, FORM))).isEmpty();
  }

  @Test
  void namesTheQuestionOfAWrongAnswer() {
    QuestionnaireResponse form = fixture(QuestionnaireResponse.class, FORM);
    item(form.getItem(), "mogelijkheden.bukken")
        .getAnswerFirstRep()
        .setValue(new Coding(Canonical.codeSystem("mate-van-zelfstandigheid"), "soms", null));

    UnprocessableEntityException refusal =
        catchThrowableOfType(UnprocessableEntityException.class, () -> VALIDATION.require(form));

    assertThat(expressions(errors((OperationOutcome) refusal.getOperationOutcome())))
        .containsOnly("mogelijkheden.bukken");
  }

  @Test
  void refusesAnAnswerOfAnUnknownCodeSystem() {
    QuestionnaireResponse form = fixture(QuestionnaireResponse.class, FORM);
    item(form.getItem(), "mogelijkheden.bukken")
        .getAnswerFirstRep()
        .setValue(new Coding("http://example.org/own-codes", "niet", null));

    assertThat(expressions(errors(form))).containsOnly("mogelijkheden.bukken");
  }

  @Test
  void namesAnAnswerOfTheWrongType() {
    QuestionnaireResponse form = fixture(QuestionnaireResponse.class, FORM);
    item(form.getItem(), "huishouden.alleenwonend")
        .getAnswerFirstRep()
        .setValue(new StringType("ja"));

    assertThat(expressions(errors(form))).containsOnly("huishouden.alleenwonend");
  }

  @Test
  void refusesAQuestionThatTheFormDoesNotHave() {
    QuestionnaireResponse form = fixture(QuestionnaireResponse.class, FORM);
    form.getItemFirstRep().addItem().setLinkId("drinkt").addAnswer().setValue(new StringType("ja"));

    assertThat(expressions(errors(form))).contains("drinkt");
  }

  @Test
  void refusesAVersionOfTheFormThatIsNotKnown() {
    QuestionnaireResponse form = fixture(QuestionnaireResponse.class, FORM);
    form.setQuestionnaire(Canonical.questionnaire("keukentafelgesprek") + "|99");

    assertThat(errors(form)).isNotEmpty();
  }

  @Test
  void namesThePlaceAndTheValueSetOfAnUnknownCode() {
    Observation observation = fixture(Observation.class, "examples/wmo-woning.json");
    observation.addComponent().setCode(own("waarneming", "bewerkelijkheid"));
    observation.getComponent().get(4).setValue(own("bewerkelijkheid-woning", "lastig"));

    UnprocessableEntityException refusal =
        catchThrowableOfType(
            UnprocessableEntityException.class, () -> VALIDATION.require(observation));

    assertThat(errors((OperationOutcome) refusal.getOperationOutcome()))
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.getExpression())
                  .hasToString("[Observation.component[4].value.ofType(CodeableConcept)]");
              assertThat(issue.getDiagnostics()).contains("/ValueSet/bewerkelijkheid-woning|");
            });
  }

  @Test
  void warnsOnlyOfAnUnknownProfile() {
    Observation observation = fixture(Observation.class, "examples/wmo-woning.json");
    observation.getMeta().addProfile("http://example.org/unknown");

    assertThat(VALIDATION.validate(observation).getIssue())
        .anySatisfy(
            issue -> {
              assertThat(issue.getSeverity()).isEqualTo(IssueSeverity.WARNING);
              assertThat(issue.getDiagnostics()).contains("http://example.org/unknown");
            });
    assertThatCode(() -> VALIDATION.require(observation)).doesNotThrowAnyException();
  }

  @Test
  void doesNotRefuseACodeOfASystemThatIsNotDistributed() {
    Observation observation = fixture(Observation.class, "examples/wmo-woning.json");
    observation.getCode().addCoding(new Coding("http://snomed.info/sct", "365508006", null));

    assertThat(errors(observation)).isEmpty();
  }

  @Test
  void holdsAResourceToTheProfileThatItDeclares() {
    Observation observation = fixture(Observation.class, "examples/wmo-woning.json");
    observation.setSubject(null);

    assertThat(errors(observation)).isNotEmpty();
  }

  private static CodeableConcept own(String system, String code) {
    return new CodeableConcept().addCoding(new Coding(Canonical.codeSystem(system), code, null));
  }

  private static Stream<String> expressions(List<OperationOutcomeIssueComponent> issues) {
    return issues.stream()
        .flatMap(issue -> issue.getExpression().stream())
        .map(PrimitiveType::getValue);
  }

  private static QuestionnaireResponseItemComponent item(
      List<QuestionnaireResponseItemComponent> items, String linkId) {
    return items.stream()
        .flatMap(each -> Stream.concat(Stream.of(each), each.getItem().stream()))
        .filter(each -> each.getLinkId().equals(linkId))
        .findFirst()
        .orElseThrow();
  }
}
