package nl.keukentafel.conformance;

import static nl.keukentafel.conformance.RealConformance.VALIDATION;
import static nl.keukentafel.conformance.RealConformance.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValidationTest {
  private static final String FORM = "meneer-y/01-keukentafelgesprek.json";

  @Test
  void acceptsTheFormOfMeneerY() {
    assertThat(errors(fixture(QuestionnaireResponse.class, FORM))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void acceptsEveryExample(String name) {
    assertThat(errors(fixture(Resource.class, "examples/" + name))).isEmpty();
  }

  static Stream<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("fixtures", "examples"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
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

  private static List<OperationOutcomeIssueComponent> errors(Resource resource) {
    return errors(VALIDATION.validate(resource));
  }

  private static List<OperationOutcomeIssueComponent> errors(OperationOutcome outcome) {
    return outcome.getIssue().stream()
        .filter(issue -> issue.getSeverity().compareTo(IssueSeverity.ERROR) <= 0)
        .toList();
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
