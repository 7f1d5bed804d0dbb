package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What ties somebody to a client counts from the moment that it is in the dossier, and no longer.
 */
@ServerTest
class RelationsIT {
  private static final String KINDS =
      "https://w3id.org/keukentafel/fhir/CodeSystem/toestemmingssoort";

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party deLinde;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
  }

  @Test
  void aConsentCountsForWhoItNamesUntilItIsWithdrawn() {
    assertThat(sharing("zorgverzekeraar")).isEqualTo("refuse");

    Consent given = consent("Organization/gemeente-lindehoven");
    given = created(lindehoven, given).as(Consent.class);
    assertThat(sharing("zorgverzekeraar")).isEqualTo("permit");
    assertThat(sharing("jeugdwet")).as("another source").isEqualTo("refuse");

    given.setStatus(ConsentState.INACTIVE);
    assertThat(lindehoven.put(given).status()).isEqualTo(200);
    assertThat(sharing("zorgverzekeraar")).isEqualTo("refuse");
  }

  @Test
  void theClientGivesAndWithdrawsConsentAndAlsoWhatAConsulentWroteDown() {
    Party client = new Tokens(key, port).client(MevrouwT.ID);
    Consent own = consent("Organization/gemeente-lindehoven").setVerification(null);
    own = created(client, own).as(Consent.class);
    assertThat(sharing("zorgverzekeraar")).isEqualTo("permit");
    assertThat(client.put(own.setStatus(ConsentState.INACTIVE)).status()).isEqualTo(200);
    assertThat(sharing("zorgverzekeraar")).isEqualTo("refuse");

    Consent paper =
        created(lindehoven, consent("Organization/gemeente-lindehoven")).as(Consent.class);
    assertThat(sharing("zorgverzekeraar")).isEqualTo("permit");
    Party.Answer withdrawn = client.put(paper.setStatus(ConsentState.INACTIVE));
    assertThat(withdrawn.status()).as(withdrawn.body()).isEqualTo(200);
    assertThat(sharing("zorgverzekeraar")).isEqualTo("refuse");
  }

  @Test
  void anOriginThatIsNoneIsRefusedWithItsPlace() {
    Consent odd = consent("Organization/gemeente-lindehoven");
    odd.addExtension(
        "https://w3id.org/keukentafel/fhir/StructureDefinition/ext-herkomst",
        new CodeType("onzin"));
    OperationOutcome refusal = ProperRefusal.of(lindehoven.post("Consent", odd), 422);
    assertThat(ProperRefusal.expressions(refusal))
        .anyMatch(place -> place.startsWith("Consent.extension"));

    Consent stored =
        created(lindehoven, consent("Organization/gemeente-lindehoven")).as(Consent.class);
    stored.setExtension(odd.getExtension());
    refusal = ProperRefusal.of(lindehoven.put(stored), 422);
    assertThat(ProperRefusal.expressions(refusal)).contains("Consent.extension");
    stored.setExtension(List.of());
    assertThat(lindehoven.put(stored.setStatus(ConsentState.INACTIVE)).status()).isEqualTo(200);
  }

  @Test
  void aConsentForAnotherCountsForNothing() {
    created(lindehoven, consent("Organization/aanbieder-noord"));

    assertThat(sharing("zorgverzekeraar")).isEqualTo("refuse");
  }

  @Test
  void aConsentThatHasEndedCountsForNothing() {
    Consent ended = consent("Organization/gemeente-lindehoven");
    ended.getProvision().getPeriod().setEnd(new Date(0));
    created(lindehoven, ended);

    assertThat(sharing("zorgverzekeraar")).isEqualTo("refuse");
  }

  @Test
  void aConsentToProcessingIsRefusedByItsArticle() {
    Consent processing = consent("Organization/gemeente-lindehoven");
    processing.getCategoryFirstRep().setCoding(List.of(new Coding(KINDS, "verwerking", null)));

    OperationOutcome refusal = ProperRefusal.of(lindehoven.post("Consent", processing), 403);
    assertThat(refusal.getIssueFirstRep().getDetails().getCodingFirstRep().getCode())
        .isEqualTo("avg-6-1a-toestemming");
  }

  @Test
  void aConsentOnPaperNeedsEvidence() {
    Consent loose = consent("Organization/gemeente-lindehoven");
    loose.setVerification(null);

    OperationOutcome refusal = ProperRefusal.of(lindehoven.post("Consent", loose), 422);
    assertThat(ProperRefusal.expressions(refusal)).containsExactly("Consent.verification");
  }

  @Test
  void anAdviserReadsWithARequestAndTheClientsConsentOnly() {
    Party adviser = Party.of(port, "medisch-adviseur", "medisch-adviseur");
    String seen = "Observation?patient=" + MevrouwT.ID + "&_count=0";
    Consent given = created(lindehoven, consent("Organization/medisch-adviseur")).as(Consent.class);
    assertThat(total(adviser, seen)).as("without request").isZero();

    Task request = adviceRequest();
    assertThat(total(adviser, seen)).isPositive();
    assertThat(consentsInTheLog(adviser)).isEqualTo("Consent/" + given.getIdElement().getIdPart());
    assertThat(consentsInTheLog(deLinde)).as("rests on no consent").isNull();

    given.setStatus(ConsentState.INACTIVE);
    assertThat(lindehoven.put(given).status()).isEqualTo(200);
    assertThat(total(adviser, seen)).as("without consent").isZero();
    assertThat(lindehoven.put(request.setStatus(TaskStatus.COMPLETED)).status()).isEqualTo(200);
  }

  /** Those without which the asker could not have read this, which the client reads too. */
  private @Nullable String consentsInTheLog(Party asker) {
    Party.Answer read = asker.get("Observation?patient=" + MevrouwT.ID + "&_count=1");
    String id = read.http().headers().firstValue("X-Request-Id").orElseThrow();
    Map<String, Object> row = jdbc.queryForMap("select * from access_log where request_id = ?", id);
    Object consents = row.get("CONSENTS");
    AuditEvent shown =
        new Tokens(key, port)
            .client(MevrouwT.ID)
            .get("AuditEvent/" + row.get("ID"))
            .as(AuditEvent.class);
    assertThat(shown.getEntity())
        .filteredOn(entity -> "Consent".equals(entity.getType().getCode()))
        .extracting(entity -> entity.getWhat().getReference())
        .containsExactlyElementsOf(consents == null ? List.of() : List.of(consents.toString()));
    return (String) consents;
  }

  @Test
  void aMandatedAanbiederSeesAClientWhoseOnderzoekItDoes() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    ProperRefusal.of(noord.get("Patient/mevrouw-janssen"), 404);

    Task onderzoek = onderzoek("Organization/aanbieder-noord");
    onderzoek = created(westerbrug, onderzoek).as(Task.class);
    assertThat(noord.get("Patient/mevrouw-janssen").status()).isEqualTo(200);

    onderzoek.setStatus(TaskStatus.COMPLETED);
    assertThat(westerbrug.put(onderzoek).status()).isEqualTo(200);
    ProperRefusal.of(noord.get("Patient/mevrouw-janssen"), 404);
  }

  @Test
  void anOnderzoekWithoutMandaatGivesNothing() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    created(westerbrug, onderzoek("Organization/aanbieder-de-linde"));

    ProperRefusal.of(deLinde.get("Patient/mevrouw-janssen"), 404);
  }

  @Test
  void anEmergencyOpensWhatALifeNeedsAndIsLoggedWithItsReason() {
    Task request = adviceRequest();
    String advice = "Task/" + request.getIdElement().getIdPart();
    ProperRefusal.of(deLinde.get(advice), 404);

    String reason = "Mevrouw ligt bewusteloos in de keuken";
    Party.Answer answer = emergency(deLinde, advice, reason);
    lindehoven.put(request.setStatus(TaskStatus.COMPLETED)); // no adviser has a part in this

    assertThat(answer.status()).isEqualTo(200);
    String id = answer.http().headers().firstValue("X-Request-Id").orElseThrow();
    Map<String, Object> row = jdbc.queryForMap("select * from access_log where request_id = ?", id);
    assertThat(row)
        .containsEntry("PURPOSE", "noodgeval")
        .containsEntry("EMERGENCY", reason)
        .containsEntry("RULE", "avg-6-1d-noodgeval");
  }

  @Test
  void anEmergencyGivesAStrangerNothing() {
    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");

    ProperRefusal.of(
        emergency(noord, "Patient/" + MevrouwT.ID, "Mevrouw ligt bewusteloos in huis"), 404);
  }

  @Test
  void anEmergencyWithoutAReasonIsRefused() {
    ProperRefusal.of(emergency(deLinde, "Patient/" + MevrouwT.ID, "spoed"), 400);
  }

  private Task adviceRequest() {
    Task request = MevrouwT.example(Task.class, "wmo-adviesaanvraag");
    request.getRequester().setReference("Organization/gemeente-lindehoven");
    request.getOwner().setReference("Organization/medisch-adviseur");
    return created(lindehoven, request).as(Task.class);
  }

  private static Task onderzoek(String owner) {
    Task task = MevrouwT.example(Task.class, "wmo-aanvraag");
    task.getFor().setReference("Patient/mevrouw-janssen");
    task.getOwner().setReference(owner);
    return task;
  }

  /** On paper, to share what the zorgverzekeraar knows with one organisation. */
  private static Consent consent(String recipient) {
    Consent consent = MevrouwT.example(Consent.class, "wmo-toestemming");
    consent.setPerformer(List.of(new Reference(MevrouwT.REFERENCE)));
    consent.setOrganization(List.of(new Reference("Organization/gemeente-lindehoven")));
    consent.getProvision().getActorFirstRep().getReference().setReference(recipient);
    consent.addVerification().setVerified(true).setVerificationDate(new Date());
    return consent;
  }

  /** Whether the college may use what came from elsewhere, as it stands now. */
  private String sharing(String source) {
    Parameters question = new Parameters();
    question.addParameter("informatiecategorie", new CodeType("functioneren"));
    question.addParameter("herkomst", new CodeType(source));
    return lindehoven
        .post("Patient/" + MevrouwT.ID + "/$explain-access", question)
        .as(Parameters.class)
        .getParameterFirstRep()
        .getValue()
        .primitiveValue();
  }

  private static Party.Answer created(Party by, Resource resource) {
    Party.Answer answer = by.post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  private static int total(Party party, String search) {
    Party.Answer answer = party.get(search);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Bundle.class).getTotal();
  }

  private static Party.Answer emergency(Party party, String path, String reason) {
    return Party.answer(party.request(path).header("Wmo-Noodgeval", reason).GET());
  }
}
