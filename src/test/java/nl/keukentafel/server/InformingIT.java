package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import nl.keukentafel.fhir.Day;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whoever there is data about hears of it: the client at the melding, another within a month. */
@ServerTest
class InformingIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party deLinde;
  private Party client;
  private String who;

  @BeforeEach
  void thereIsADossierWithHelp() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    who = NewClient.withHelp(lindehoven);
    client = new Tokens(key, port).client(who.substring("Patient/".length()));
  }

  @Test
  void atTheMeldingTheClientIsToldEverythingThatAvg13Asks() {
    assertThat(messages(client)).isEmpty();
    Task aanvraag = aanvraag();

    assertThat(messages(client)).hasSize(1);
    Communication message = messages(client).get(0);
    assertThat(message.getAboutFirstRep().getReference())
        .isEqualTo("Task/" + aanvraag.getIdElement().getIdPart());
    assertThat(message.getSender().getReference()).isEqualTo("Organization/gemeente-lindehoven");
    String text =
        message.getPayload().stream()
            .map(each -> each.getContentStringType().getValue())
            .collect(Collectors.joining("\n"));
    assertThat(text)
        .contains("Gemeente Lindehoven is verantwoordelijk", "wmo@lindehoven.example") // 1a
        .contains("fg@lindehoven.example") // 1b
        .contains("Voor het onderzoek", "artikel 2.3.2 en 5.1.1", "artikel 6 lid 1 onder e") // 1c
        .contains("de aanbieder die u hulp geeft", "buiten de Europese Unie") // 1e, 1f
        .contains("Vijftien jaar", "twintig jaar") // 2a
        .contains("inzien", "verbeteren", "vernietigen", "bezwaar", "beperken") // 2b
        .contains("intrekken") // 2c
        .contains("Autoriteit Persoonsgegevens") // 2d
        .contains("artikel 2.3.2 lid 7") // 2e
        .contains("Beslist een computer?") // 2f
        .doesNotContain("{");
    assertThat(message.getText().getDivAsString()).contains("fg@lindehoven.example");
    assertThat(errors("Communication", message)).isEmpty();
  }

  @Test
  void nobodyElseReadsWhatTheClientWasTold() {
    aanvraag();
    String message = "Communication/" + messages(client).get(0).getIdElement().getIdPart();

    assertThat(messages(lindehoven)).hasSize(1);
    assertThat(messages(deLinde)).isEmpty();
    ProperRefusal.of(deLinde.get(message), 404);
    ProperRefusal.of(Party.of(port, "gemeente-westerbrug", "wmo-consulent").get(message), 404);
  }

  @Test
  void ofAMantelzorgerWithANameTheGemeenteHearsThatThisPersonMustKnow() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getSubject().setReference(who);
    QuestionnaireResponseItemComponent help = Forms.item(form, "steun.mantelzorg");
    help.addItem(answer("steun.mantelzorg.naam", "Lieke de Boer"));
    help.addItem(answer("steun.mantelzorg.noodzaak", "Zij laat de hulp binnen."));
    Party.Answer told = lindehoven.post("QuestionnaireResponse", form);
    assertThat(told.status()).as(told.body()).isEqualTo(201);

    List<RelatedPerson> people =
        Forms.found(lindehoven, RelatedPerson.class, "RelatedPerson?patient=" + who);
    assertThat(people).hasSize(1);
    assertThat(tasks(lindehoven)).hasSize(1);
    Task task = tasks(lindehoven).get(0);
    assertThat(task.getFocus().getReference())
        .isEqualTo("RelatedPerson/" + people.get(0).getIdElement().getIdPart());
    assertThat(task.getRestriction().getPeriod().getEndElement().getValueAsString())
        .isEqualTo(LocalDate.now(Day.HERE).plusMonths(1).toString());
    assertThat(Party.FHIR.newJsonParser().encodeResourceToString(task)).doesNotContain("Lieke");
    assertThat(errors("Task", task)).isEmpty();
    assertThat(tasks(client)).hasSize(1);
    assertThat(tasks(deLinde)).isEmpty();
    ProperRefusal.of(deLinde.get("Task/" + task.getIdElement().getIdPart()), 404);
  }

  @Test
  void theGemeenteTicksItOff() {
    RelatedPerson mentor = MevrouwT.example(RelatedPerson.class, "wmo-contactpersoon");
    mentor.setPatient(new Reference(who));
    assertThat(lindehoven.post("RelatedPerson", mentor).status()).isEqualTo(201);
    Task task = tasks(lindehoven).get(0);
    assertThat(
            Forms.found(
                lindehoven,
                Task.class,
                "Task?status=requested&code=informeren&termijn=eb"
                    + LocalDate.now(Day.HERE).plusMonths(2)))
        .as("on the work list, with all that is due by then")
        .extracting(each -> each.getIdElement().getIdPart())
        .contains(task.getIdElement().getIdPart());

    Party.Answer done = lindehoven.put(task.setStatus(TaskStatus.COMPLETED));

    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(tasks(client).get(0).getStatus()).isEqualTo(TaskStatus.COMPLETED);
  }

  private Task aanvraag() {
    Task task = MevrouwT.example(Task.class, "wmo-aanvraag");
    task.setFor(new Reference(who)).getOwner().setReference("Organization/gemeente-lindehoven");
    Party.Answer made = lindehoven.post("Task", task);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.as(Task.class);
  }

  private List<Communication> messages(Party reader) {
    return Forms.found(
        reader, Communication.class, "Communication?category=informatie&patient=" + who);
  }

  private List<Task> tasks(Party reader) {
    return Forms.found(reader, Task.class, "Task?code=informeren&patient=" + who);
  }

  private List<String> errors(String type, org.hl7.fhir.r4.model.Resource resource) {
    return lindehoven
        .post(type + "/$validate", resource)
        .as(OperationOutcome.class)
        .getIssue()
        .stream()
        .filter(each -> each.getSeverity().compareTo(IssueSeverity.ERROR) <= 0)
        .map(each -> each.getDiagnostics())
        .toList();
  }

  private static QuestionnaireResponseItemComponent answer(String linkId, String text) {
    QuestionnaireResponseItemComponent item = new QuestionnaireResponseItemComponent();
    item.setLinkId(linkId).addAnswer().setValue(new StringType(text));
    return item;
  }
}
