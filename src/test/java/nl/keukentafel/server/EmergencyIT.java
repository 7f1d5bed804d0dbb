package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import nl.keukentafel.casework.verslag.Pages;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.schedule.DailyJob;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Of what was read in an emergency the client and the functionaris hear, with the reason. */
@ServerTest
class EmergencyIT {
  private static final String OFFICER = "functionaris-gegevensbescherming";
  private static final LocalDate TODAY = LocalDate.now(Day.HERE);

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
  @Autowired Map<String, DailyJob> jobs;
  @Autowired DaoRegistry daos;
  private final Mailbox person = new Mailbox();
  private final Mailbox office = new Mailbox();
  private final String reason = "Mevrouw ligt bewusteloos in de keuken " + UUID.randomUUID();
  private Party lindehoven;
  private Party officer;
  private Party deLinde;
  private Party self;
  private String client;

  @BeforeEach
  void aClientWithHelp() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    officer = Party.of(port, "gemeente-lindehoven", OFFICER);
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    client = NewClient.withHelp(lindehoven);
    self = new Tokens(key, port).client(client.replace("Patient/", ""));
  }

  @AfterEach
  void close() {
    person.close();
    office.close();
  }

  @Test
  void theClientAndTheFunctionarisAreToldAndReadWhyAndByWhom() {
    subscribe(self, person);
    Subscription ofTheOfficer = subscribe(officer, office);

    assertThat(emergency(deLinde).status()).isEqualTo(200);

    String told = person.await(each -> !each.focuses().isEmpty()).focuses().get(0);
    assertThat(told).startsWith("AuditEvent/");
    office.awaitEvent(told);
    for (Party each : List.of(self, officer)) {
      assertThat(each.get(told).as(AuditEvent.class).getOutcomeDesc())
          .startsWith("Zorgcoördinator van Thuishulp De Linde")
          .contains("Noodgeval: " + reason);
    }
    assertThat(list(officer)).contains(told);
    String events = "Subscription/" + ofTheOfficer.getIdElement().getIdPart() + "/$events";
    assertThat(officer.get(events).body()).contains(told);
    assertThat(lindehoven.get(events).body())
        .as("a colleague may not read the log")
        .doesNotContain(told);
  }

  @Test
  void nobodyElseIsToldOrReadsIt() {
    ProperRefusal.of(lindehoven.post("Subscription", asked(office)), 422);
    Party other = Party.of(port, "gemeente-westerbrug", OFFICER);
    subscribe(other, office);
    subscribe(self, person);
    assertThat(emergency(deLinde).status()).isEqualTo(200);
    String told = person.await(each -> !each.focuses().isEmpty()).focuses().get(0);

    ProperRefusal.of(other.get(told), 404);
    assertThat(list(other)).doesNotContain(told);
    ProperRefusal.of(lindehoven.get(told), 403);
    assertThat(office.of("event-notification")).isEmpty();
  }

  @Test
  void whatWasNotShownIsNotTold() {
    int before = events();
    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    ProperRefusal.of(emergency(noord), 404);
    assertThat(events()).isEqualTo(before);
    assertThat(deLinde.get(client).status()).as("without an emergency").isEqualTo(200);
    assertThat(events()).isEqualTo(before);
    assertThat(emergency(deLinde).status()).isEqualTo(200);
    assertThat(events()).isEqualTo(before + 1);
  }

  @Test
  void nothingIsShownOfWhichNobodyWouldHear() {
    jdbc.execute("alter table notify_event rename to notify_event_away");
    try {
      Party.Answer answer = emergency(deLinde);
      ProperRefusal.of(answer, 500, 503);
    } finally {
      jdbc.execute("alter table notify_event_away rename to notify_event");
    }
    assertThat(emergency(deLinde).status()).isEqualTo(200);
  }

  @Test
  void whoSubscribedToNothingIsToldTheDayAfterOnceByEachParty() {
    for (int i = 0; i < 3; i++) {
      assertThat(emergency(deLinde).status()).isEqualTo(200);
    }
    round(TODAY);
    assertThat(messages(self)).as("the day is not over").isEmpty();
    round(TODAY.plusDays(1));
    round(TODAY.plusDays(1));

    assertThat(messages(self)).hasSize(1);
    Communication message = messages(self).get(0);
    assertThat(message.getSender().getReference()).isEqualTo("Organization/gemeente-lindehoven");
    assertThat(text(message))
        .contains("Zorgcoördinator van Thuishulp De Linde, op " + Pages.day(TODAY))
        .contains("“" + reason + "”")
        .containsOnlyOnce(reason)
        .contains("AVG, artikel 6 lid 1 onder d")
        .contains("staat in het logboek: Wmo 2015, artikel 5.2.1")
        .contains("fg@lindehoven.example")
        .doesNotContain("{");
    assertThat(message.getText().getDivAsString()).contains(reason);
    assertThat(lindehoven.post("Communication/$validate", message).body())
        .doesNotContain("\"error\"", "\"fatal\"");

    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(client);
    order.getPerformerFirstRep().setReference("Organization/aanbieder-noord");
    assertThat(lindehoven.post("ServiceRequest", order).status()).isEqualTo(201);
    assertThat(emergency(noord).status()).isEqualTo(200);
    assertThat(emergency(deLinde).status()).isEqualTo(200);
    round(TODAY.plusDays(1));
    assertThat(messages(self).stream().map(EmergencyIT::text))
        .hasSize(3)
        .filteredOn(each -> each.contains("Zorg aan Huis Noord"))
        .hasSize(1);
  }

  @Test
  void onlyTheClientReadsWhatItWasTold() {
    assertThat(emergency(deLinde).status()).isEqualTo(200);
    round(TODAY.plusDays(1));
    String message = "Communication/" + messages(self).get(0).getIdElement().getIdPart();

    assertThat(messages(lindehoven)).isEmpty();
    assertThat(messages(deLinde)).isEmpty();
    ProperRefusal.of(lindehoven.get(message), 404);
    ProperRefusal.of(deLinde.get(message), 404);
    ProperRefusal.of(Party.of(port, "gemeente-westerbrug", "wmo-consulent").get(message), 404);
    ProperRefusal.of(new Tokens(key, port).client(MevrouwT.ID).get(message), 404);
    ProperRefusal.of(officer.get(message), 403, 404);
  }

  @Test
  void whoHasNoAppIsWrittenToWithoutTellingTheReasonToWhoWrites() {
    assertThat(emergency(deLinde).status()).isEqualTo(200);
    round(TODAY.plusDays(1));
    List<Task> letters = letters();
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).getDescription())
        .contains("Thuishulp De Linde", Pages.day(TODAY), "artikel 5.2.1")
        .doesNotContain(reason);

    Patient person = lindehoven.get(client).as(Patient.class);
    ((Coding) person.getExtensionByUrl(Canonical.extension("voorkeurskanaal")).getValue())
        .setCode("pgo");
    assertThat(lindehoven.put(person).status()).isEqualTo(200);
    assertThat(emergency(deLinde).status()).isEqualTo(200);
    round(TODAY.plusDays(1));
    assertThat(messages(self)).hasSize(2);
    assertThat(letters()).as("not for who reads it in the app").hasSize(1);
  }

  @Test
  void ofVeiligThuisTheClientIsNotTold() {
    String id = client.replace("Patient/", "");
    Communication report =
        (Communication)
            Examples.inDossier(
                "wmo-huiselijk-geweld", id, "gemeente-lindehoven", "aanbieder-de-linde", "x");
    report.getRecipientFirstRep().setReference("Organization/veilig-thuis");
    report.setId(id);
    new Store(daos)
        .put(
            report,
            new DossierClass(
                Controller.aanbieder("99000001"), Category.HUISELIJK_GEWELD, Herkomst.AANBIEDER));
    int before = events();
    assertThat(emergency(Party.of(port, "veilig-thuis", "veilig-thuis")).status()).isEqualTo(200);
    assertThat(events()).as("the functionaris hears of it").isEqualTo(before + 1);

    round(TODAY.plusDays(1));
    assertThat(messages(self)).isEmpty();
    assertThat(letters()).isEmpty();
    assertThat(
            jdbc.queryForObject(
                "select count(*) from emergency_untold where patient = ?", Integer.class, id))
        .isZero();
  }

  @Test
  void twoNodesTellItOnce() {
    assertThat(emergency(deLinde).status()).isEqualTo(200);
    CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> round(TODAY.plusDays(1))),
            CompletableFuture.runAsync(() -> round(TODAY.plusDays(1))))
        .join();
    assertThat(messages(self)).hasSize(1);
    assertThat(letters()).hasSize(1);
  }

  @Test
  void whatCannotBeToldNowIsToldLater() {
    assertThat(emergency(deLinde).status()).isEqualTo(200);
    jdbc.execute("alter table hfj_res_ver rename to hfj_res_ver_away");
    try {
      round(TODAY.plusDays(1));
    } finally {
      jdbc.execute("alter table hfj_res_ver_away rename to hfj_res_ver");
    }
    assertThat(messages(self)).isEmpty();
    round(TODAY.plusDays(2));
    assertThat(messages(self)).hasSize(1);

    jdbc.execute("alter table emergency_untold rename to emergency_untold_away");
    try {
      ProperRefusal.of(emergency(deLinde), 500, 503);
    } finally {
      jdbc.execute("alter table emergency_untold_away rename to emergency_untold");
    }
  }

  /** Of this client alone: other tests had emergencies of theirs. */
  private void round(LocalDate night) {
    jdbc.update("delete from emergency_untold where patient <> ?", client.replace("Patient/", ""));
    jobs.get("emergencyRound").run(night);
  }

  private List<Communication> messages(Party reader) {
    return Forms.found(
        reader, Communication.class, "Communication?category=noodgeval&patient=" + client);
  }

  private List<Task> letters() {
    return Forms.found(lindehoven, Task.class, "Task?code=informeren&patient=" + client);
  }

  private static String text(Communication message) {
    return message.getPayload().stream()
        .map(each -> each.getContentStringType().getValue())
        .collect(Collectors.joining("\n"));
  }

  private Party.Answer emergency(Party by) {
    return Party.answer(by.request(client).header("Wmo-Noodgeval", reason).GET());
  }

  private static Subscription subscribe(Party party, Mailbox at) {
    Party.Answer answer = party.post("Subscription", asked(at));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    at.await(each -> each.type().equals("handshake"));
    return answer.as(Subscription.class);
  }

  private static Subscription asked(Mailbox at) {
    Subscription asked = HiddenDossier.subscription(Canonical.topic("noodgeval"), "x");
    asked.getChannel().setEndpoint(at.address());
    return asked;
  }

  private static List<String> list(Party officer) {
    return officer
        .get("AuditEvent?purpose=noodgeval&_count=200")
        .as(Bundle.class)
        .getEntry()
        .stream()
        .map(each -> "AuditEvent/" + each.getResource().getIdElement().getIdPart())
        .toList();
  }

  private int events() {
    return jdbc.queryForObject(
        "select count(*) from notify_event where topic = 'noodgeval'", Integer.class);
  }
}
