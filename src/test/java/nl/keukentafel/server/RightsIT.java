package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a client asks about the own data becomes a Task that its holder decides. */
@ServerTest
class RightsIT {
  private static final String STATEMENT =
      "https://w3id.org/keukentafel/fhir/StructureDefinition/ext-verklaring";

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private Party client;
  private String reference;
  private Contract beschikking;

  @BeforeEach
  void thereIsADossier() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    reference = NewClient.withHelp(lindehoven);
    client = new Tokens(key, port).client(reference.substring("Patient/".length()));
    Contract contract = MevrouwT.beschikking();
    contract.getSubjectFirstRep().setReference(reference);
    beschikking = lindehoven.post("Contract", contract).as(Contract.class);
  }

  @Test
  void aContestedItemCarriesTheStatementOfTheClientFromThenOn() {
    Task task = correctie("Het moet twee uur zijn");

    assertThat(task.getStatus()).isEqualTo(TaskStatus.REQUESTED);
    assertThat(task.getOwner().getReference()).isEqualTo("Organization/gemeente-lindehoven");
    assertThat(days(task)).isBetween(28L, 31L);
    Contract read = read();
    assertThat(statements(read)).containsExactly("Het moet twee uur zijn");

    read.getExtension().clear();
    assertThat(lindehoven.put(read).status()).isEqualTo(200);

    assertThat(statements(read())).containsExactly("Het moet twee uur zijn");
  }

  @Test
  void theGemeenteFindsTheRequestAndRefusesItWithAReason() {
    Task task = correctie("Het moet twee uur zijn");
    String address = "Task/" + task.getIdElement().getIdPart();
    assertThat(lindehoven.get("Task?patient=" + reference).as(Bundle.class).getEntry())
        .extracting(each -> each.getResource().getIdElement().getIdPart())
        .contains(task.getIdElement().getIdPart());

    ProperRefusal.of(lindehoven.post(address + "/$besluit", toegewezen(false)), 400);
    assertThat(
            lindehoven
                .post(
                    address + "/$besluit",
                    toegewezen(false).addParameter("reden", new StringType("Het klopt wel")))
                .status())
        .isEqualTo(200);

    Task decided = client.get(address).as(Task.class);
    assertThat(decided.getStatus()).isEqualTo(TaskStatus.REJECTED);
    assertThat(decided.getStatusReason().getText()).isEqualTo("Het klopt wel");
    ProperRefusal.of(lindehoven.post(address + "/$besluit", toegewezen(true)), 400);
  }

  @Test
  void anAanbiederSeesNoRequestToTheGemeente() {
    Task task = correctie("Het moet twee uur zijn");
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    String address = "Task/" + task.getIdElement().getIdPart();

    ProperRefusal.of(deLinde.get(address), 404);
    ProperRefusal.of(deLinde.post(address + "/$besluit", toegewezen(true)), 404);
    ProperRefusal.of(client.post(address + "/$besluit", toegewezen(true)), 403);
  }

  @Test
  void anObjectionIsNotedAndSaysWhatTheLawStillLetsThemSee() {
    Party.Answer answer =
        client.post(
            reference + "/$bezwaar-inzien",
            new Parameters()
                .addParameter("organisatie", new Reference("Organization/aanbieder-de-linde")));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Task task = answer.as(Task.class);
    assertThat(task.getNoteFirstRep().getText())
        .contains("verandert niet wat de wet toestaat", "artikel 5.2.1 lid 1 jo. lid 2 onder a");
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    assertThat(deLinde.get(reference).status()).isEqualTo(200);
  }

  @Test
  void whatIsNotOnesOwnIsNotThere() {
    Parameters about =
        new Parameters()
            .addParameter("gegeven", new Reference("Contract/geen"))
            .addParameter("voorstel", new StringType("Anders"));
    ProperRefusal.of(client.post(reference + "/$correctie", about), 404);
    Party other = new Tokens(key, port).client(MevrouwT.ID);
    for (String operation : List.of("$correctie", "$vernietiging", "$bezwaar-inzien")) {
      ProperRefusal.of(other.post(reference + "/" + operation, about), 404);
      ProperRefusal.of(client.post(reference + "/" + operation, new Parameters()), 400);
      ProperRefusal.of(lindehoven.post(reference + "/" + operation, about), 403);
    }
    ProperRefusal.of(
        client.post(
            reference + "/$vernietiging",
            new Parameters()
                .addParameter(
                    "verantwoordelijke", new Reference("Organization/gemeente-westerbrug"))),
        400);
  }

  private Task correctie(String proposal) {
    Party.Answer answer =
        client.post(
            reference + "/$correctie",
            new Parameters()
                .addParameter(
                    "gegeven", new Reference("Contract/" + beschikking.getIdElement().getIdPart()))
                .addParameter("voorstel", new StringType(proposal)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Map<String, Object> row =
        jdbc.queryForMap(
            "select * from access_log where request_id = ? and act = 'vastleggen'",
            answer.http().headers().firstValue("X-Request-Id").orElseThrow());
    assertThat(row).containsEntry("INTERACTION", "operation Patient $correctie");
    return answer.as(Task.class);
  }

  private Contract read() {
    return lindehoven.get("Contract/" + beschikking.getIdElement().getIdPart()).as(Contract.class);
  }

  private static List<String> statements(Contract contract) {
    return contract.getExtensionsByUrl(STATEMENT).stream()
        .map(each -> each.getValue().primitiveValue())
        .toList();
  }

  private static long days(Task task) {
    Period term = task.getRestriction().getPeriod();
    return Duration.between(term.getStart().toInstant(), term.getEnd().toInstant()).toDays();
  }

  private static Parameters toegewezen(boolean granted) {
    return new Parameters().addParameter("toegewezen", new BooleanType(granted));
  }
}
