package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The concept plan of an aanbieder with a mandaat: the college's until the toewijzing goes to that
 * aanbieder. The whole story is {@code fixtures/toegang-aanbieder}.
 */
@ServerTest
class ConceptPlanIT {
  private static final String NOORD = "Organization/aanbieder-noord";

  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party westerbrug;
  private Party noord;
  private Party herself;
  private String client;

  @BeforeEach
  void noordDoesTheOnderzoek() {
    westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    client = NewClient.of(westerbrug, "gemeente-westerbrug");
    herself = new Tokens(key, port).client(client.replace("Patient/", ""));
    Task onderzoek = MevrouwT.example(Task.class, "wmo-aanvraag");
    onderzoek.setFor(new Reference(client)).setOwner(new Reference(NOORD));
    assertThat(westerbrug.post("Task", onderzoek).status()).isEqualTo(201);
  }

  @Test
  void isOfTheCollegeAndBecomesThePlanOfWhoGetsTheToewijzing() {
    CarePlan concept = made(noord, plan());
    assertThat(tag(concept)).isEqualTo("gm-9902.plan.wmo-onderzoek");
    concept.setTitle("Plan, na overleg");
    assertThat(noord.put(concept).status()).isEqualTo(200);

    ServiceRequest order = order("aanbieder-noord");
    order.getQuantityQuantity().setValue(90);
    assertThat(westerbrug.put(order).status()).isEqualTo(200);

    List<CarePlan> all = plans(herself);
    assertThat(all).extracting(ConceptPlanIT::tag).hasSize(2).contains(tag(concept));
    CarePlan own =
        all.stream().filter(each -> tag(each).startsWith("agb-")).findFirst().orElseThrow();
    assertThat(tag(own)).isEqualTo("agb-99000002.plan.aanbieder");
    assertThat(own.getStatus()).isEqualTo(CarePlanStatus.DRAFT);
    assertThat(own.getTitle()).isEqualTo("Plan, na overleg");
    assertThat(own.getReplacesFirstRep().getReference())
        .isEqualTo("CarePlan/" + concept.getIdElement().getIdPart());
    assertThat(plans(westerbrug)).hasSize(2);
    own.setTitle("Plan, na de intake");
    assertThat(noord.put(own).status()).isEqualTo(200);
  }

  @Test
  void isNothingToTheAanbiederThatGetsTheToewijzingInstead() {
    CarePlan concept = made(noord, plan());

    order("aanbieder-de-linde");

    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    ProperRefusal.of(deLinde.get("CarePlan/" + concept.getIdElement().getIdPart()), 404);
    assertThat(plans(deLinde)).isEmpty();
    assertThat(plans(herself)).hasSize(1);
    assertThat(plans(westerbrug)).hasSize(1);
  }

  @Test
  void isNoPlanThatHoldsYet() {
    ProperRefusal.of(noord.post("CarePlan", plan().setStatus(CarePlanStatus.ACTIVE)), 409);
    CarePlan concept = made(noord, plan());
    ProperRefusal.of(noord.put(concept.copy().setStatus(CarePlanStatus.ACTIVE)), 409);
    assertThat(noord.put(concept.setStatus(CarePlanStatus.REVOKED)).status()).isEqualTo(200);

    order("aanbieder-noord");

    assertThat(plans(herself)).hasSize(1);
  }

  @Test
  void isForWhoHasTheMandaatOnly() {
    ProperRefusal.of(westerbrug.post("CarePlan", plan()), 403);
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    CarePlan theirs = plan();
    theirs.getAuthor().setReference("Organization/aanbieder-de-linde");
    ProperRefusal.of(deLinde.post("CarePlan", theirs), 404);
  }

  /** What only who delivers may record, is not in it (rn 6.7). */
  @Test
  void comesFromTheFormOfTheIntakeWithoutWhatOnlyDeliveryNeeds() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getIdentifier().setValue(UUID.randomUUID().toString());
    form.getSubject().setReference(client);
    form.getAuthor().setReference(NOORD);
    form.setQuestionnaire("https://w3id.org/keukentafel/fhir/Questionnaire/intake-aanbieder|0.1.0");
    form.setItem(null);
    QuestionnaireResponseItemComponent matching = form.addItem().setLinkId("matching");
    Forms.answer(
        matching.addItem().setLinkId("matching.voorkeuren"), new StringType("Liefst een vrouw."));
    QuestionnaireResponseItemComponent plan = form.addItem().setLinkId("plan");
    Forms.answer(plan.addItem().setLinkId("plan.doelen"), new StringType("Een schoon huis."));
    Forms.answer(plan.addItem().setLinkId("plan.start"), new DateType("2026-12-01"));
    assertThat(
            ProperRefusal.expressions(
                ProperRefusal.of(noord.post("QuestionnaireResponse", form), 422)))
        .containsExactly("matching.voorkeuren");
    form.getItem().remove(0);

    assertThat(noord.post("QuestionnaireResponse", form).status()).isEqualTo(201);

    assertThat(plans(westerbrug))
        .singleElement()
        .satisfies(concept -> assertThat(tag(concept)).isEqualTo("gm-9902.plan.wmo-onderzoek"));
  }

  private CarePlan plan() {
    CarePlan plan = MevrouwT.example(CarePlan.class, "wmo-ondersteuningsplan");
    plan.setStatus(CarePlanStatus.DRAFT).setCareTeam(null);
    return plan.setSubject(new Reference(client)).setAuthor(new Reference(NOORD));
  }

  private ServiceRequest order(String aanbieder) {
    ServiceRequest order = MevrouwT.toewijzing();
    order.setSubject(new Reference(client));
    order.setRequester(new Reference("Organization/gemeente-westerbrug"));
    order.setPerformer(List.of(new Reference("Organization/" + aanbieder)));
    Party.Answer answer = westerbrug.post("ServiceRequest", order);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.as(ServiceRequest.class);
  }

  private static CarePlan made(Party party, CarePlan plan) {
    Party.Answer answer = party.post("CarePlan", plan);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.as(CarePlan.class);
  }

  private List<CarePlan> plans(Party reader) {
    return Forms.found(
        reader, CarePlan.class, "CarePlan?patient=" + client.replace("Patient/", ""));
  }

  private static String tag(CarePlan plan) {
    return plan.getMeta().getTagFirstRep().getCode();
  }
}
