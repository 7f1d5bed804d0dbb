package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import java.util.UUID;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Subscription;
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

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
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
