package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.LocalDate;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What follows on what: of a besluit, a toewijzing and its uitvoering, and a klacht. */
@ServerTest
class DeliveryIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party deLinde;
  private Party client;
  private String who;

  @BeforeEach
  void thereIsAClient() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    who = NewClient.of(lindehoven, "gemeente-lindehoven");
    client = new Tokens(key, port).client(who.substring("Patient/".length()));
  }

  @Test
  void aBesluitGoesFromStateToState() {
    Contract besluit = made(lindehoven.post("Contract", besluit()), Contract.class);
    OperationOutcome back =
        ProperRefusal.of(lindehoven.put(besluit.setStatus(ContractStatus.OFFERED)), 409);
    assertThat(back.getIssueFirstRep().getDetails().getText())
        .contains(
            "door de Wmo-consulent van de gemeente", "disputed, renewed, revoked, terminated");
    Contract disputed =
        made(lindehoven.put(besluit.setStatus(ContractStatus.DISPUTED)), Contract.class);
    assertThat(lindehoven.put(disputed.setStatus(ContractStatus.EXECUTED)).status()).isEqualTo(200);
  }

  @Test
  void aLaterBesluitEndsTheOneThatItReplacesOnTheDayBefore() {
    Contract first = made(lindehoven.post("Contract", besluit()), Contract.class);
    String replaced = "Contract/" + first.getIdElement().getIdPart();
    Contract second = besluit();
    second.addExtension(Canonical.extension("vervangt"), new Reference(replaced));
    second.getApplies().setStartElement(new DateTimeType("2027-01-01"));
    Contract later = made(lindehoven.post("Contract", second), Contract.class);

    Contract ended = made(client.get(replaced), Contract.class);
    assertThat(ended.getStatus()).isEqualTo(ContractStatus.TERMINATED);
    assertThat(ended.getApplies().getEndElement().getValueAsString()).isEqualTo("2026-12-31");
    second.getIdentifierFirstRep().setValue("nog-een");
    ProperRefusal.of(lindehoven.post("Contract", second), 409);
    later.setExtension(null);
    ProperRefusal.of(lindehoven.put(later), 422);
  }

  @Test
  void anAanbiederThatDoesNotAcceptSaysWhy() {
    ServiceRequest order = order("2026-04-01", "2028-03-31");
    Task refused = uitvoering(order, "niet-aanvaard", TaskStatus.REJECTED);
    refused.setExecutionPeriod(null);
    ProperRefusal.of(deLinde.post("Task", refused), 422);

    refused.setStatusReason(new CodeableConcept(Forms.code("reden-niet-aanvaard", "volume")));
    Task said = made(deLinde.post("Task", refused), Task.class);

    assertThat(made(lindehoven.get(path(said)), Task.class).getStatusReason().getCodingFirstRep())
        .extracting(reason -> reason.getCode())
        .isEqualTo("volume");
    assertThat(
            made(
                    deLinde.post("Task", uitvoering(order, "aanvaard", TaskStatus.ACCEPTED)),
                    Task.class)
                .getStatus())
        .as("after all")
        .isEqualTo(TaskStatus.ACCEPTED);
  }

  @Test
  void helpStartsIsInterruptedAndStopsInThatOrder() {
    ServiceRequest order = order("2026-04-01", "2028-03-31");
    Task task =
        made(deLinde.post("Task", uitvoering(order, "aanvaard", TaskStatus.ACCEPTED)), Task.class);
    ProperRefusal.of(deLinde.post("Task", uitvoering(order, "aanvaard", TaskStatus.ACCEPTED)), 409);
    ProperRefusal.of(deLinde.put(at(task, "onderbroken", TaskStatus.ONHOLD, "20")), 409);
    task = made(deLinde.put(at(task, "gestart", TaskStatus.INPROGRESS, null)), Task.class);
    task = made(deLinde.put(at(task, "onderbroken", TaskStatus.ONHOLD, "20")), Task.class);
    task = made(deLinde.put(at(task, "gestart", TaskStatus.INPROGRESS, null)), Task.class);
    ProperRefusal.of(deLinde.put(at(task.copy(), "gestopt", TaskStatus.COMPLETED, "20")), 422);
    task.getExecutionPeriod().setEndElement(new DateTimeType("2026-11-01"));
    task = made(deLinde.put(at(task, "gestopt", TaskStatus.COMPLETED, "19")), Task.class);
    ProperRefusal.of(deLinde.put(at(task, "gestart", TaskStatus.INPROGRESS, null)), 409);
  }

  @Test
  void helpIsNotGivenOnTheToewijzingOfAnotherNorBeforeIt() {
    ServiceRequest order = order("2026-04-01", "2028-03-31");
    Task early = uitvoering(order, "gestart", TaskStatus.INPROGRESS);
    early.getExecutionPeriod().setStartElement(new DateTimeType("2026-03-31"));
    ProperRefusal.of(deLinde.post("Task", early), 422);
    ServiceRequest noord = MevrouwT.toewijzing();
    noord.getSubject().setReference(who);
    noord.getPerformerFirstRep().setReference("Organization/aanbieder-noord");
    noord = made(lindehoven.post("ServiceRequest", noord), ServiceRequest.class);
    ProperRefusal.of(deLinde.post("Task", uitvoering(noord, "aanvaard", TaskStatus.ACCEPTED)), 422);
  }

  @Test
  void aChangeTakesNothingAwayOfTheHelpThatWasGivenUntilTheStopIsReported() {
    ServiceRequest order = order("2026-04-01", "2028-03-31");
    Task task =
        made(deLinde.post("Task", uitvoering(order, "gestart", TaskStatus.INPROGRESS)), Task.class);
    ProperRefusal.of(lindehoven.put(until(order, "2026-06-30")), 409);
    ServiceRequest revoked = order.copy().setStatus(ServiceRequestStatus.REVOKED);
    ProperRefusal.of(lindehoven.put(revoked), 409);
    ServiceRequest less = order.copy();
    less.getQuantityQuantity().setValue(60);
    OperationOutcome refused = ProperRefusal.of(lindehoven.put(less), 409);
    assertThat(refused.getIssueFirstRep().getDetails().getText()).contains("2026-04-07");
    ServiceRequest later = until(order, LocalDate.now().plusMonths(2).toString());
    assertThat(lindehoven.put(later).status()).as("not retroactive").isEqualTo(200);

    task.getExecutionPeriod().setEndElement(new DateTimeType("2026-06-30"));
    made(deLinde.put(at(task, "gestopt", TaskStatus.COMPLETED, "36")), Task.class);
    ServiceRequest now =
        made(
            lindehoven.get("ServiceRequest/" + order.getIdElement().getIdPart()),
            ServiceRequest.class);
    ProperRefusal.of(lindehoven.put(until(now, "2026-06-29")), 409);
    assertThat(lindehoven.put(until(now, "2026-06-30")).status()).isEqualTo(200);
  }

  @Test
  void theSameHelpInAnotherUnitTakesNothingAwayAndLessHelpDoes() {
    ServiceRequest order = order("2026-04-01", "2028-03-31");
    started(order);
    ServiceRequest hours = order.copy();
    hours.getQuantityQuantity().setValue(3).setCode("04").setUnit("Uur");
    order = made(lindehoven.put(hours), ServiceRequest.class);
    ServiceRequest fewer = order.copy();
    fewer.getQuantityQuantity().setValue(179).setCode("01").setUnit("Minuut");
    ProperRefusal.of(lindehoven.put(fewer), 409);
    ServiceRequest pieces = order.copy();
    pieces.getQuantityQuantity().setValue(300).setCode("84").setUnit("Stuks");
    OperationOutcome other = ProperRefusal.of(lindehoven.put(pieces), 409);
    assertThat(other.getIssueFirstRep().getDetails().getText())
        .contains("in uren", "in stuks (inspanning)", "nieuwe toewijzing");
    assertThat(ProperRefusal.expressions(other)).containsExactly("ServiceRequest.quantity");
  }

  @Test
  void whatWasGivenIsSaidInAUnitOfTheToewijzingAndIsWhatAChangeKeeps() {
    ServiceRequest order = order("2026-04-01", "2028-03-31");
    Task task = uitvoering(order, "aanvaard", TaskStatus.ACCEPTED).setExecutionPeriod(null);
    ProperRefusal.of(deLinde.post("Task", given(task.copy(), 60, "01")), 422);
    task = started(order);
    OperationOutcome wrong = ProperRefusal.of(deLinde.put(given(task.copy(), 9, "82")), 422);
    assertThat(wrong.getIssueFirstRep().getDetails().getText())
        .isEqualTo(
            "De toewijzing is in minuten. Zeg hoeveel hulp er is gegeven in: minuten, uren,"
                + " dagdelen, etmalen.");
    assertThat(ProperRefusal.expressions(wrong)).containsExactly("Task.output.value");
    ProperRefusal.of(deLinde.put(given(task.copy(), -1, "04")), 422);
    ProperRefusal.of(deLinde.put(given(task.copy(), 1e20, "04")), 422);
    task = made(deLinde.put(given(task, 10, "04")), Task.class);
    ServiceRequest less = order.copy();
    less.getQuantityQuantity().setValue(60);
    ProperRefusal.of(lindehoven.put(less), 409); // the help goes on

    task.getExecutionPeriod().setEndElement(new DateTimeType("2026-06-30"));
    made(deLinde.put(at(task, "gestopt", TaskStatus.COMPLETED, "36")), Task.class);
    less.getQuantityQuantity()
        .setValue(45); // in thirteen weeks, one of which is a day: under ten hours
    ProperRefusal.of(lindehoven.put(less), 409);
    less.getQuantityQuantity().setValue(50);
    assertThat(lindehoven.put(less).status()).isEqualTo(200);
  }

  @Test
  void theAanvraagEndsWithTheLastOfSeveralToewijzingen() {
    Task aanvraag = MevrouwT.example(Task.class, "wmo-aanvraag");
    aanvraag.getFor().setReference(who);
    aanvraag.getOwner().setReference("Organization/gemeente-lindehoven");
    aanvraag = made(lindehoven.post("Task", aanvraag), Task.class);
    made(lindehoven.post("Contract", besluit()), Contract.class);
    Task one = started(order("2026-04-01", "2028-03-31"));
    Task two = started(order("2026-04-01", "2028-03-31"));
    assertThat(step(aanvraag)).isEqualTo("uitvoering");

    stop(one);
    assertThat(step(aanvraag)).isEqualTo("uitvoering");
    stop(two);
    assertThat(step(aanvraag)).isEqualTo("beeindiging");
  }

  @Test
  void aKlachtIsForWhomItIsAboutAndIsClosedWithAnAnswer() {
    for (String about : new String[] {"aanbieder-de-linde", "gemeente-lindehoven"}) {
      order("2026-04-01", "2028-03-31");
      boolean gemeente = about.startsWith("gemeente");
      Party handles = gemeente ? lindehoven : deLinde;
      Party other = gemeente ? deLinde : lindehoven;
      Communication klacht = message("wmo-klacht", about);
      klacht.setSender(new Reference(who));
      ProperRefusal.of(
          client.post("Communication", klacht.copy().setStatus(CommunicationStatus.COMPLETED)),
          422);
      Communication filed = made(client.post("Communication", klacht), Communication.class);
      String path = "Communication/" + filed.getIdElement().getIdPart();
      ProperRefusal.of(other.get(path), 404);
      Communication read = made(handles.get(path), Communication.class);
      ProperRefusal.of(handles.put(read.copy().setStatus(CommunicationStatus.COMPLETED)), 422);
      read.setStatus(CommunicationStatus.COMPLETED);
      read.addNote().setText("Wij komen voortaan op tijd.");
      Communication forged = read.copy();
      forged.getPayloadFirstRep().getContentStringType().setValue("Alles ging goed.");
      ProperRefusal.of(handles.put(forged), 422);
      Communication closed = made(handles.put(read), Communication.class);
      assertThat(made(client.get(path), Communication.class).getNoteFirstRep().getText())
          .isEqualTo("Wij komen voortaan op tijd.");
      ProperRefusal.of(handles.put(closed.setStatus(CommunicationStatus.INPROGRESS)), 409);
    }
  }

  @Test
  void aMessageIsForWhomTheLawMeansItAndNeverForTheCiz() {
    order("2026-04-01", "2028-03-31");
    OperationOutcome ciz =
        ProperRefusal.of(deLinde.post("Communication", message("wmo-signaal", "ciz")), 403);
    assertThat(ciz.getIssueFirstRep().getDetails().getCodingFirstRep().getCode())
        .isEqualTo("wmo-5.3.3-1-ciz");
    ProperRefusal.of(deLinde.post("Communication", message("wmo-calamiteit", "ciz")), 403);
    ProperRefusal.of(deLinde.post("Communication", message("wmo-signaal", "toezichthouder")), 422);
    ProperRefusal.of(deLinde.post("Communication", message("wmo-calamiteit", "veilig-thuis")), 422);
    Communication signaal =
        made(
            deLinde.post("Communication", message("wmo-signaal", "gemeente-lindehoven")),
            Communication.class);
    assertThat(lindehoven.get("Communication/" + signaal.getIdElement().getIdPart()).status())
        .isEqualTo(200);
    ProperRefusal.of(deLinde.put(signaal.setStatus(CommunicationStatus.INPROGRESS)), 409);
    Party toezicht = Party.of(port, "toezichthouder", "toezichthouder");
    ProperRefusal.of(toezicht.get(who), 404);
    Communication ramp =
        made(
            deLinde.post("Communication", message("wmo-calamiteit", "toezichthouder")),
            Communication.class);
    assertThat(toezicht.get("Communication/" + ramp.getIdElement().getIdPart()).status())
        .isEqualTo(200);
    ProperRefusal.of(lindehoven.get("Communication/" + ramp.getIdElement().getIdPart()), 404);
  }

  private Contract besluit() {
    Contract besluit = MevrouwT.beschikking();
    besluit.getSubjectFirstRep().setReference(who);
    return besluit;
  }

  private ServiceRequest order(String from, String until) {
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(who);
    order.getOccurrencePeriod().setStartElement(new DateTimeType(from));
    return made(lindehoven.post("ServiceRequest", until(order, until)), ServiceRequest.class);
  }

  private static ServiceRequest until(ServiceRequest order, String day) {
    ServiceRequest changed = order.copy();
    changed.getOccurrencePeriod().setEndElement(new DateTimeType(day));
    return changed;
  }

  private Task uitvoering(ServiceRequest order, String step, TaskStatus status) {
    Task task = MevrouwT.example(Task.class, "wmo-uitvoering");
    task.setFor(new Reference(who)).setOwner(new Reference("Organization/aanbieder-de-linde"));
    task.getFocus().setReference("ServiceRequest/" + order.getIdElement().getIdPart());
    return at(task, step, status, null);
  }

  private static Task at(Task task, String step, TaskStatus status, String reason) {
    task.setStatus(status);
    task.setBusinessStatus(new CodeableConcept(Forms.code("uitvoeringsstap", step)));
    task.setStatusReason(
        reason == null ? null : new CodeableConcept(Forms.code("iwmo-reden-beeindiging", reason)));
    return task;
  }

  private static Task given(Task task, double amount, String unit) {
    task.setOutput(null)
        .addOutput()
        .setType(new CodeableConcept(Forms.code("uitkomst", "geleverd")));
    task.getOutputFirstRep()
        .setValue(
            new Quantity(amount).setSystem(Canonical.codeSystem("iwmo-eenheid")).setCode(unit));
    return task;
  }

  private Task started(ServiceRequest order) {
    return made(
        deLinde.post("Task", uitvoering(order, "gestart", TaskStatus.INPROGRESS)), Task.class);
  }

  private void stop(Task task) {
    task.getExecutionPeriod().setEndElement(new DateTimeType("2026-11-01"));
    made(deLinde.put(at(task, "gestopt", TaskStatus.COMPLETED, "19")), Task.class);
  }

  private Communication message(String profile, String recipient) {
    Communication message = MevrouwT.example(Communication.class, profile);
    message.setSubject(new Reference(who));
    message.setSender(new Reference("Organization/aanbieder-de-linde"));
    message.getRecipientFirstRep().setReference("Organization/" + recipient);
    return message;
  }

  private String step(Task aanvraag) {
    return made(client.get(path(aanvraag)), Task.class)
        .getBusinessStatus()
        .getCodingFirstRep()
        .getCode();
  }

  private static String path(Task task) {
    return "Task/" + task.getIdElement().getIdPart();
  }

  private static <R extends org.hl7.fhir.r4.model.Resource> R made(
      Party.Answer answer, Class<R> type) {
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    return answer.as(type);
  }
}
