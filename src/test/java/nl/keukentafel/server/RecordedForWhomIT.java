package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import nl.keukentafel.fhir.Day;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A form is recorded for whom the law lets record it, and says where the answers came from. */
@ServerTest
class RecordedForWhomIT {
  private static final String CONVERSATION =
      "https://w3id.org/keukentafel/fhir/Questionnaire/gesprek|0.1.0";

  private static final String VERSLAGEN = "Composition?patient=" + MevrouwT.ID;

  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party deLinde;
  private Party mevrouw;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    mevrouw = new Tokens(key, port).client(MevrouwT.ID);
  }

  @Test
  void whatAMandatedAanbiederHearsIsTheCollegesAndTheGemeenteReadsIt() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    Task onderzoek = MevrouwT.example(Task.class, "wmo-aanvraag");
    onderzoek.getFor().setReference("Patient/mevrouw-janssen");
    onderzoek.getOwner().setReference("Organization/aanbieder-noord");
    onderzoek = created(westerbrug, onderzoek, Task.class);
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getSubject().setReference("Patient/mevrouw-janssen");
    form.getAuthor().setReference("Organization/aanbieder-noord");

    assertThat(labels(created(noord, form, QuestionnaireResponse.class)))
        .containsExactly("gm-9902.antwoorden.wmo-onderzoek");

    Composition verslag =
        Forms.found(westerbrug, Composition.class, "Composition?patient=mevrouw-janssen").get(0);
    assertThat(labels(verslag)).containsExactly("gm-9902.verslag.wmo-onderzoek");
    assertThat(verslag.getAuthorFirstRep().getReference())
        .isEqualTo("Organization/aanbieder-noord");
    assertThat(verslag.getCustodian().getReference()).isEqualTo("Organization/gemeente-westerbrug");
    Task moved = westerbrug.get("Task/" + onderzoek.getIdElement().getIdPart()).as(Task.class);
    assertThat(westerbrug.put(moved.setStatus(TaskStatus.COMPLETED)).status()).isEqualTo(200);
    assertThat(noord.get("Composition?patient=mevrouw-janssen").body()).contains("\"total\":0");
  }

  @Test
  void whatMayBeRecordedButNotReadBackIsStoredWhole() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    String client = NewClient.of(westerbrug, "gemeente-westerbrug");
    created(westerbrug, toewijzing(client, "aanbieder-noord"), ServiceRequest.class);
    Task onderzoek = MevrouwT.example(Task.class, "wmo-aanvraag");
    onderzoek.getFor().setReference(client);
    onderzoek.getOwner().setReference("Organization/aanbieder-noord");
    created(westerbrug, onderzoek, Task.class);
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getSubject().setReference(client);
    form.getAuthor().setReference("Organization/aanbieder-noord");

    Party.Answer answer = noord.post("QuestionnaireResponse", form);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    String search = "QuestionnaireResponse?patient=" + client;
    assertThat(Forms.found(noord, QuestionnaireResponse.class, search)).isEmpty();
    Party helped = new Tokens(key, port).client(client.substring("Patient/".length()));
    assertThat(Forms.found(helped, QuestionnaireResponse.class, search))
        .singleElement()
        .satisfies(each -> assertThat(each.getItem()).hasSameSizeAs(form.getItem()));
    assertThat(Forms.found(helped, Provenance.class, "Provenance?patient=" + client)).hasSize(1);
  }

  @Test
  void aVerslagIsForWhoDoesTheOnderzoekHoweverLittleItSays() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getAuthor().setReference("Organization/aanbieder-de-linde");
    form.getItem().clear();
    Forms.answer(
        form.addItem().setLinkId("contact").addItem().setLinkId("contact.tolk"),
        new BooleanType(false));

    OperationOutcome refusal = ProperRefusal.of(deLinde.post("QuestionnaireResponse", form), 422);

    assertThat(ProperRefusal.expressions(refusal)).containsExactly("QuestionnaireResponse");
    int before = Forms.found(mevrouw, Composition.class, VERSLAGEN).size();
    Party.Answer lenient =
        Party.answer(
            deLinde
                .request("QuestionnaireResponse")
                .header("Prefer", "handling=lenient")
                .header("Content-Type", "application/fhir+json")
                .POST(
                    BodyPublishers.ofString(
                        Party.FHIR.newJsonParser().encodeResourceToString(form))));
    ProperRefusal.of(lenient, 422);
    assertThat(Forms.found(mevrouw, Composition.class, VERSLAGEN)).hasSize(before);
  }

  @Test
  void theClientTellsItOnceAndEachGetsItsOwnPart() {
    QuestionnaireResponse story = conversation();

    QuestionnaireResponse first = created(mevrouw, story, QuestionnaireResponse.class);

    assertThat(first.getQuestionnaire()).contains("keukentafelgesprek");
    assertThat(labels(first)).containsExactly("gm-9901.antwoorden.client");
    String known = "&identifier=" + story.getIdentifier().getValue();
    String search = "QuestionnaireResponse?patient=" + MevrouwT.ID + known;
    assertThat(Forms.found(lindehoven, QuestionnaireResponse.class, search))
        .singleElement()
        .satisfies(each -> assertThat(groups(each)).doesNotContain("matching"));
    assertThat(Forms.found(deLinde, QuestionnaireResponse.class, search))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(groups(each)).containsExactly("matching");
              assertThat(labels(each)).containsExactly("agb-99000001.antwoorden.client");
            });
    assertThat(Forms.found(mevrouw, QuestionnaireResponse.class, search)).hasSize(2);
    assertThat(classes(Observation.class))
        .contains("gm-9901.functioneren.client", "agb-99000001.matching.client");
    assertThat(mevrouw.post("QuestionnaireResponse", story).status()).isEqualTo(200);
    assertThat(Forms.found(mevrouw, QuestionnaireResponse.class, search)).hasSize(2);
  }

  @Test
  void anAanbiederIsToldUpToTheLastDayOfItsToewijzing() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    String client = NewClient.of(westerbrug, "gemeente-westerbrug");
    created(westerbrug, toewijzing(client, "aanbieder-noord"), ServiceRequest.class);
    ServiceRequest order = toewijzing(client, "aanbieder-de-linde");
    LocalDate today = LocalDate.now(Day.HERE);
    order.getOccurrencePeriod().setEndElement(new DateTimeType(today.toString()));
    order = created(westerbrug, order, ServiceRequest.class);
    QuestionnaireResponse story = conversation();
    story.getSubject().setReference(client);
    story.getAuthor().setReference(client);
    story.addBasedOn().setReference("ServiceRequest/" + order.getIdElement().getIdPart());
    Party told = new Tokens(key, port).client(client.substring("Patient/".length()));

    created(told, story, QuestionnaireResponse.class);

    order.getOccurrencePeriod().setEndElement(new DateTimeType(today.minusDays(1).toString()));
    assertThat(westerbrug.put(order).status()).isEqualTo(200);
    story.getIdentifier().setValue(UUID.randomUUID().toString());
    ProperRefusal.of(told.post("QuestionnaireResponse", story), 422);
  }

  @Test
  void theClientsOwnAnswersAreNoVerslag() {
    int before =
        Forms.found(mevrouw, Composition.class, "Composition?patient=" + MevrouwT.ID).size();
    created(mevrouw, conversation(), QuestionnaireResponse.class);

    assertThat(Forms.found(mevrouw, Composition.class, "Composition?patient=" + MevrouwT.ID))
        .hasSize(before);
  }

  @Test
  void theGemeenteDoesNotGetThePartOfTheAanbieder() {
    QuestionnaireResponse story = conversation();
    story.getAuthor().setReference("Organization/gemeente-lindehoven");

    OperationOutcome refusal =
        ProperRefusal.of(lindehoven.post("QuestionnaireResponse", story), 422);

    assertThat(ProperRefusal.expressions(refusal)).containsExactly("matching.voorkeuren");
    assertThat(refusal.getIssueFirstRep().getDetails().getCodingFirstRep().getCode())
        .isEqualTo("wmo-5.1.1-6-matching");
  }

  @Test
  void nobodySpeaksForAnother() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    for (String other :
        List.of("Organization/gemeente-westerbrug", "Patient/mevrouw-t", "Patient/meneer-y")) {
      form.getAuthor().setReference(other);
      ProperRefusal.of(lindehoven.post("QuestionnaireResponse", form), 422);
    }
    QuestionnaireResponse story = conversation();
    story.getAuthor().setReference("Organization/gemeente-lindehoven");
    ProperRefusal.of(mevrouw.post("QuestionnaireResponse", story), 422);
  }

  @Test
  void whatCameFromJeugdhulpNeedsConsentToRecordAndAnotherToShow() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    Forms.from(Forms.item(form, "huishouden"), "jeugdwet");
    OperationOutcome refusal =
        ProperRefusal.of(lindehoven.post("QuestionnaireResponse", form), 422);
    assertThat(ProperRefusal.expressions(refusal)).containsExactly("huishouden.alleenwonend");
    assertThat(refusal.getIssueFirstRep().getDetails().getCodingFirstRep().getCode())
        .isEqualTo("wmo-5.1.1-4-andere-wet");

    Consent toGemeente = consented("Organization/gemeente-lindehoven");
    created(lindehoven, form, QuestionnaireResponse.class);

    Composition verslag = newest(lindehoven);
    assertThat(codes(verslag)).contains("andere-bron").doesNotContain("huishouden");
    SectionComponent other = verslag.getSection().get(verslag.getSection().size() - 1);
    assertThat(other.getTitle()).isEqualTo("Gegevens van een ander: Jeugdwet");
    assertThat(other.getText().getDivAsString()).contains("Woont u alleen?", "ja");
    String household = other.getEntryFirstRep().getReference();
    assertThat(labels(lindehoven.get(household).as(Observation.class)))
        .containsExactly("gm-9901.huishouden.jeugdwet");

    Party.Answer hidden = deLinde.get("Composition/" + verslag.getIdElement().getIdPart());
    assertThat(codes(hidden.as(Composition.class))).doesNotContain("andere-bron");
    assertThat(hidden.body()).doesNotContainIgnoringCase("jeugdwet").doesNotContain("Woont u");
    ProperRefusal.of(deLinde.get(household), 404);

    Consent toAanbieder = consented("Organization/aanbieder-de-linde");
    assertThat(last(newest(deLinde)).getText().getDivAsString()).contains("Woont u alleen?");
    assertThat(deLinde.get(household).status()).isEqualTo(200);

    lindehoven.put(toGemeente.setStatus(ConsentState.INACTIVE));
    lindehoven.put(toAanbieder.setStatus(ConsentState.INACTIVE));
    ProperRefusal.of(lindehoven.get(household), 404);
    ProperRefusal.of(deLinde.get(household), 404);
  }

  private static ServiceRequest toewijzing(String client, String aanbieder) {
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(client);
    order.getPerformerFirstRep().setReference("Organization/" + aanbieder);
    return order;
  }

  /** What mevrouw T tells herself: for the gemeente what she can, for De Linde what she likes. */
  private static QuestionnaireResponse conversation() {
    QuestionnaireResponse story = MevrouwT.gesprek();
    story.setQuestionnaire(CONVERSATION);
    story.getIdentifier().setValue(UUID.randomUUID().toString());
    story.getAuthor().setReference(MevrouwT.REFERENCE);
    story.getItem().removeIf(group -> !group.getLinkId().matches("hulpvraag|mogelijkheden"));
    Forms.answer(
        story.addItem().setLinkId("matching").addItem().setLinkId("matching.voorkeuren"),
        new StringType("Liefst iemand die ook van tuinieren houdt."));
    return story;
  }

  private Consent consented(String recipient) {
    Consent consent = MevrouwT.example(Consent.class, "wmo-toestemming");
    consent.setPerformer(List.of(new Reference(MevrouwT.REFERENCE)));
    consent.setOrganization(List.of(new Reference("Organization/gemeente-lindehoven")));
    consent.getProvision().getActorFirstRep().getReference().setReference(recipient);
    consent.getProvision().getCodeFirstRep().setCoding(List.of(Forms.code("herkomst", "jeugdwet")));
    consent.addVerification().setVerified(true).setVerificationDate(new Date());
    return created(lindehoven, consent, Consent.class);
  }

  private Composition newest(Party reader) {
    return Forms.found(
            reader,
            Composition.class,
            "Composition?patient=" + MevrouwT.ID + "&_sort=-_lastUpdated")
        .get(0);
  }

  private static SectionComponent last(Composition verslag) {
    return verslag.getSection().get(verslag.getSection().size() - 1);
  }

  private static List<String> codes(Composition verslag) {
    return verslag.getSection().stream()
        .map(each -> each.getCode().getCodingFirstRep().getCode())
        .toList();
  }

  private <R extends Resource> Set<String> classes(Class<R> type) {
    return Forms.found(mevrouw, type, type.getSimpleName() + "?patient=" + MevrouwT.ID).stream()
        .flatMap(each -> labels(each).stream())
        .collect(Collectors.toSet());
  }

  private static List<String> labels(Resource resource) {
    return resource.getMeta().getTag().stream().map(each -> each.getCode()).toList();
  }

  private static List<String> groups(QuestionnaireResponse form) {
    return form.getItem().stream().map(each -> each.getLinkId()).toList();
  }

  private static <R extends Resource> R created(Party by, R resource, Class<R> type) {
    Party.Answer answer = by.post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.as(type);
  }
}
