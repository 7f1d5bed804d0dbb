package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A medical advice: asked, consented to and given; or refused, and the onderzoek goes on. */
@ServerTest
class AdviceIT {
  private static final String ADVISER = "Organization/medisch-adviseur";

  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party adviser;
  private Party client;
  private String who;
  private Task aanvraag;
  private Task request;

  @BeforeEach
  void anAdviceIsAsked() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    adviser = Party.of(port, "medisch-adviseur", "medisch-adviseur");
    who = NewClient.of(lindehoven, "gemeente-lindehoven");
    client = new Tokens(key, port).client(id());
    Task onderzoek = MevrouwT.example(Task.class, "wmo-aanvraag");
    onderzoek
        .setFor(new Reference(who))
        .getOwner()
        .setReference("Organization/gemeente-lindehoven");
    aanvraag = made(lindehoven, onderzoek);
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getIdentifier().setValue(UUID.randomUUID().toString());
    form.getSubject().setReference(who);
    made(lindehoven, form);
    Task question = MevrouwT.example(Task.class, "wmo-adviesaanvraag");
    question.setFor(new Reference(who)).setOwner(new Reference(ADVISER));
    question.getRequester().setReference("Organization/gemeente-lindehoven");
    request = made(lindehoven, question);
  }

  @Test
  void theAdviserReadsTheQuestionAndWhatItNeedsAndAnswersOnceTheClientConsents() {
    assertThat(step()).isEqualTo("adviesaanvraag");
    ProperRefusal.of(adviser.get(path(request)), 404);
    ProperRefusal.of(adviser.post("Observation", advice()), 403);

    made(client, consent(ConsentProvisionType.PERMIT));
    assertThat(adviser.get(path(request)).status()).isEqualTo(200);
    assertThat(codes(adviser)).contains("bukken").doesNotContain("woning", "huishouden");
    ProperRefusal.of(adviser.get(path(aanvraag)), 404);
    ProperRefusal.of(adviser.get(who), 404);
    assertThat(Forms.found(adviser, Task.class, "Task?patient=" + id())).hasSize(1);
    Observation given = made(adviser, advice());

    assertThat(step()).isEqualTo("medisch-advies");
    Task answered = read(lindehoven, request);
    assertThat(answered.getStatus()).isEqualTo(TaskStatus.COMPLETED);
    String advice = "Observation/" + given.getIdElement().getIdPart();
    assertThat(((Reference) answered.getOutputFirstRep().getValue()).getReference())
        .isEqualTo(advice);
    assertThat(lindehoven.get(advice).status()).isEqualTo(200);
    assertThat(client.get(advice).status()).isEqualTo(200);
    ProperRefusal.of(adviser.get(advice), 404);
    ProperRefusal.of(adviser.post("Observation", advice()), 404);
  }

  @Test
  void theAdviserSaysThatItIsAtWorkAndRecordsNothingElse() {
    made(client, consent(ConsentProvisionType.PERMIT));
    Task read = read(adviser, request);
    assertThat(adviser.put(read.setStatus(TaskStatus.INPROGRESS)).status()).isEqualTo(200);
    Observation other = MevrouwT.example(Observation.class, "wmo-functioneren");
    other.setSubject(new Reference(who)).setPerformer(List.of(new Reference(ADVISER)));
    other.setHasMember(null).setDerivedFrom(null);
    ProperRefusal.of(adviser.post("Observation", other), 403);
    ProperRefusal.of(lindehoven.post("Observation", advice()), 403);
  }

  @Test
  void aClientWhoRefusesEndsTheRequestAndTheOnderzoekGoesOn() {
    made(client, consent(ConsentProvisionType.DENY));

    Task dropped = read(lindehoven, request);
    assertThat(dropped.getStatus()).isEqualTo(TaskStatus.REJECTED);
    assertThat(dropped.getStatusReason().getText()).contains("wil niet");
    assertThat(step()).isEqualTo("verslag");
    ProperRefusal.of(adviser.get(path(request)), 404);
    OperationOutcome open =
        ProperRefusal.of(lindehoven.put(to(read(lindehoven, aanvraag), "uitvoering")), 409);
    assertThat(open.getIssue())
        .extracting(issue -> issue.getDetails().getText())
        .anyMatch(text -> text.startsWith("beschikking als de gemeente de beschikking vastlegt"));
  }

  @Test
  void aRefusalForAnotherEndsNothing() {
    Consent other = consent(ConsentProvisionType.DENY);
    other.getProvision().getActorFirstRep().getReference().setReference("Organization/ciz");
    made(client, other);

    assertThat(read(lindehoven, request).getStatus()).isEqualTo(TaskStatus.REQUESTED);
    assertThat(step()).isEqualTo("adviesaanvraag");
  }

  private Observation advice() {
    Observation advice = MevrouwT.example(Observation.class, "wmo-medisch-advies");
    return advice.setSubject(new Reference(who)).setPerformer(List.of(new Reference(ADVISER)));
  }

  private Consent consent(ConsentProvisionType type) {
    Consent consent = MevrouwT.example(Consent.class, "wmo-toestemming");
    consent.setPatient(new Reference(who)).setPerformer(List.of(new Reference(who)));
    consent.setOrganization(List.of(new Reference("Organization/gemeente-lindehoven")));
    consent.setVerification(null);
    consent.getProvision().setType(type);
    consent.getProvision().getActorFirstRep().getReference().setReference(ADVISER);
    return consent;
  }

  private static Task to(Task task, String step) {
    task.getBusinessStatus().getCodingFirstRep().setCode(step).setDisplay(null);
    return task;
  }

  private List<String> codes(Party reader) {
    return Forms.found(reader, Observation.class, "Observation?patient=" + id()).stream()
        .map(seen -> seen.getCode().getCodingFirstRep().getCode())
        .toList();
  }

  private String step() {
    return read(client, aanvraag).getBusinessStatus().getCodingFirstRep().getCode();
  }

  private static String path(Task task) {
    return "Task/" + task.getIdElement().getIdPart();
  }

  private static Task read(Party party, Task task) {
    Party.Answer answer = party.get(path(task));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Task.class);
  }

  private String id() {
    return who.substring("Patient/".length());
  }

  @SuppressWarnings("unchecked") // what comes back is what was sent
  private static <R extends Resource> R made(Party by, R resource) {
    Party.Answer answer = by.post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return (R) answer.as(resource.getClass());
  }
}
