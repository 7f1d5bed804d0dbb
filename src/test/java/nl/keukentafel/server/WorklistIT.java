package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An organisation sees its own work over all clients, and counts nobody else's. */
@ServerTest
class WorklistIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party westerbrug;
  private Party deLinde;
  private Party noord;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
  }

  @Test
  void anAanbiederSeesTheToewijzingenThatItDeliversNow() {
    Bundle before = list(deLinde, "ServiceRequest?_count=200");
    ServiceRequest order =
        lindehoven.post("ServiceRequest", MevrouwT.toewijzing()).as(ServiceRequest.class);

    Bundle after = list(deLinde, "ServiceRequest?_count=200");
    assertThat(after.getTotal()).isEqualTo(before.getTotal() + 1).isEqualTo(ids(after).size());
    assertThat(ids(after)).contains(order.getIdElement().getIdPart());

    assertThat(lindehoven.put(order.setStatus(ServiceRequestStatus.REVOKED)).status())
        .isEqualTo(200);
    assertThat(list(deLinde, "ServiceRequest").getTotal()).isEqualTo(before.getTotal());
  }

  @Test
  void anotherAanbiederAndAnotherGemeenteCountNothingOfIt() {
    int before = list(noord, "ServiceRequest").getTotal();
    assertThat(lindehoven.post("ServiceRequest", MevrouwT.toewijzing()).status()).isEqualTo(201);
    assertThat(list(noord, "ServiceRequest").getTotal()).isEqualTo(before);
    assertThat(ids(list(westerbrug, "ServiceRequest?_count=200")))
        .doesNotContainAnyElementsOf(ids(list(lindehoven, "ServiceRequest?_count=200")));
  }

  @Test
  void aGemeenteSeesItsTasksByDateOnPages() {
    for (String day : List.of("2026-02-03", "2026-02-01", "2026-02-02")) {
      Task task = MevrouwT.example(Task.class, "wmo-aanvraag");
      task.getAuthoredOnElement().setValueAsString(day);
      task.setOwner(new Reference("Organization/gemeente-lindehoven"));
      assertThat(lindehoven.post("Task", task).status()).isEqualTo(201);
    }
    String page = "Task?authored-on=ge2026-02-01&authored-on=lt2026-02-04&_sort=-authored-on";

    assertThat(days(list(lindehoven, page)))
        .containsExactly("2026-02-03", "2026-02-02", "2026-02-01");
    Bundle second = list(lindehoven, page + "&_count=2&_offset=2");
    assertThat(days(second)).containsExactly("2026-02-01");
    assertThat(second.getTotal()).isEqualTo(3);
    assertThat(list(westerbrug, page).getTotal()).isZero();
  }

  @Test
  void anAanbiederSeesTheTasksThatAreItsOwnAndOpen() {
    int before = list(deLinde, "Task").getTotal();
    Task given = uitvoering(MevrouwT.REFERENCE);

    Bundle after = list(deLinde, "Task?_count=200");
    assertThat(after.getTotal()).isEqualTo(before + 1).isEqualTo(ids(after).size());
    assertThat(ids(after)).contains(given.getIdElement().getIdPart());

    given.getExecutionPeriod().setEndElement(new DateTimeType("2026-10-01"));
    given.setStatusReason(new CodeableConcept(Forms.code("iwmo-reden-beeindiging", "19")));
    given.setBusinessStatus(new CodeableConcept(Forms.code("uitvoeringsstap", "gestopt")));
    assertThat(deLinde.put(given.setStatus(TaskStatus.COMPLETED)).status()).isEqualTo(200);
    assertThat(list(deLinde, "Task").getTotal()).isEqualTo(before);
  }

  @Test
  void anOnderzoekWithoutMandaatIsNotCountedForTheAanbiederThatItNames() {
    int before = list(deLinde, "Task?_summary=count").getTotal();
    Task onderzoek = MevrouwT.example(Task.class, "wmo-aanvraag");
    onderzoek.setOwner(new Reference("Organization/aanbieder-de-linde")).setFocus(null);
    Party.Answer made = lindehoven.post("Task", onderzoek);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    String id = made.as(Task.class).getIdElement().getIdPart();

    ProperRefusal.of(deLinde.get("Task/" + id), 404);
    assertThat(list(deLinde, "Task?_summary=count").getTotal()).isEqualTo(before);
    assertThat(list(deLinde, "Task?_summary=count&status=" + onderzoek.getStatus().toCode()))
        .satisfies(count -> assertThat(count.hasTotal()).isTrue());
    assertThat(ids(list(deLinde, "Task?_count=200"))).doesNotContain(id);
  }

  @Test
  void aMandatedAanbiederSeesTheOnderzoekThatItDoes() {
    String client = NewClient.of(westerbrug, "gemeente-westerbrug");
    Task onderzoek = MevrouwT.example(Task.class, "wmo-aanvraag");
    onderzoek.setFor(new Reference(client)).setRequester(null).setFocus(null).setBasedOn(null);
    onderzoek.setOwner(new Reference("Organization/aanbieder-noord"));
    Party.Answer made = westerbrug.post("Task", onderzoek);
    assertThat(made.status()).as(made.body()).isEqualTo(201);

    Bundle seen = list(noord, "Task?_count=200");
    assertThat(ids(seen)).contains(made.as(Task.class).getIdElement().getIdPart());
    assertThat(seen.getTotal()).isEqualTo(ids(seen).size());
  }

  @Test
  void aHulpSeesTheWorkOfTheOwnClientsOnly() {
    Party willem =
        new Tokens(key, port)
            .employee(
                Role.HUISHOUDELIJKE_HULP,
                NamingSystems.AGB + "|99000001",
                "PractitionerRole/willem");
    String mine = NewClient.withHelp(lindehoven);
    CareTeam team = MevrouwT.example(CareTeam.class, "wmo-team");
    team.setSubject(new Reference(mine));
    team.getParticipantFirstRep().setMember(new Reference("PractitionerRole/willem"));
    team.setManagingOrganization(List.of(new Reference("Organization/aanbieder-de-linde")));
    Party.Answer made = deLinde.post("CareTeam", team);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    Task ofMine = uitvoering(mine);
    Task ofAnother = uitvoering(NewClient.withHelp(lindehoven));

    Bundle tasks = list(willem, "Task?_count=200");
    assertThat(tasks.getTotal()).isEqualTo(ids(tasks).size());
    assertThat(ids(tasks))
        .contains(ofMine.getIdElement().getIdPart())
        .doesNotContain(ofAnother.getIdElement().getIdPart());
    Bundle orders = list(willem, "ServiceRequest?_count=200");
    assertThat(orders.getTotal()).isEqualTo(ids(orders).size()).isPositive();
    assertThat(
            orders.getEntry().stream()
                .map(entry -> ((ServiceRequest) entry.getResource()).getSubject().getReference()))
        .contains(mine)
        .doesNotContain(ofAnother.getFor().getReference());
  }

  private Task uitvoering(String client) {
    Task task = MevrouwT.example(Task.class, "wmo-uitvoering");
    String order = ids(list(deLinde, "ServiceRequest?status=active&patient=" + client)).get(0);
    task.setFor(new Reference(client)).setFocus(new Reference("ServiceRequest/" + order));
    task.setOwner(new Reference("Organization/aanbieder-de-linde"));
    Party.Answer made = deLinde.post("Task", task);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.as(Task.class);
  }

  @Test
  void theBeschikkingenAreNoListForAnAanbieder() {
    lindehoven.post("Contract", MevrouwT.beschikking());

    assertThat(list(lindehoven, "Contract").getTotal()).isPositive();
    ProperRefusal.of(deLinde.get("Contract"), 400);
  }

  @Test
  void whatIsNoWorkListNeedsAClient() {
    for (String type : List.of("Observation", "Composition", "Consent", "Patient", "CarePlan")) {
      ProperRefusal.of(lindehoven.get(type), 400);
    }
  }

  private static Bundle list(Party party, String search) {
    Party.Answer answer = party.get(search);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Bundle.class);
  }

  private static List<String> ids(Bundle page) {
    return page.getEntry().stream()
        .map(entry -> entry.getResource().getIdElement().getIdPart())
        .toList();
  }

  private static List<String> days(Bundle page) {
    return page.getEntry().stream()
        .map(entry -> ((Task) entry.getResource()).getAuthoredOnElement().getValueAsString())
        .toList();
  }
}
