package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.schedule.DailyJob;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Each topic fires on what its profile says, and tells whom the table of the process names. */
@ServerTest
class TopicIT {
  private static final String FILTER =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria";
  private static final Reference DE_LINDE = new Reference("Organization/aanbieder-de-linde");

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired Map<String, DailyJob> jobs;

  private final Mailbox gemeente = new Mailbox();
  private final Mailbox aanbieder = new Mailbox();
  private final Mailbox person = new Mailbox();
  private Party lindehoven;
  private Party deLinde;
  private String client;
  private Party self;

  @BeforeEach
  void aClientWithHelp() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    client = NewClient.withHelp(lindehoven);
    self = new Tokens(key, port).client(client.replace("Patient/", ""));
  }

  @AfterEach
  void close() {
    gemeente.close();
    aanbieder.close();
    person.close();
  }

  private void subscribe(Party party, String topic, Mailbox at) {
    subscribe(party, topic, at, client);
  }

  private static void subscribe(Party party, String topic, Mailbox at, String client) {
    Subscription asked = HiddenDossier.subscription(Canonical.topic(topic), "x");
    asked.getChannel().setEndpoint(at.address());
    if (!client.isEmpty()) {
      asked.getCriteriaElement().addExtension(FILTER, new StringType("patient=" + client));
    }
    Party.Answer answer = party.post("Subscription", asked);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    at.await(each -> each.type().equals("handshake"));
  }

  private static <R extends Resource> R made(Party by, R resource) {
    Party.Answer answer = by.post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    @SuppressWarnings("unchecked")
    R made = (R) answer.as(resource.getClass());
    return made;
  }

  private static <R extends Resource> R changed(Party by, R read, Consumer<R> change) {
    change.accept(read);
    Party.Answer answer = by.put(read);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    @SuppressWarnings("unchecked")
    R changed = (R) answer.as(read.getClass());
    return changed;
  }

  private static String path(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  private String order() {
    return "ServiceRequest/"
        + deLinde
            .get("ServiceRequest?patient=" + client)
            .as(org.hl7.fhir.r4.model.Bundle.class)
            .getEntryFirstRep()
            .getResource()
            .getIdElement()
            .getIdPart();
  }

  @Test
  void uitvoeringTellsTheGemeenteOfStartAndStopOnly() {
    subscribe(lindehoven, "uitvoering", gemeente);
    Task task = MevrouwT.example(Task.class, "wmo-uitvoering");
    task.setFor(new Reference(client)).setFocus(new Reference(order())).setOwner(DE_LINDE);
    step(task, "aanvaard", Task.TaskStatus.ACCEPTED);
    Task made = made(deLinde, task);
    Task started =
        changed(deLinde, made, each -> step(each, "gestart", Task.TaskStatus.INPROGRESS));
    assertThat(gemeente.awaitEvent(path(made)).numbers()).containsExactly(1L);
    Task noted = changed(deLinde, started, each -> each.setPriority(Task.TaskPriority.URGENT));
    noted.getExecutionPeriod().setEndElement(new DateTimeType("2026-11-01"));
    noted.setStatusReason(
        new CodeableConcept(
            new Coding(Canonical.codeSystem("iwmo-reden-beeindiging"), "19", null)));
    changed(deLinde, noted, each -> step(each, "gestopt", Task.TaskStatus.COMPLETED));
    gemeente.await(each -> each.numbers().contains(2L));
    assertThat(gemeente.of("event-notification").stream().flatMap(e -> e.numbers().stream()))
        .containsExactly(1L, 2L);
  }

  private static void step(Task task, String code, Task.TaskStatus status) {
    task.setStatus(status)
        .getBusinessStatus()
        .setCoding(List.of(new Coding(Canonical.codeSystem("uitvoeringsstap"), code, null)));
  }

  @Test
  void aSignaalIsForTheGemeenteAndACalamiteitForTheToezichthouder() {
    Party toezicht = Party.of(port, "toezichthouder", "toezichthouder");
    subscribe(lindehoven, "signaal", gemeente);
    subscribe(toezicht, "signaal", person);
    Communication signaal = message("wmo-signaal", "Organization/gemeente-lindehoven");
    String told = path(made(deLinde, signaal));
    gemeente.awaitEvent(told);
    String calamiteit =
        path(made(deLinde, message("wmo-calamiteit", "Organization/toezichthouder")));
    person.awaitEvent(calamiteit);
    String last = path(made(deLinde, signaal));
    gemeente.awaitEvent(last);
    assertThat(gemeente.of("event-notification").stream().flatMap(e -> e.focuses().stream()))
        .containsExactly(told, last);
    assertThat(person.of("event-notification").stream().flatMap(e -> e.focuses().stream()))
        .containsExactly(calamiteit);
  }

  private Communication message(String profile, String to) {
    Communication message = MevrouwT.example(Communication.class, profile);
    return message
        .setSubject(new Reference(client))
        .setRecipient(List.of(new Reference(to)))
        .setSender(DE_LINDE);
  }

  @Test
  void aPlanIsToldToTheGemeenteAndTheClientAlsoWhenItIsApproved() {
    subscribe(lindehoven, "ondersteuningsplan", gemeente);
    subscribe(self, "ondersteuningsplan", person);
    CarePlan plan = MevrouwT.example(CarePlan.class, "wmo-ondersteuningsplan");
    plan.setStatus(CarePlan.CarePlanStatus.DRAFT)
        .setSubject(new Reference(client))
        .setAuthor(DE_LINDE)
        .setCareTeam(null);
    CarePlan made = made(deLinde, plan);
    gemeente.awaitEvent(path(made));
    person.awaitEvent(path(made));
    assertThat(self.post(path(made) + "/$akkoord", new Parameters()).status()).isEqualTo(200);
    gemeente.await(each -> each.numbers().contains(2L));
    person.await(each -> each.numbers().contains(2L));
  }

  @Test
  void theStepsOfAnAanvraagAreToldAndNothingElseOfIt() {
    subscribe(self, "status", person);
    Task task = MevrouwT.example(Task.class, "wmo-aanvraag");
    task.setFor(new Reference(client)).setOwner(new Reference("Organization/gemeente-lindehoven"));
    Task made = made(lindehoven, task);
    person.awaitEvent(path(made));
    changed(lindehoven, made, each -> each.setPriority(Task.TaskPriority.URGENT));
    tell();
    person.await(each -> each.numbers().contains(2L));
    assertThat(person.of("event-notification")).hasSize(2);
  }

  /** The client's story, from which the verslag comes. */
  private void tell() {
    QuestionnaireResponse gesprek = MevrouwT.gesprek();
    gesprek.getSubject().setReference(client);
    assertThat(lindehoven.post("QuestionnaireResponse", gesprek).status()).isEqualTo(201);
  }

  @Test
  void aVerslagIsToldToTheClientAndTheGemeente() {
    subscribe(self, "verslag", person);
    subscribe(lindehoven, "verslag", gemeente);
    tell();
    for (Mailbox each : List.of(person, gemeente)) {
      assertThat(each.await(letter -> letter.type().equals("event-notification")).focuses())
          .hasSize(1)
          .allMatch(focus -> focus.startsWith("Composition/"));
    }
  }

  @Test
  void aConsentIsToldToTheGemeenteWhenItIsGivenAndWithdrawn() {
    subscribe(lindehoven, "toestemming", gemeente);
    Consent given = made(lindehoven, consent("zorgverzekeraar"));
    gemeente.awaitEvent(path(given));
    changed(lindehoven, given, each -> each.setStatus(Consent.ConsentState.INACTIVE));
    gemeente.await(each -> each.numbers().contains(2L));
  }

  private Consent consent(String source) {
    Consent consent = MevrouwT.example(Consent.class, "wmo-toestemming");
    consent
        .setPatient(new Reference(client))
        .setPerformer(List.of(new Reference(client)))
        .setOrganization(List.of(new Reference("Organization/gemeente-lindehoven")));
    consent.getProvision().getActorFirstRep().setReference(DE_LINDE);
    consent
        .getProvision()
        .setCode(null)
        .addCode()
        .addCoding(new Coding(Canonical.codeSystem("herkomst"), source, null));
    consent.addVerification().setVerified(true).setVerificationDate(new Date());
    return consent;
  }

  /** Without the client's consent the aanbieder hears that a toewijzing needs attention. */
  @Test
  void aWlzIndicatieIsNamedToTheAanbiederOnlyWithConsent() {
    Mailbox ofOneClient = new Mailbox();
    try (ofOneClient) {
      subscribe(lindehoven, "wlz-indicatie", gemeente);
      subscribe(deLinde, "wlz-indicatie", aanbieder, "");
      subscribe(deLinde, "wlz-indicatie", ofOneClient);
      String unnamed = path(made(lindehoven, indicatie()));
      gemeente.awaitEvent(unnamed);
      Mailbox.Letter empty = aanbieder.await(each -> each.type().equals("event-notification"));
      assertThat(empty.focuses()).isEmpty();
      assertThat(empty.body()).doesNotContain("Flag");

      made(lindehoven, consent("ciz"));
      String named = path(made(lindehoven, indicatie()));
      aanbieder.awaitEvent(named);
      ofOneClient.awaitEvent(named);
      assertThat(ofOneClient.of("event-notification")).hasSize(1);
    }
  }

  /** It is not its aanbieder any more, and may read it no longer. */
  @Test
  void anAanbiederHearsThatItsToewijzingWasWithdrawnThoughNotWhich() {
    subscribe(deLinde, "toewijzing", aanbieder, "");
    String order = order();
    changed(
        lindehoven,
        lindehoven.get(order).as(ServiceRequest.class),
        each -> each.setStatus(ServiceRequest.ServiceRequestStatus.REVOKED));

    Mailbox.Letter told = aanbieder.await(each -> each.type().equals("event-notification"));
    assertThat(told.focuses()).isEmpty();
    assertThat(told.body()).doesNotContain(order);
  }

  /** As told by the CIZ, and so bound to consent for whoever delivers. */
  private Flag indicatie() {
    Flag flag = MevrouwT.example(Flag.class, "ext-herkomst");
    flag.setSubject(new Reference(client))
        .setAuthor(new Reference("Organization/gemeente-lindehoven"));
    return flag;
  }

  @Test
  void theEndOfAToewijzingIsToldOnceForEveryEndThatItHas() {
    for (Party party : List.of(lindehoven, deLinde, self)) {
      subscribe(
          party, "afloop", party == lindehoven ? gemeente : party == deLinde ? aanbieder : person);
    }
    LocalDate today = LocalDate.now();
    String order = order();
    ServiceRequest stored = lindehoven.get(order).as(ServiceRequest.class);
    ServiceRequest soon = changed(lindehoven, stored, each -> endsOn(each, today.plusMonths(2)));
    jobs.get("afloop").run(today);
    for (Mailbox each : List.of(gemeente, aanbieder, person)) {
      assertThat(each.awaitEvent(order).numbers()).containsExactly(1L);
    }
    jobs.get("afloop").run(today);
    jobs.get("afloop").run(today.plusDays(1));
    changed(lindehoven, soon, each -> endsOn(each, today.plusMonths(14)));
    jobs.get("afloop").run(today.plusDays(2));
    jobs.get("afloop").run(today.plusMonths(12));
    for (Mailbox each : List.of(gemeente, aanbieder, person)) {
      each.await(letter -> letter.numbers().contains(2L));
      assertThat(each.of("event-notification")).hasSize(2);
    }
  }

  private static void endsOn(ServiceRequest order, LocalDate day) {
    order.setOccurrence(
        new Period()
            .setStartElement(new DateTimeType(day.minusYears(2).toString()))
            .setEndElement(new DateTimeType(day.toString())));
  }

  /** Westerbrug leaves the toegang to Noord: then Noord is not told, the gemeente is. */
  @Test
  void whoDoesTheToegangIsNotToldOfTheEnd() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    client = NewClient.of(westerbrug, "gemeente-westerbrug");
    ServiceRequest order = MevrouwT.toewijzing();
    order
        .setSubject(new Reference(client))
        .setRequester(new Reference("Organization/gemeente-westerbrug"))
        .setPerformer(List.of(new Reference("Organization/aanbieder-noord")));
    endsOn(order, LocalDate.now().plusMonths(1));
    ServiceRequest made = made(westerbrug, order);
    subscribe(westerbrug, "afloop", gemeente);
    subscribe(noord, "afloop", aanbieder);
    subscribe(noord, "toewijzing", aanbieder);
    jobs.get("afloop").run(LocalDate.now());
    gemeente.awaitEvent(path(made));
    changed(
        westerbrug, made, each -> each.setPriority(ServiceRequest.ServiceRequestPriority.URGENT));
    assertThat(aanbieder.awaitEvent(path(made)).value("topic"))
        .isEqualTo(Canonical.topic("toewijzing"));
    assertThat(aanbieder.of("event-notification")).hasSize(1);
  }
}
