package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.conformance.Validation;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;

/** Amended answers change what came from the first ones, and keep what was. */
@ServerTest
class AmendedFormIT {
  @LocalServerPort int port;
  @Autowired Validation validation;
  @Autowired RSAKey key;
  private final QuestionnaireResponse form = MevrouwT.gesprek();
  private Party lindehoven;
  private List<String> made;

  @BeforeEach
  void aFormWasReceived() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    made = made(form, 201);
  }

  @Test
  void changesWhatCameOfTheFirstAnswersAndMakesNothingTwice() {
    Forms.answer(
        Forms.item(form, "mogelijkheden.bukken"),
        Forms.code("mate-van-zelfstandigheid", "met-moeite"));

    List<String> again = amended();

    assertThat(without("Provenance", again)).containsExactlyElementsOf(without("Provenance", made));
    Observation bending = only(Observation.class, "bukken");
    assertThat(bending.getValueCodeableConcept().getCodingFirstRep().getCode())
        .isEqualTo("met-moeite");
    assertThat(bending.getMeta().getVersionId()).isEqualTo("2");
    QuestionnaireResponse stored = read(QuestionnaireResponse.class, again.get(0));
    assertThat(stored.getStatus()).isEqualTo(QuestionnaireResponseStatus.AMENDED);
    assertThat(stored.getMeta().getVersionId()).isEqualTo("2");
  }

  @Test
  void takesBackWhatIsNoLongerAnswered() {
    form.getItem().removeIf(group -> group.getLinkId().equals("huisdieren"));
    Forms.item(form, "belemmeringen.gevolg").getAnswer().remove(1); // vergeet-veel
    String verslag = one("Composition");

    amended();

    assertThat(only(Observation.class, "224249004").getStatus())
        .isEqualTo(ObservationStatus.ENTEREDINERROR);
    Map<String, Boolean> conditions =
        references("Condition")
            .map(each -> read(Condition.class, each))
            .peek(this::assertValid)
            .collect(
                Collectors.toMap(
                    each ->
                        each.getEvidenceFirstRep().getCodeFirstRep().getCoding().stream()
                            .filter(coding -> coding.getSystem().endsWith("/gevolg"))
                            .map(coding -> coding.getCode())
                            .findFirst()
                            .orElseThrow(),
                    each -> each.getVerificationStatus().hasCoding()));
    assertThat(conditions)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("huis-vaak-vies", false, "vergeet-veel", true, "gooit-om", false));
    assertThat(read(Composition.class, verslag).getSection())
        .noneMatch(each -> each.getCode().getCodingFirstRep().getCode().equals("huisdieren"));
  }

  @Test
  void nobodyAmendsWhatAnotherSaid() {
    Party client = new Tokens(key, port).client(MevrouwT.ID);
    Map<String, String> before = versions();
    form.setStatus(QuestionnaireResponseStatus.AMENDED);
    form.getAuthor().setReference(MevrouwT.REFERENCE);
    form.getItem().removeIf(group -> !group.getLinkId().equals("mogelijkheden"));

    Party.Answer told = client.post("QuestionnaireResponse", form);

    assertThat(told.status()).as(told.body()).isEqualTo(201);
    assertThat(told.as(QuestionnaireResponse.class).getIdElement().toUnqualifiedVersionless())
        .isNotEqualTo(new IdType(made.get(0)).toUnqualifiedVersionless());
    assertThat(versions()).isEqualTo(before);
  }

  private Map<String, String> versions() {
    return without("Patient", made).stream()
        .collect(
            Collectors.toMap(
                each -> each,
                each ->
                    Party.FHIR
                        .newJsonParser()
                        .parseResource(lindehoven.get(each).body())
                        .getMeta()
                        .getVersionId()));
  }

  @Test
  void addsWhatIsAnsweredNow() {
    Forms.answer(
        Forms.item(form, "belemmeringen").addItem().setLinkId("belemmeringen.oorzaak"),
        new StringType("Zware hernia."));
    Forms.answer(
        Forms.item(form, "belemmeringen").addItem().setLinkId("belemmeringen.oorzaak-motivering"),
        new StringType("Nodig voor de duur van het besluit."));

    assertThat(without("Provenance", amended()))
        .hasSize(without("Provenance", made).size() + 1)
        .containsAll(without("Provenance", made));
  }

  @Test
  void changesNothingWhenItIsSentAgain() {
    Forms.answer(Forms.item(form, "hulpvraag.omschrijving"), new StringType("Toch iets anders."));
    amended();

    assertThat(made(form, 200)).isEmpty();
    assertThat(read(Composition.class, one("Composition")).getMeta().getVersionId()).isEqualTo("2");
  }

  @Test
  void isAConflictWhenItIsOlderThanWhatIsThere() {
    form.setAuthoredElement(new DateTimeType("2026-03-01T10:00:00+01:00"));
    form.setStatus(QuestionnaireResponseStatus.AMENDED);

    ProperRefusal.of(lindehoven.post("QuestionnaireResponse", form), 409);

    assertThat(read(Composition.class, one("Composition")).getMeta().getVersionId()).isEqualTo("1");
  }

  @Test
  void needsTheClientsApprovalAnew() {
    String verslag = one("Composition");
    Party mevrouw = new Tokens(key, port).client(MevrouwT.ID);
    assertThat(mevrouw.post(verslag + "/$akkoord", "{\"resourceType\":\"Parameters\"}").status())
        .isEqualTo(200);
    Forms.answer(Forms.item(form, "hulpvraag.omschrijving"), new StringType("Toch iets anders."));

    amended();

    assertThat(read(Composition.class, verslag).getAttester()).isEmpty();
  }

  private List<String> amended() {
    form.setStatus(QuestionnaireResponseStatus.AMENDED);
    form.setAuthoredElement(new DateTimeType("2026-03-03T10:00:00+01:00"));
    return made(form, 200);
  }

  private List<String> made(QuestionnaireResponse sent, int status) {
    Party.Answer answer =
        Party.answer(
            lindehoven
                .request("QuestionnaireResponse")
                .header(HttpHeaders.CONTENT_TYPE, "application/fhir+json")
                .header("Prefer", "return=OperationOutcome")
                .POST(
                    BodyPublishers.ofString(
                        Party.FHIR.newJsonParser().encodeResourceToString(sent))));
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    return answer.as(OperationOutcome.class).getIssue().stream()
        .filter(issue -> issue.getSeverity() == IssueSeverity.INFORMATION)
        .map(issue -> issue.getDiagnostics())
        .filter(each -> each.contains("/"))
        .toList();
  }

  private Stream<String> references(String type) {
    return made.stream().filter(each -> each.startsWith(type + "/"));
  }

  private String one(String type) {
    return references(type).findFirst().orElseThrow();
  }

  private static List<String> without(String type, List<String> references) {
    return references.stream().filter(each -> !each.startsWith(type + "/")).toList();
  }

  private <R extends Resource> R only(Class<R> type, String code) {
    return references("Observation")
        .map(each -> read(type, each))
        .filter(
            each ->
                ((Observation) each)
                    .getCode().getCoding().stream()
                        .anyMatch(coding -> coding.getCode().equals(code)))
        .findFirst()
        .orElseThrow();
  }

  private <R extends Resource> R read(Class<R> type, String reference) {
    Party.Answer answer =
        lindehoven.get(new IdType(reference).toUnqualifiedVersionless().getValue());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(type);
  }

  private void assertValid(Resource resource) {
    assertThat(validation.validate(resource).getIssue())
        .noneMatch(issue -> issue.getSeverity().compareTo(IssueSeverity.ERROR) <= 0);
  }
}
