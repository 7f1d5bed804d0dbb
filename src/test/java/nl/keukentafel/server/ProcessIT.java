package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An aanvraag goes from step to step, by what happens and by who may take a step. */
@ServerTest
class ProcessIT {
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
  void beginsWithItsTermsAndTellsTheClientWhereItStands() {
    Task melding = begun("melding");

    assertThat(melding.getBusinessStatus().getText()).isEqualTo("De gemeente heeft uw melding.");
    assertThat(period(melding.getRestriction().getPeriod())).isEqualTo("2026-02-16 2026-03-30");
    assertThat(melding.getInput())
        .extracting(each -> each.getType().getCodingFirstRep().getCode())
        .containsExactly("onderzoek", "persoonlijk-plan");
    assertThat(period((Period) melding.getInput().get(1).getValue()))
        .isEqualTo("2026-02-16 2026-02-23");
    assertThat(melding.getExtensionString(Canonical.extension("toegang"))).isEqualTo("gemeente");
    assertThat(seen(client, melding).getBusinessStatus().getText())
        .isEqualTo(melding.getBusinessStatus().getText());
  }

  @Test
  void goesFromTheGesprekToTheHelpByWhatHappens() {
    Task aanvraag = begun("keukentafelgesprek");
    made(lindehoven, form());
    assertThat(step(aanvraag)).isEqualTo("verslag");
    Composition verslag =
        Forms.found(lindehoven, Composition.class, "Composition?patient=" + id()).get(0);
    assertThat(
            client
                .post(
                    "Composition/" + verslag.getIdElement().getIdPart() + "/$akkoord",
                    new Parameters())
                .status())
        .isEqualTo(200);
    assertThat(until(aanvraag)).isGreaterThanOrEqualTo(LocalDate.now().plusDays(14).toString());

    Contract besluit = MevrouwT.beschikking();
    besluit.getSubjectFirstRep().setReference(who);
    made(lindehoven, besluit);
    assertThat(step(aanvraag)).isEqualTo("beschikking");
    assertThat(until(aanvraag)).isEqualTo("2026-05-01");

    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(who);
    order = made(lindehoven, order);
    assertThat(step(aanvraag)).isEqualTo("toewijzing");
    assertThat(
            seen(lindehoven, aanvraag)
                .getExtensionString(Canonical.extension("uitvoeringsvariant")))
        .isEqualTo("inspanningsgericht");

    Task uitvoering = made(deLinde, uitvoering(order, "aanvaard"));
    assertThat(step(aanvraag)).isEqualTo("intake");
    CarePlan plan = made(deLinde, plan());
    assertThat(step(aanvraag)).isEqualTo("ondersteuningsplan");
    assertThat(
            client
                .post("CarePlan/" + plan.getIdElement().getIdPart() + "/$akkoord", new Parameters())
                .status())
        .isEqualTo(200);
    assertThat(step(aanvraag)).isEqualTo("start");
    uitvoering
        .setStatus(TaskStatus.INPROGRESS)
        .setBusinessStatus(new CodeableConcept(Forms.code("uitvoeringsstap", "gestart")));
    assertThat(deLinde.put(uitvoering).status()).isEqualTo(200);
    assertThat(step(aanvraag)).isEqualTo("uitvoering");

    Task now = seen(client, aanvraag);
    assertThat(now.getOutput())
        .extracting(each -> each.getType().getCodingFirstRep().getCode())
        .containsExactly(
            "keukentafelgesprek",
            "verslag",
            "verslag",
            "beschikking",
            "toewijzing",
            "intake",
            "ondersteuningsplan",
            "start",
            "uitvoering");
    assertThat(now.getOutput())
        .extracting(each -> ((DateTimeType) each.getValue()).getValue())
        .isSorted();
    assertThat(now.getRestriction().hasPeriod()).isFalse();
  }

  @Test
  void aPartyTakesTheStepThatIsOpenToItAndNoOther() {
    Task aanvraag = begun("melding");
    OperationOutcome noWay = ProperRefusal.of(lindehoven.put(to(aanvraag, "uitvoering")), 409);
    assertThat(steps(noWay)).contains("screening", "keukentafelgesprek", "verslag", "afgesloten");
    OperationOutcome byItself = ProperRefusal.of(lindehoven.put(to(aanvraag, "verslag")), 409);
    assertThat(byItself.getIssue())
        .extracting(each -> each.getDetails().getText())
        .anyMatch(text -> text.startsWith("verslag als er een verslag van het gesprek is: "));

    Task screening = made(lindehoven.put(to(aanvraag, "screening")), Task.class);
    assertThat(screening.getBusinessStatus().getText())
        .isEqualTo("De gemeente kijkt of u bij haar terecht kunt.");
    assertThat(screening.getRestriction().getPeriod().getEndElement().getValueAsString())
        .isEqualTo("2026-03-30");
    ProperRefusal.of(client.put(to(screening, "keukentafelgesprek")), 403);
    ProperRefusal.of(deLinde.put(to(screening, "keukentafelgesprek")), 404);
  }

  @Test
  void whoReadAnEarlierVersionHearsWhereItStands() {
    Task melding = begun("melding");
    Task read = melding.copy();
    assertThat(lindehoven.put(to(melding, "screening")).status()).isEqualTo(200);

    OperationOutcome stale = ProperRefusal.of(lindehoven.put(to(read, "keukentafelgesprek")), 409);

    assertThat(stale.getIssueFirstRep().getDetails().getText()).contains("staat op screening");
    assertThat(steps(stale)).contains("keukentafelgesprek");
  }

