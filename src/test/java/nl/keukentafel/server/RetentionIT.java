package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import com.nimbusds.jose.jwk.RSAKey;
import java.sql.Timestamp;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.schedule.DailyJob;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Time passes by making the rows older; what is past its term goes when the gemeente says so. */
@ServerTest
class RetentionIT {
  private static final ZonedDateTime NOW = ZonedDateTime.now(Day.HERE);

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
  @Autowired DaoRegistry daos;
  @Autowired Map<String, DailyJob> jobs;
  private Party lindehoven;
  private String client;

  @BeforeEach
  void thereIsADossier() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    client = NewClient.of(lindehoven, "gemeente-lindehoven");
    QuestionnaireResponse gesprek = MevrouwT.gesprek();
    gesprek.setSubject(new Reference(client));
    assertThat(lindehoven.post("QuestionnaireResponse", gesprek).status()).isEqualTo(201);
  }

  @Test
  void nothingIsPastItsTermBeforeItsLastDay() {
    lastChanged(NOW.minusYears(15).plusDays(1));

    assertThat(dossiers(asked(client))).isEmpty();
    ProperRefusal.of(operation(confirmed(client)), 400);
    assertThat(lindehoven.get(client).status()).isEqualTo(200);
  }

  @Test
  void aChangeOfOneThingBeginsTheTermAnewForAll() {
    lastChanged(NOW.minusYears(20));
    assertThat(dossiers(asked(client))).hasSize(1);
    Patient moved = lindehoven.get(client).as(Patient.class);
    moved.getAddressFirstRep().setCity("Elders");
    assertThat(lindehoven.put(moved).status()).isEqualTo(200);

    assertThat(dossiers(asked(client))).isEmpty();
  }

  @Test
  void whatIsPastItsTermIsShownFirstAndGoesWhenItIsConfirmed() {
    ZonedDateTime then = NOW.minusYears(15).minusDays(1);
    lastChanged(then);

    assertThat(dossiers(new Parameters())).anyMatch(each -> part(each, "client").equals(client));
    List<ParametersParameterComponent> shown = dossiers(asked(client));
    assertThat(shown).hasSize(1);
    assertThat(part(shown.get(0), "geheel")).isEqualTo("true");
    assertThat(part(shown.get(0), "laatsteWijziging")).isEqualTo(then.toLocalDate().toString());
    assertThat(Integer.parseInt(part(shown.get(0), "aantal"))).isGreaterThan(10);
    assertThat(lindehoven.get(client).status()).as("nothing changed yet").isEqualTo(200);

    Party.Answer done = operation(confirmed(client));

    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(Integer.parseInt(part(dossiers(done).get(0), "vernietigd"))).isGreaterThan(10);
    ProperRefusal.of(lindehoven.get(client), 404);
    ProperRefusal.of(operation(confirmed(client)), 404);
    assertThat(
            count("select count(*) from hfj_res_ver where res_text_vc like ?", "%" + client + "%"))
        .isZero();
    assertThat(
            jdbc.queryForMap(
                "select * from access_log where request_id = ?",
                done.http().headers().firstValue("X-Request-Id").orElseThrow()))
        .containsEntry("INTERACTION", "operation Patient $bewaartermijn")
        .containsEntry("ACT", "vastleggen")
        .containsEntry("PATIENT", client.substring(8))
        .containsEntry("RULE", "wmo-2.3.2-procedure");
  }

  @Test
  void whatVeiligThuisWasToldStaysFiveYearsLonger() {
    veiligThuisWasTold();
    lastChanged(NOW.minusYears(15).minusDays(1));

    assertThat(part(dossiers(asked(client)).get(0), "geheel")).isEqualTo("false");
    assertThat(operation(confirmed(client)).status()).isEqualTo(200);
    assertThat(lindehoven.get(client).status()).as("with its client").isEqualTo(200);
    assertThat(left()).isEqualTo(1);

    lastChanged(NOW.minusYears(20).minusDays(1));
    assertThat(part(dossiers(asked(client)).get(0), "geheel")).isEqualTo("true");
    assertThat(operation(confirmed(client)).status()).isEqualTo(200);
    ProperRefusal.of(lindehoven.get(client), 404);
  }

  @Test
  void whileHelpIsGivenEverythingStays() {
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(client);
    order = lindehoven.post("ServiceRequest", order).as(ServiceRequest.class);
    Task help = MevrouwT.example(Task.class, "wmo-uitvoering");
    help.setFor(new Reference(client)).setOwner(new Reference("Organization/aanbieder-de-linde"));
    help.getFocus().setReference("ServiceRequest/" + order.getIdElement().getIdPart());
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    Party.Answer made = deLinde.post("Task", help);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    lastChanged(NOW.minusYears(16));
    assertThat(dossiers(asked(client))).isEmpty();

    jdbc.update("update uitvoering set step = 'gestopt' where patient = ?", client.substring(8));
    assertThat(part(dossiers(asked(client)).get(0), "geheel"))
        .as("the aanbieder keeps its own")
        .isEqualTo("false");
  }

  @Test
  void itIsOnlyForTheGemeenteThatIsResponsible() {
    lastChanged(NOW.minusYears(16));
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    ProperRefusal.of(westerbrug.post("Patient/$bewaartermijn", asked(client)), 404);
    ProperRefusal.of(westerbrug.post("Patient/$bewaartermijn", confirmed(client)), 404);
    assertThat(dossiers(westerbrug.post("Patient/$bewaartermijn", new Parameters())))
        .noneMatch(each -> part(each, "client").equals(client));
    for (Party other :
        List.of(
            Party.of(port, "aanbieder-de-linde", "zorgcoordinator"),
            Party.of(port, "gemeente-lindehoven", "functionaris-gegevensbescherming"),
            new Tokens(key, port).client(client.substring(8)))) {
      ProperRefusal.of(other.post("Patient/$bewaartermijn", confirmed(client)), 403);
    }
    ProperRefusal.of(
        operation(new Parameters().addParameter("bevestigd", new BooleanType(true))), 400);
    ProperRefusal.of(operation(asked("Task/x")), 400);
    assertThat(lindehoven.get(client).status()).isEqualTo(200);
  }

  @Test
  void theGemeenteIsAskedOnceAndOnlyItsYesDestroys() {
    lastChanged(NOW.minusYears(15).minusDays(1));
    round(NOW);
    round(NOW);
    round(NOW.plusDays(1));

    Task question = theQuestion();
    assertThat(question.getDescription()).contains("artikel 5.3.4", "niets vernietigd");
    assertThat(question.getOwner().getReference()).isEqualTo("Organization/gemeente-lindehoven");
    assertThat(lindehoven.get(client).status()).as("nothing went").isEqualTo(200);
    String address = "Task/" + question.getIdElement().getIdPart();
    Party self = new Tokens(key, port).client(client.substring(8));
    assertThat(self.get(address).status()).as("it is about the client").isEqualTo(200);
    ProperRefusal.of(self.post(address + "/$besluit", toegewezen(true)), 403);
    for (Party other :
        List.of(
            Party.of(port, "gemeente-westerbrug", "wmo-consulent"),
            Party.of(port, "aanbieder-de-linde", "zorgcoordinator"))) {
      ProperRefusal.of(other.get(address), 404);
      ProperRefusal.of(other.post(address + "/$besluit", toegewezen(true)), 404);
    }

    Party.Answer done = besluit(question, toegewezen(true));

    assertThat(done.status()).as(done.body()).isEqualTo(200);
    ProperRefusal.of(lindehoven.get(client), 404);
    ProperRefusal.of(lindehoven.get(address), 404);
    assertThat(
            count("select count(*) from hfj_res_ver where res_text_vc like ?", "%" + client + "%"))
        .isZero();
    assertThat(
            jdbc.queryForList(
                "select interaction from access_log where request_id = ? and patient = ? and act ="
                    + " 'vastleggen'",
                String.class,
                done.http().headers().firstValue("X-Request-Id").orElseThrow(),
                client.substring(8)))
        .as("that it happened stays")
        .containsExactly("operation Task $besluit");
  }

  @Test
  void nothingIsAskedBeforeTheTermIsOver() {
    lastChanged(NOW.minusYears(15).plusDays(1));
    round(NOW);
    round(NOW.plusDays(1));
    assertThat(questions()).isEmpty();

    round(NOW.plusDays(2));
    assertThat(theQuestion().getStatus()).isEqualTo(TaskStatus.REQUESTED);
  }

  @Test
  void twoNodesAskOnce() {
    lastChanged(NOW.minusYears(15).minusDays(1));
    CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> round(NOW)),
            CompletableFuture.runAsync(() -> round(NOW)))
        .join();
    round(NOW);
    theQuestion();
  }

  @Test
  void whatVeiligThuisWasToldIsAskedOfFiveYearsLater() {
    veiligThuisWasTold();
    lastChanged(NOW.minusYears(15).minusDays(1));
    round(NOW);
    assertThat(besluit(theQuestion(), toegewezen(true)).status()).isEqualTo(200);
    assertThat(left()).as("what was told, and the question").isEqualTo(2);
    assertThat(theQuestion().getStatus()).isEqualTo(TaskStatus.COMPLETED);

    lastChanged(NOW.minusYears(20).plusDays(1));
    round(NOW);
    assertThat(questions()).as("not yet").hasSize(1);

    lastChanged(NOW.minusYears(20).minusDays(1));
    round(NOW);
    Task again =
        questions().stream()
            .filter(each -> each.getStatus() == TaskStatus.REQUESTED)
            .findFirst()
            .orElseThrow();
    assertThat(besluit(again, toegewezen(true)).status()).isEqualTo(200);
    ProperRefusal.of(lindehoven.get(client), 404);
  }

  @Test
  void whatTheGemeenteKeepsForAReasonIsAskedAgainAfterAYear() {
    lastChanged(NOW.minusYears(16));
    round(NOW);
    ProperRefusal.of(besluit(theQuestion(), toegewezen(false)), 400);
    Parameters no = toegewezen(false).addParameter("reden", new StringType("Er loopt een beroep"));
    assertThat(besluit(theQuestion(), no).status()).isEqualTo(200);

    round(NOW.plusDays(1));
    round(NOW.plusYears(1).minusDays(1));
    assertThat(theQuestion().getStatus()).isEqualTo(TaskStatus.REJECTED);
    assertThat(theQuestion().getStatusReason().getText()).isEqualTo("Er loopt een beroep");
    assertThat(lindehoven.get(client).status()).isEqualTo(200);

    round(NOW.plusYears(1).plusDays(1));
    round(NOW.plusYears(1).plusDays(2));
    assertThat(questions()).hasSize(2);
  }

  @Test
  void aQuestionThatTimeOvertookDestroysNothingAndIsWithdrawn() {
    lastChanged(NOW.minusYears(16));
    round(NOW);
    Patient moved = lindehoven.get(client).as(Patient.class);
    moved.getAddressFirstRep().setCity("Elders");
    assertThat(lindehoven.put(moved).status()).isEqualTo(200);

    ProperRefusal.of(besluit(theQuestion(), toegewezen(true)), 400);
    assertThat(lindehoven.get(client).status()).isEqualTo(200);
    round(NOW);
    assertThat(theQuestion().getStatus()).isEqualTo(TaskStatus.CANCELLED);
    ProperRefusal.of(besluit(theQuestion(), toegewezen(true)), 400);
  }

  private void round(ZonedDateTime night) {
    jobs.get("retentionRound").run(night.toLocalDate());
  }

  private Task theQuestion() {
    assertThat(questions()).hasSize(1);
    return questions().get(0);
  }

  /** As the gemeente finds them. */
  private List<Task> questions() {
    return Forms.found(lindehoven, Task.class, "Task?patient=" + client + "&code=bewaartermijn");
  }

  private Party.Answer besluit(Task question, Parameters decision) {
    return lindehoven.post("Task/" + question.getIdElement().getIdPart() + "/$besluit", decision);
  }

  private static Parameters toegewezen(boolean granted) {
    return new Parameters().addParameter("toegewezen", new BooleanType(granted));
  }

  private void veiligThuisWasTold() {
    Resource told =
        Examples.inDossier(
            "wmo-huiselijk-geweld",
            client.substring(8),
            "gemeente-lindehoven",
            "aanbieder-de-linde",
            "x");
    told.setId(client.substring(8));
    new Store(daos)
        .put(
            told,
            new DossierClass(
                Controller.college("9901"), Category.HUISELIJK_GEWELD, Herkomst.WMO_ONDERZOEK));
  }

  /** Everything in the dossier and the client, as if it was stored then. */
  private void lastChanged(ZonedDateTime then) {
    for (String table : List.of("hfj_resource", "hfj_res_ver")) {
      jdbc.update(
          "update "
              + table
              + " set res_updated = ? where res_id in (select p.res_id from hfj_resource p where"
              + " p.fhir_id = ? union select l.src_resource_id from hfj_res_link l join"
              + " hfj_resource p on p.res_id = l.target_resource_id where p.res_type = 'Patient' and"
              + " p.fhir_id = ?)",
          Timestamp.from(then.toInstant()),
          client.substring(8),
          client.substring(8));
    }
  }

  private int left() {
    return count(
        "select count(distinct l.src_resource_id) from hfj_res_link l join hfj_resource p on"
            + " p.res_id = l.target_resource_id where p.res_type = 'Patient' and p.fhir_id = ?",
        client.substring(8));
  }

  private int count(String query, String value) {
    return jdbc.queryForObject(query, Integer.class, value);
  }

  private Party.Answer operation(Parameters asked) {
    return lindehoven.post("Patient/$bewaartermijn", asked);
  }

  private List<ParametersParameterComponent> dossiers(Parameters asked) {
    return dossiers(operation(asked));
  }

  private static List<ParametersParameterComponent> dossiers(Party.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Parameters.class).getParameter();
  }

  private static String part(ParametersParameterComponent dossier, String name) {
    Type value =
        dossier.getPart().stream()
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow()
            .getValue();
    return value instanceof Reference reference ? reference.getReference() : value.primitiveValue();
  }

  private static Parameters asked(String client) {
    return new Parameters().addParameter("client", new Reference(client));
  }

  private static Parameters confirmed(String client) {
    return asked(client).addParameter("bevestigd", new BooleanType(true));
  }
}
