package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is destroyed is in no table, and what is of others stays. */
@ServerTest
class DestructionIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
  private final String word = "Zilver" + UUID.randomUUID().toString().substring(0, 8);
  private Party lindehoven;
  private Party client;
  private String reference;
  private List<String> traces;

  @BeforeEach
  void thereIsADossier() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    Patient person = NewClient.of(new Reference("Organization/gemeente-lindehoven"));
    person.getNameFirstRep().setFamily(word).setText("mevrouw " + word);
    String made = lindehoven.post("Patient", person).as(Patient.class).getIdElement().getIdPart();
    reference = "Patient/" + made;
    client = new Tokens(key, port).client(made);
    Patient moved = lindehoven.get(reference).as(Patient.class);
    moved.getAddressFirstRep().setCity("Oud" + word);
    assertThat(lindehoven.put(moved).status()).isEqualTo(200);
    QuestionnaireResponse gesprek = MevrouwT.gesprek();
    gesprek.setSubject(new Reference(reference));
    gesprek.getIdentifier().setValue("formulier-" + word);
    assertThat(lindehoven.post("QuestionnaireResponse", gesprek).status()).isEqualTo(201);
    traces = List.of(word, person.getIdentifierFirstRep().getValue());
  }

  @Test
  void nothingOfTheClientIsLeftAndEverythingOfOthersIs() {
    String other = NewClient.withHelp(lindehoven);
    Party neighbour = new Tokens(key, port).client(other.substring("Patient/".length()));
    List<String> ofTheOther = resources(neighbour, other);
    for (String trace : traces) {
      assertThat(tablesWith(trace)).as("the scan finds what is there").isNotEmpty();
    }

    Task task = vernietiging(List.of());
    assertThat(days(task)).isBetween(89L, 92L);
    Party.Answer decided = besluit(task);

    assertThat(vernietigd(decided)).isGreaterThan(10);
    for (String trace : traces) {
      assertThat(tablesWith(trace)).isEmpty();
    }
    assertThat(tablesWith(reference)).as("a number, and no name").containsExactly("access_log");
    assertThat(resources(neighbour, other)).isEqualTo(ofTheOther);
  }

  @Test
  void itIsGoneForEverybodyAndTheLogKeepsThatItHappened() {
    Task task = vernietiging(List.of());
    Party.Answer decided = besluit(task);

    ProperRefusal.of(client.get(reference), 404);
    ProperRefusal.of(lindehoven.get(reference), 404);
    ProperRefusal.of(lindehoven.get("Task/" + task.getIdElement().getIdPart()), 404);
    assertThat(
            jdbc.queryForList(
                "select * from access_log where request_id = ? and act = 'vastleggen'",
                decided.http().headers().firstValue("X-Request-Id").orElseThrow()))
        .first()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("INTERACTION", "operation Task $besluit")
                    .containsEntry("PATIENT", reference.substring("Patient/".length()))
                    .containsEntry("RESOURCES", "Task/" + task.getIdElement().getIdPart()));
  }

  @Test
  void onlyWhatWasAskedGoesAndTheRequestStays() {
    String observation =
        client
            .get("Observation?patient=" + reference)
            .as(Bundle.class)
            .getEntryFirstRep()
            .getResource()
            .getIdElement()
            .toUnqualifiedVersionless()
            .getValue();

    Task task = vernietiging(List.of(observation));
    Party.Answer decided = besluit(task);

    assertThat(vernietigd(decided)).isEqualTo(1);
    ProperRefusal.of(client.get(observation), 404);
    assertThat(client.get(reference).status()).isEqualTo(200);
    assertThat(client.get("Task/" + task.getIdElement().getIdPart()).as(Task.class).getStatus())
        .isEqualTo(TaskStatus.COMPLETED);
    assertThat(
            jdbc.queryForObject(
                "select count(*) from hfj_res_ver v where v.res_type = 'Observation' and v.res_id"
                    + " not in (select res_id from hfj_resource)",
                Integer.class))
        .isZero();
  }

  @Test
  void aSingleUitvoeringLeavesNoRowOfItsOwn() {
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(reference);
    order = lindehoven.post("ServiceRequest", order).as(ServiceRequest.class);
    Task help = MevrouwT.example(Task.class, "wmo-uitvoering");
    help.setFor(new Reference(reference));
    help.setOwner(new Reference("Organization/aanbieder-de-linde"));
    help.getFocus().setReference("ServiceRequest/" + order.getIdElement().getIdPart());
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    String id = deLinde.post("Task", help).as(Task.class).getIdElement().getIdPart();
    assertThat(uitvoeringen(id)).isOne();

    Party.Answer asked =
        client.post(
            reference + "/$vernietiging",
            new Parameters()
                .addParameter("verantwoordelijke", new Reference("Organization/aanbieder-de-linde"))
                .addParameter("gegeven", new Reference("Task/" + id)));
    assertThat(asked.status()).as(asked.body()).isEqualTo(200);
    Party.Answer decided =
        deLinde.post(
            "Task/" + asked.as(Task.class).getIdElement().getIdPart() + "/$besluit",
            new Parameters().addParameter("toegewezen", new BooleanType(true)));

    assertThat(vernietigd(decided)).isOne();
    assertThat(uitvoeringen(id)).isZero();
  }

  private int uitvoeringen(String task) {
    return jdbc.queryForObject(
        "select count(*) from uitvoering where task = ?", Integer.class, task);
  }

  private Task vernietiging(List<String> only) {
    Parameters asked =
        new Parameters()
            .addParameter("verantwoordelijke", new Reference("Organization/gemeente-lindehoven"));
    only.forEach(each -> asked.addParameter("gegeven", new Reference(each)));
    Party.Answer answer = client.post(reference + "/$vernietiging", asked);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Task.class);
  }

  private Party.Answer besluit(Task task) {
    Party.Answer answer =
        lindehoven.post(
            "Task/" + task.getIdElement().getIdPart() + "/$besluit",
            new Parameters().addParameter("toegewezen", new BooleanType(true)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static int vernietigd(Party.Answer answer) {
    return ((UnsignedIntType) answer.as(Parameters.class).getParameter("vernietigd").getValue())
        .getValue();
  }

  private static long days(Task task) {
    Period term = task.getRestriction().getPeriod();
    return Duration.between(term.getStart().toInstant(), term.getEnd().toInstant()).toDays();
  }

  private static List<String> resources(Party client, String reference) {
    return client.get(reference + "/$inzage").as(Bundle.class).getEntry().stream()
        .map(each -> Party.FHIR.newJsonParser().encodeResourceToString(each.getResource()))
        .sorted()
        .toList();
  }

  /** Every table with the text anywhere in a row. */
  private Set<String> tablesWith(String text) {
    Set<String> tables = new TreeSet<>();
    for (Map<String, Object> column :
        jdbc.queryForList(
            "select table_name, column_name from information_schema.columns"
                + " where lower(table_schema) = 'public' order by table_name")) {
      String table = column.get("TABLE_NAME").toString();
      Integer found =
          jdbc.queryForObject(
              "select count(*) from \"%s\" where cast(\"%s\" as varchar) like ?"
                  .formatted(table, column.get("COLUMN_NAME")),
              Integer.class,
              "%" + text + "%");
      if (found != null && found > 0) {
        tables.add(table.toLowerCase(Locale.ROOT));
      }
    }
    return tables;
  }
}