  @Test
  void doesNotBeginAtTheEndNorOverItsOwn() {
    Task aanvraag = aanvraag("uitvoering");
    OperationOutcome refused = ProperRefusal.of(lindehoven.post("Task", aanvraag), 422);
    assertThat(steps(refused)).contains("melding", "kort-onderzoek");
    ProperRefusal.of(
        lindehoven.post("Task", aanvraag("melding").setStatus(TaskStatus.COMPLETED)), 422);
  }

  @Test
  void isClosedByWhoEndsItAndStaysClosed() {
    Task melding = begun("melding");
    Task closed = made(lindehoven.put(melding.setStatus(TaskStatus.CANCELLED)), Task.class);
    assertThat(closed.getBusinessStatus().getCodingFirstRep().getCode()).isEqualTo("afgesloten");
    assertThat(closed.getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(closed.getRestriction().hasPeriod()).isFalse();

    ProperRefusal.of(lindehoven.put(closed.setStatus(TaskStatus.INPROGRESS)), 409);
  }

  @Test
  void whatTheServerKeepsNobodyElseWrites() {
    Task melding = begun("melding");
    Task forged = melding.copy();
    forged.getInput().clear();
    forged.getOutput().clear();
    forged.getRestriction().getPeriod().setEndElement(new DateTimeType("2030-01-01"));
    forged.getBusinessStatus().setText("Klaar");

    Task stored = made(lindehoven.put(forged.setDescription("Belt liever.")), Task.class);

    assertThat(stored.getDescription()).isEqualTo("Belt liever.");
    assertThat(stored.getBusinessStatus().getText()).isEqualTo("De gemeente heeft uw melding.");
    assertThat(stored.getOutput()).hasSize(1);
    assertThat(stored.getInput()).hasSize(2);
    assertThat(stored.getRestriction().equalsDeep(melding.getRestriction())).isTrue();
  }

  @Test
  void aRefusedWriteMovesNothing() {
    Task aanvraag = begun("keukentafelgesprek");
    QuestionnaireResponse form = form();
    form.setQuestionnaire("https://w3id.org/keukentafel/fhir/Questionnaire/bestaat-niet");
    assertThat(lindehoven.post("QuestionnaireResponse", form).status()).isEqualTo(422);
    assertThat(step(aanvraag)).isEqualTo("keukentafelgesprek");
  }

  private Task begun(String step) {
    return made(lindehoven, aanvraag(step));
  }

  private Task aanvraag(String step) {
    Task task = MevrouwT.example(Task.class, "wmo-aanvraag");
    task.getFor().setReference(who);
    task.getOwner().setReference("Organization/gemeente-lindehoven");
    return to(task, step);
  }

  private static Task to(Task task, String step) {
    Task moved = task.copy();
    moved.getBusinessStatus().getCodingFirstRep().setCode(step).setDisplay(null);
    return moved;
  }

  private QuestionnaireResponse form() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getIdentifier().setValue(UUID.randomUUID().toString());
    form.getSubject().setReference(who);
    return form;
  }

  private Task uitvoering(ServiceRequest order, String step) {
    Task task = MevrouwT.example(Task.class, "wmo-uitvoering");
    task.setFor(new Reference(who)).setOwner(new Reference("Organization/aanbieder-de-linde"));
    task.getFocus().setReference("ServiceRequest/" + order.getIdElement().getIdPart());
    task.getBusinessStatus().getCodingFirstRep().setCode(step).setDisplay(null);
    return task.setStatus(TaskStatus.ACCEPTED);
  }

  private CarePlan plan() {
    CarePlan plan = MevrouwT.example(CarePlan.class, "wmo-ondersteuningsplan");
    plan.setSubject(new Reference(who));
    plan.setAuthor(new Reference("Organization/aanbieder-de-linde"));
    plan.setGoal(null).setBasedOn(null).setCareTeam(null).setContributor(null);
    plan.setSupportingInfo(null).setAddresses(null).setStatus(CarePlan.CarePlanStatus.DRAFT);
    return plan;
  }

  @SuppressWarnings("unchecked") // what comes back is what was sent
  private static <R extends Resource> R made(Party by, R resource) {
    return (R) made(by.post(resource.fhirType(), resource), resource.getClass());
  }

  private static <R extends Resource> R made(Party.Answer answer, Class<R> type) {
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    return answer.as(type);
  }

  private Task seen(Party party, Task task) {
    return made(party.get("Task/" + task.getIdElement().getIdPart()), Task.class);
  }

  private String step(Task aanvraag) {
    return seen(client, aanvraag).getBusinessStatus().getCodingFirstRep().getCode();
  }

  private String until(Task aanvraag) {
    return seen(client, aanvraag).getRestriction().getPeriod().getEndElement().getValueAsString();
  }

  private String id() {
    return who.substring("Patient/".length());
  }

  private static String period(Period period) {
    return period.getStartElement().getValueAsString()
        + " "
        + period.getEndElement().getValueAsString();
  }

  private static List<String> steps(OperationOutcome outcome) {
    return outcome.getIssue().stream()
        .flatMap(issue -> issue.getDetails().getCoding().stream())
        .map(Coding::getCode)
        .toList();
  }
}
