package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.keukentafel.audit.LogVerifier;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whoever looks, writes or is refused is in the log before the answer is out. */
@ServerTest
class AuditIT {
  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  @Autowired RSAKey key;
  @Autowired LogVerifier chain;
  private Party lindehoven;
  private Party linde;
  private Party westerbrug;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    linde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
  }

  @Test
  void aReadNamesTheResourceAndTheRule() {
    Map<String, Object> row = onlyRow(linde.get("Patient/mevrouw-t"));
    assertThat(row)
        .containsEntry("ACT", "raadplegen")
        .containsEntry("OUTCOME", "permit")
        .containsEntry("STATUS", 200)
        .containsEntry("PATIENT", "mevrouw-t")
        .containsEntry("RESOURCES", "Patient/mevrouw-t")
        .containsEntry("INTERACTION", "read Patient")
        .containsEntry("ROLE", "zorgcoordinator")
        .containsEntry("CLIENT_ID", "aanbieder-de-linde");
    assertThat(row.get("ORGANIZATION").toString()).endsWith("|99000001");
    assertThat(row.get("ARTICLE").toString()).contains("5.2.1");
    assertThat(row.get("RULEBOOK").toString()).contains("wmo2015/2026-01-01");
  }

  @Test
  void aSearchNamesEverythingThatItShowed() {
    Party.Answer answer = linde.get("Observation?patient=mevrouw-t&_count=3");
    Stream<String> shown =
        answer.as(Bundle.class).getEntry().stream()
            .map(entry -> "Observation/" + entry.getResource().getIdElement().getIdPart());
    assertThat(
            rows(answer).stream()
                .flatMap(row -> Stream.of(row.get("RESOURCES").toString().split(" "))))
        .containsExactlyInAnyOrderElementsOf(shown.toList());
    assertThat(rows(answer)).allSatisfy(row -> assertPatientAndOutcome(row, "permit"));
  }

  @Test
  void aSearchThatFindsNothingIsLoggedToo() {
    assertPatientAndOutcome(
        onlyRow(lindehoven.get("Observation?patient=mevrouw-t&code=onzin")), "permit");
  }

  @Test
  void aReadThatIsRefusedNamesTheClientWhoseDossierItWas() {
    Contract beschikking = lindehoven.post("Contract", MevrouwT.beschikking()).as(Contract.class);
    String address = "Contract/" + beschikking.getIdElement().getIdPart();
    for (Party stranger : List.of(linde, westerbrug)) {
      Map<String, Object> row = onlyRow(stranger.get(address));
      assertPatientAndOutcome(row, "refuse");
      assertThat(row).containsEntry("STATUS", 404).containsEntry("RESOURCES", address);
      assertThat(row.get("RULE")).isNotNull();
    }
  }

  @Test
  void aSearchThatIsRefusedNamesTheClientAndTheType() {
    Map<String, Object> row = onlyRow(westerbrug.get("Observation?patient=mevrouw-t"));
    assertPatientAndOutcome(row, "refuse");
    assertThat(row).containsEntry("RESOURCES", "Observation");
  }

  @Test
  void aSearchThatIsNotOpenIsLoggedAsRefused() {
    assertThat(onlyRow(linde.get("Observation?patient=mevrouw-t&code:not=x")))
        .containsEntry("OUTCOME", "refuse")
        .containsEntry("STATUS", 400);
  }

  @Test
  void aWriteNamesWhatWasMade() {
    Party.Answer answer = lindehoven.post("Contract", MevrouwT.beschikking());
    String made = "Contract/" + answer.as(Contract.class).getIdElement().getIdPart();
    assertThat(rows(answer))
        .filteredOn(row -> row.get("ACT").equals("vastleggen"))
        .singleElement()
        .satisfies(
            row -> {
              assertPatientAndOutcome(row, "permit");
              assertThat(row).containsEntry("RESOURCES", made).containsEntry("STATUS", 201);
            });
  }

  @Test
  void aWriteThatIsRefusedIsLoggedAsAnAttemptToRecord() {
    Map<String, Object> byRole = onlyRow(linde.post("Contract", MevrouwT.beschikking()));
    assertThat(byRole).containsEntry("ACT", "vastleggen").containsEntry("STATUS", 403);
    assertPatientAndOutcome(byRole, "refuse");

    Map<String, Object> byStranger = onlyRow(westerbrug.post("Contract", MevrouwT.beschikking()));
    assertThat(byStranger).containsEntry("ACT", "vastleggen").containsEntry("STATUS", 404);
    assertPatientAndOutcome(byStranger, "refuse");
  }

  @Test
  void aFormThatIsRefusedIsLoggedAsAnAttemptToRecord() {
    QuestionnaireResponse unlawful = MevrouwT.gesprek();
    unlawful.getAuthor().setReference("Organization/aanbieder-de-linde");
    List<Map<String, Object>> byLaw = rows(linde.post("QuestionnaireResponse", unlawful));
    assertThat(byLaw)
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row).containsEntry("ACT", "vastleggen").containsEntry("STATUS", 422);
              assertPatientAndOutcome(row, "refuse");
              assertThat(row.get("RULE")).isNotNull();
            });

    QuestionnaireResponse broken = MevrouwT.gesprek();
    broken.getItemFirstRep().setLinkId("onzin");
    Map<String, Object> byShape = onlyRow(lindehoven.post("QuestionnaireResponse", broken));
    assertThat(byShape).containsEntry("ACT", "vastleggen").containsEntry("STATUS", 422);
    assertPatientAndOutcome(byShape, "refuse");

    Map<String, Object> byStranger =
        onlyRow(westerbrug.post("QuestionnaireResponse", MevrouwT.gesprek()));
    assertThat(byStranger).containsEntry("ACT", "vastleggen").containsEntry("STATUS", 404);
    assertPatientAndOutcome(byStranger, "refuse");
  }

  @Test
  void everyEntryOfABatchIsLogged() {
    Contract beschikking = lindehoven.post("Contract", MevrouwT.beschikking()).as(Contract.class);
    String hidden = "Contract/" + beschikking.getIdElement().getIdPart();
    Bundle batch = new Bundle().setType(BundleType.BATCH);
    for (String url : List.of("Patient/mevrouw-t", hidden, "CarePlan?patient=mevrouw-t")) {
      batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(url);
    }
    List<Map<String, Object>> rows = rows(linde.post("", batch));
    assertThat(rows)
        .extracting(row -> row.get("OUTCOME"))
        .containsExactlyInAnyOrder("permit", "permit", "refuse");
    assertThat(rows)
        .extracting(row -> row.get("OUTCOME") + " " + row.get("RESOURCES"))
        .contains("permit Patient/mevrouw-t", "refuse " + hidden);
    assertThat(rows).allSatisfy(row -> assertThat(row).containsEntry("PATIENT", "mevrouw-t"));
  }

  @Test
  void aFullPageOfResultsFitsInTheLog() {
    Bundle many = new Bundle().setType(BundleType.TRANSACTION);
    for (int i = 0; i < 200; i++) {
      many.addEntry()
          .setResource(MevrouwT.beschikking())
          .getRequest()
          .setMethod(HTTPVerb.POST)
          .setUrl("Contract");
    }
    assertThat(lindehoven.post("", many).status()).isEqualTo(200);
    Party.Answer answer = lindehoven.get("Contract?patient=mevrouw-t&_count=200");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(
            rows(answer).stream()
                .mapToInt(row -> row.get("RESOURCES").toString().split(" ").length)
                .sum())
        .isEqualTo(200);
  }

  @Test
  void theFunctionarisSeesWhatTheOwnOrganisationDid() {
    onlyRow(lindehoven.get("Patient/mevrouw-t"));
    Party functionaris = Party.of(port, "gemeente-lindehoven", "functionaris-gegevensbescherming");
    List<AuditEvent> events =
        functionaris
            .get("AuditEvent?patient=mevrouw-t&_count=200")
            .as(Bundle.class)
            .getEntry()
            .stream()
            .map(entry -> (AuditEvent) entry.getResource())
            .toList();
    assertThat(events)
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event.getAgent())
                    .anyMatch(agent -> "9901".equals(agent.getWho().getIdentifier().getValue())));
    ProperRefusal.of(functionaris.get("Patient/mevrouw-t"), 403, 404);
  }

  @Test
  void theFunctionarisCannotTellTheHiddenFromTheAbsent() {
    Contract beschikking = lindehoven.post("Contract", MevrouwT.beschikking()).as(Contract.class);
    Party functionaris = Party.of(port, "gemeente-westerbrug", "functionaris-gegevensbescherming");
    List<String> seen =
        Stream.of("Contract/" + beschikking.getIdElement().getIdPart(), "Contract/bestaat-niet")
            .map(
                address -> {
                  String request = id(westerbrug.get(address));
                  AuditEvent event =
                      events(functionaris, "AuditEvent?_count=200").stream()
                          .filter(each -> json(each).contains(request))
                          .findFirst()
                          .orElseThrow();
                  assertThat(events(functionaris, "AuditEvent?patient=mevrouw-t&_count=200"))
                      .noneMatch(each -> json(each).contains(request));
                  assertThat(
                          json(
                              functionaris
                                  .get("AuditEvent/" + event.getIdElement().getIdPart())
                                  .as(AuditEvent.class)))
                      .contains(request);
                  event.setId((String) null).setMeta(null);
                  return json(event.setRecorded(null)).replace(request, "");
                })
            .toList();
    assertThat(seen.get(0)).isEqualTo(seen.get(1)).doesNotContain("mevrouw-t");
  }

  @Test
  void theClientReadsWhoWasRefusedByRoleAndOrganisation() {
    Party mevrouw = new Tokens(key, port).client(MevrouwT.ID);
    String request = id(westerbrug.get("Patient/mevrouw-t"));
    AuditEvent event =
        events(mevrouw, "AuditEvent?outcome=4&_count=50").stream()
            .filter(each -> json(each).contains(request))
            .findFirst()
            .orElseThrow();
    assertThat(event.getMeta().getProfile().get(0).getValue()).endsWith("AuthZconsent");
    assertThat(event.getOutcomeDesc()).contains("Gemeente Westerbrug").contains("Wmo");
    assertThat(mevrouw.get("AuditEvent/" + event.getIdElement().getIdPart()).as(AuditEvent.class))
        .extracting(AuditEvent::getOutcomeDesc)
        .isEqualTo(event.getOutcomeDesc());
    Party janssen = new Tokens(key, port).client("mevrouw-janssen");
    ProperRefusal.of(janssen.get("AuditEvent/" + event.getIdElement().getIdPart()), 404);
    ProperRefusal.of(janssen.get("AuditEvent/1"), 404);
  }

  @Test
  void theLogIsSearchedByDateAgentAndOrganisationAndPagesOn() {
    Party mevrouw = new Tokens(key, port).client(MevrouwT.ID);
    onlyRow(lindehoven.get("Patient/mevrouw-t"));
    onlyRow(linde.get("Patient/mevrouw-t"));
    onlyRow(mevrouw.get("Patient/mevrouw-t"));
    String agb = "http://fhir.nl/fhir/NamingSystem/agb-z%7C99000001";
    assertThat(events(mevrouw, "AuditEvent?_count=20&organization=" + agb))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(json(each)).contains("99000001"));
    assertThat(events(mevrouw, "AuditEvent?_count=20&agent=Patient/mevrouw-t"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(json(each)).contains("\"client\""));
    assertThat(events(mevrouw, "AuditEvent?date=lt2020-01-01")).isEmpty();
    assertThat(events(mevrouw, "AuditEvent?date=ge2020-01-01&_count=5")).hasSize(5);
    Bundle first = mevrouw.get("AuditEvent?_count=2").as(Bundle.class);
    assertThat(first.getTotal()).isGreaterThan(2);
    String next = first.getLink("next").getUrl();
    Bundle second = mevrouw.get(next.substring(next.indexOf("AuditEvent"))).as(Bundle.class);
    assertThat(second.getEntry()).hasSize(2);
    assertThat(second.getEntryFirstRep().getResource().getIdElement().getIdPart())
        .isNotEqualTo(first.getEntryFirstRep().getResource().getIdElement().getIdPart());
  }

  @Test
  void readingTheLogIsInTheLog() {
    Party functionaris = Party.of(port, "gemeente-lindehoven", "functionaris-gegevensbescherming");
    Map<String, Object> row = onlyRow(functionaris.get("AuditEvent?patient=mevrouw-t"));
    assertPatientAndOutcome(row, "permit");
    assertThat(row).containsEntry("INTERACTION", "search-type AuditEvent");
  }

  @Test
  void whoeverIsTurnedAwayAtTheDoorIsInTheLog() {
    Map<String, Object> row = onlyRow(Party.withToken(port, "geen").get("Patient/mevrouw-t"));
    assertThat(row).containsEntry("STATUS", 401).containsEntry("OUTCOME", "refuse");
    assertThat(onlyRow(lindehoven.get("metadata"))).containsEntry("OUTCOME", "permit");
  }

  @Test
  void theFunctionarisHasAListOfAllEmergencies() {
    String reason = "Mevrouw ligt bewusteloos in de keuken";
    onlyRow(
        Party.answer(
            lindehoven.request("Patient/mevrouw-t").header("Wmo-Noodgeval", reason).GET()));
    Party functionaris = Party.of(port, "gemeente-lindehoven", "functionaris-gegevensbescherming");
    assertThat(events(functionaris, "AuditEvent?purpose=noodgeval"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.getOutcomeDesc()).contains("Noodgeval: "))
        .anySatisfy(each -> assertThat(each.getOutcomeDesc()).contains(reason));
  }

  @Test
  void whatTheTestsLeftIsOneUnbrokenChain() {
    lindehoven.get("Patient/mevrouw-t");
    assertThat(chain.isUnbroken()).isTrue();
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void withoutALogNothingIsShownOrStored(CapturedOutput errors) {
    int before = resources();
    jdbc.execute("alter table access_log rename to access_log_away");
    try {
      Party.Answer read = lindehoven.get("Patient/mevrouw-t");
      ProperRefusal.of(read, 500, 503);
      assertThat(read.body()).doesNotContain("Terpstra");
      Party.Answer search = lindehoven.get("Patient?_id=mevrouw-t");
      ProperRefusal.of(search, 500, 503);
      assertThat(search.body()).doesNotContain("Terpstra");
      ProperRefusal.of(lindehoven.post("Contract", MevrouwT.beschikking()), 500, 503);
      ProperRefusal.of(lindehoven.post("QuestionnaireResponse", MevrouwT.gesprek()), 500, 503);
      Bundle batch = new Bundle().setType(BundleType.BATCH);
      batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient/mevrouw-t");
      assertThat(lindehoven.post("", batch).body()).doesNotContain("Terpstra");
    } finally {
      jdbc.execute("alter table access_log_away rename to access_log");
    }
    assertThat(errors).contains("access_log").doesNotContain("mevrouw-t", "Terpstra");
    assertThat(resources()).isEqualTo(before);
    assertThat(lindehoven.post("Contract", MevrouwT.beschikking()).status()).isEqualTo(201);
    assertThat(lindehoven.get("Patient/mevrouw-t").status()).isEqualTo(200);
  }

  private static void assertPatientAndOutcome(Map<String, Object> row, String outcome) {
    assertThat(row).containsEntry("PATIENT", "mevrouw-t").containsEntry("OUTCOME", outcome);
  }

  private Map<String, Object> onlyRow(Party.Answer answer) {
    assertThat(rows(answer)).as(answer.body()).hasSize(1);
    return rows(answer).get(0);
  }

  private List<Map<String, Object>> rows(Party.Answer answer) {
    return jdbc.queryForList(
        "select * from access_log where request_id = ? order by id",
        answer.http().headers().firstValue("X-Request-Id").orElseThrow());
  }

  private static String id(Party.Answer answer) {
    return answer.http().headers().firstValue("X-Request-Id").orElseThrow();
  }

  private static String json(AuditEvent event) {
    return Party.FHIR.newJsonParser().encodeResourceToString(event);
  }

  private static List<AuditEvent> events(Party party, String query) {
    return party.get(query).as(Bundle.class).getEntry().stream()
        .map(entry -> (AuditEvent) entry.getResource())
        .toList();
  }

  private int resources() {
    Integer count = jdbc.queryForObject("select count(*) from HFJ_RESOURCE", Integer.class);
    return count == null ? 0 : count;
  }
}
