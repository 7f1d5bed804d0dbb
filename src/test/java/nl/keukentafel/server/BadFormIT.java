package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** A form that cannot be received says where and why, and leaves nothing behind. */
@ServerTest
class BadFormIT {
  private static final String CAUSE = "belemmeringen.oorzaak";
  private static final String QUESTIONNAIRE =
      "https://w3id.org/keukentafel/fhir/Questionnaire/keukentafelgesprek";

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
  }

  static Stream<Arguments> unprocessable() {
    return Stream.of(
        bad(
            "hulpvraag.onzin",
            form -> item(form, "hulpvraag").addItem(answered("hulpvraag.onzin"))),
        bad("onzin", form -> form.addItem(answered("onzin"))),
        bad(
            "mogelijkheden.bukken",
            form ->
                item(form, "mogelijkheden.bukken")
                    .getAnswerFirstRep()
                    .getValueCoding()
                    .setCode("onzin")),
        bad("hulpvraag", form -> item(form, "hulpvraag").setItem(null)),
        bad(
            "hulpvraag",
            form -> item(form, "hulpvraag").setItem(null).addItem(answered("hulpvraag.doelen"))),
        bad(
            "huisdieren.aantal",
            form -> item(form, "huisdieren.aantal").addAnswer().setValue(new StringType("drie"))),
        bad(
            "QuestionnaireResponse.questionnaire",
            form -> form.setQuestionnaire(QUESTIONNAIRE + "|9.9.9")),
        bad(
            "QuestionnaireResponse.questionnaire",
            form -> form.setQuestionnaire("https://elders.nl/Questionnaire/x")),
        bad("QuestionnaireResponse.questionnaire", form -> form.setQuestionnaire(null)),
        bad(
            "QuestionnaireResponse.status",
            form -> form.setStatus(QuestionnaireResponseStatus.INPROGRESS)),
        bad("QuestionnaireResponse.status", form -> form.setStatus(null)),
        bad("QuestionnaireResponse.identifier", form -> form.setIdentifier(null)),
        bad("QuestionnaireResponse.identifier", form -> form.getIdentifier().setSystem(null)),
        bad("QuestionnaireResponse.subject", form -> form.setSubject(null)),
        bad(
            "QuestionnaireResponse.subject",
            form -> form.getSubject().setReference("Organization/gemeente-lindehoven")));
  }

  @ParameterizedTest
  @MethodSource("unprocessable")
  void isRefusedWithThePlaceOfTheMistake(String place, Consumer<QuestionnaireResponse> mistake) {
    QuestionnaireResponse form = MevrouwT.gesprek();
    mistake.accept(form);
    OperationOutcome outcome = refusedAndNothingStored(lindehoven, form, 422);
    assertThat(
            outcome.getIssue().stream()
                .filter(issue -> issue.getSeverity() == IssueSeverity.ERROR)
                .flatMap(issue -> issue.getExpression().stream())
                .map(StringType::getValue))
        .contains(place);
  }

  @Test
  void aClientWhoIsAbsentAndOneOfAnotherGemeenteAreTheSame() {
    QuestionnaireResponse absent = MevrouwT.gesprek();
    absent.getSubject().setReference("Patient/bestaat-niet");
    QuestionnaireResponse elsewhere = MevrouwT.gesprek();
    elsewhere.getSubject().setReference("Patient/mevrouw-janssen");
    refusedAndNothingStored(lindehoven, absent, 404);
    refusedAndNothingStored(lindehoven, elsewhere, 404);

    Party.Answer one = lindehoven.post("QuestionnaireResponse", absent);
    Party.Answer other = lindehoven.post("QuestionnaireResponse", elsewhere);
    assertThat(one.body()).isEqualTo(other.body());
    assertThat(headers(one)).isEqualTo(headers(other));
  }

  @Test
  void aListWhereOneValueBelongsIsNotReadAsItsFirst() {
    String form = Party.FHIR.newJsonParser().encodeResourceToString(MevrouwT.gesprek());
    int before = resources();
    for (String name : List.of("status", "linkId", "valueString")) {
      String listed = form.replaceFirst("(\"" + name + "\"):(\"[^\"]*\")", "$1:[$2]");
      assertThat(listed).isNotEqualTo(form);
      OperationOutcome outcome =
          ProperRefusal.of(lindehoven.post("QuestionnaireResponse", listed), 400);
      assertThat(outcome.getIssueFirstRep().getDiagnostics())
          .contains("." + name + " is one value");
    }
    assertThat(resources()).isEqualTo(before);
  }

  @Test
  void otherAnswersUnderAKnownIdentifierAreAConflict() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    assertThat(lindehoven.post("QuestionnaireResponse", form).status()).isEqualTo(201);
    int before = resources();
    assertThat(lindehoven.post("QuestionnaireResponse", form).status()).isEqualTo(200);
    assertThat(resources()).isEqualTo(before);

    item(form, "hulpvraag.omschrijving")
        .getAnswerFirstRep()
        .setValue(new StringType("Iets heel anders."));
    refusedAndNothingStored(lindehoven, form, 409);
  }

  @Test
  void aCauseWithoutAMotivationIsRefusedOnItsRule() {
    OperationOutcome outcome = refusedAndNothingStored(lindehoven, withCauseOnly(), 422);
    assertThat(outcome.getIssue()).hasSize(1);
    assertNamesRuleFour(outcome.getIssueFirstRep(), IssueSeverity.ERROR);
  }

  @Test
  void aCauseWithItsMotivationIsStored() {
    QuestionnaireResponse form = withCauseOnly();
    item(form, "belemmeringen").addItem(answered(CAUSE + "-motivering"));
    assertThat(lindehoven.post("QuestionnaireResponse", form).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"handling=lenient, return=OperationOutcome"})
  void leniencyStoresTheRestAndTellsWhatItLeftOut(String prefer) {
    QuestionnaireResponse form = withCauseOnly();
    Party.Answer answer =
        Party.answer(
            lindehoven
                .request("QuestionnaireResponse")
                .header("Content-Type", "application/fhir+json")
                .header("Prefer", prefer)
                .POST(
                    BodyPublishers.ofString(
                        Party.FHIR.newJsonParser().encodeResourceToString(form))));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    String location = answer.http().headers().firstValue("Location").orElseThrow();
    QuestionnaireResponse stored =
        lindehoven
            .get(location.replaceFirst(".*/fhir/", "").replaceFirst("/_history/.*", ""))
            .as(QuestionnaireResponse.class);
    assertThat(item(stored, "belemmeringen.gevolg").getAnswer()).hasSize(3);
    assertThat(item(stored, CAUSE)).isNull();
    OperationOutcome told = answer.as(OperationOutcome.class);
    assertThat(
            told.getIssue().stream().filter(issue -> issue.getSeverity() == IssueSeverity.WARNING))
        .singleElement()
        .satisfies(issue -> assertNamesRuleFour(issue, IssueSeverity.WARNING));
  }

  @Test
  void aStrangerMayNotSendAForm() {
    for (List<String> stranger :
        List.of(
            List.of("gemeente-westerbrug", "wmo-consulent"),
            List.of("aanbieder-noord", "zorgcoordinator"))) {
      refusedAndNothingStored(
          Party.of(port, stranger.get(0), stranger.get(1)), MevrouwT.gesprek(), 404);
    }
  }

  @Test
  void theAanbiederMayNotRecordTheGesprekOfTheGemeente() {
    Party linde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getAuthor().setReference("Organization/aanbieder-de-linde");
    OperationOutcome outcome = refusedAndNothingStored(linde, form, 422);
    assertThat(ProperRefusal.expressions(outcome)).contains("steun.mantelzorg.taak");
  }

  private OperationOutcome refusedAndNothingStored(
      Party party, QuestionnaireResponse form, int status) {
    int before = resources();
    OperationOutcome outcome = ProperRefusal.of(party.post("QuestionnaireResponse", form), status);
    assertThat(resources()).isEqualTo(before);
    return outcome;
  }

  private static void assertNamesRuleFour(
      OperationOutcomeIssueComponent issue, IssueSeverity severity) {
    assertThat(issue.getSeverity()).isEqualTo(severity);
    assertThat(issue.getExpression()).hasToString("[" + CAUSE + "]");
    Coding rule = issue.getDetails().getCodingFirstRep();
    assertThat(rule.getCode()).isEqualTo("wmo-5.1.1-1-achtergrond");
    assertThat(issue.getDetails().getText()).contains("opschrijft waarom");
    assertThat(issue.getDiagnostics()).contains("5.1.1 lid 1", "https://wetten.overheid.nl/");
  }

  private static QuestionnaireResponse withCauseOnly() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    item(form, "belemmeringen").addItem(answered(CAUSE));
    return form;
  }

  private static QuestionnaireResponseItemComponent answered(String linkId) {
    QuestionnaireResponseItemComponent item =
        new QuestionnaireResponseItemComponent(new StringType(linkId));
    item.addAnswer().setValue(new StringType("Dat is zo."));
    return item;
  }

  /** The first item with this linkId, at any depth; null when there is none. */
  private static QuestionnaireResponseItemComponent item(
      QuestionnaireResponse form, String linkId) {
    return all(form.getItem())
        .filter(item -> item.getLinkId().equals(linkId))
        .findFirst()
        .orElse(null);
  }

  private static Stream<QuestionnaireResponseItemComponent> all(
      List<QuestionnaireResponseItemComponent> items) {
    return items.stream().flatMap(item -> Stream.concat(Stream.of(item), all(item.getItem())));
  }

  private static List<String> headers(Party.Answer answer) {
    return answer.http().headers().map().entrySet().stream()
        .filter(header -> !Arrays.asList("date", "x-request-id").contains(header.getKey()))
        .map(Object::toString)
        .sorted()
        .toList();
  }

  private static Arguments bad(String place, Consumer<QuestionnaireResponse> mistake) {
    return Arguments.of(place, mistake);
  }

  private int resources() {
    Integer count = jdbc.queryForObject("select count(*) from HFJ_RESOURCE", Integer.class);
    return count == null ? 0 : count;
  }
}
