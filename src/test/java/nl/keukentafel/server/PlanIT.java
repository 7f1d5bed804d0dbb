package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityComponent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The intake makes the ondersteuningsplan, and the client approves it. */
@ServerTest
class PlanIT {
  private static final String PLANS =
      "CarePlan?category=https://w3id.org/keukentafel/fhir/CodeSystem/documentsoort%7C"
          + "ondersteuningsplan&_sort=-_lastUpdated&patient="
          + MevrouwT.ID;

  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party deLinde;
  private Party lindehoven;
  private Party mevrouw;
  private CarePlan plan;

  @BeforeEach
  void theAanbiederHadTheIntake() {
    MevrouwT.toldHerStory(port);
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    mevrouw = new Tokens(key, port).client(MevrouwT.ID);
    assertThat(deLinde.post("QuestionnaireResponse", intake(team())).status()).isEqualTo(201);
    plan = Forms.found(mevrouw, CarePlan.class, PLANS).get(0);
  }

  @Test
  void holdsGoalsTasksTimesHelperAndTheDayOfEvaluation() {
    assertThat(plan.getStatus()).isEqualTo(CarePlanStatus.DRAFT);
    assertThat(plan.getMeta().getTagFirstRep().getCode()).isEqualTo("agb-99000001.plan.aanbieder");
    assertThat(plan.getGoalFirstRep().getDisplay()).isEqualTo("Weer bezoek ontvangen.");
    assertThat(plan.getPeriod().getStartElement().getValueAsString()).isEqualTo("2026-12-01");
    assertThat(plan.getCareTeamFirstRep().getReference()).startsWith("CareTeam/");
    CarePlanActivityComponent task = plan.getActivity().get(0);
    assertThat(task.getDetail().getCode().getCodingFirstRep().getCode())
        .isEqualTo("sanitair-schoonmaken");
    assertThat(task.getDetail().getScheduledStringType().getValue()).isEqualTo("2 keer per week");
    assertThat(task.getDetail().getExtension()).hasSize(2);
    assertThat(plan.getActivity().get(1).getDetail().getScheduledTiming().getCode())
        .satisfies(
            time -> assertThat(time.getCodingFirstRep().getCode()).isEqualTo("dinsdag-ochtend"));
    assertThat(
            plan.getActivity()
                .get(2)
                .getDetail()
                .getScheduledPeriod()
                .getStartElement()
                .getValueAsString())
        .isEqualTo("2027-06-01");
  }

  @Test
  void isActiveOnceTheClientSignedItAndADraftWhenThatIsWithdrawn() {
    Party.Answer answer = akkoord(mevrouw, true);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    CarePlan approved = answer.as(CarePlan.class);
    assertThat(approved.getStatus()).isEqualTo(CarePlanStatus.ACTIVE);
    assertThat(signatures(lindehoven))
        .singleElement()
        .satisfies(
            signed -> {
              assertThat(signed.getActivity().getCodingFirstRep().getCode()).isEqualTo("LA");
              assertThat(signed.getSignatureFirstRep().getWho().getReference())
                  .isEqualTo(MevrouwT.REFERENCE);
              assertThat(signed.getSignatureFirstRep().getWhen()).isNotNull();
            });

    assertThat(akkoord(mevrouw, false).as(CarePlan.class).getStatus())
        .isEqualTo(CarePlanStatus.DRAFT);
    assertThat(signatures(deLinde)).hasSize(2);
  }

  @Test
  void isNotForAnybodyElseToApprove() {
    ProperRefusal.of(akkoord(deLinde, true), 403);
    ProperRefusal.of(akkoord(lindehoven, true), 403);
    ProperRefusal.of(akkoord(new Tokens(key, port).client("meneer-y"), true), 404);
  }

  @Test
  void isTheOnlyPlanThatCanBeApproved() {
    CarePlan help =
        Forms.found(
                mevrouw,
                CarePlan.class,
                "CarePlan?category=http://snomed.info/sct%7C243114000&patient=" + MevrouwT.ID)
            .get(0);
    ProperRefusal.of(
        mevrouw.post("CarePlan/" + help.getIdElement().getIdPart() + "/$akkoord", new Parameters()),
        400);
  }

  @Test
  void isNotWhatTheClientWishesForIt() {
    QuestionnaireResponse form = intake(new Reference("CareTeam/geen"));
    form.getItem().removeIf(group -> !group.getLinkId().equals("plan"));
    form.getItemFirstRep().getItem().removeIf(item -> item.getLinkId().equals("plan.hulp"));
    form.getAuthor().setReference(MevrouwT.REFERENCE);

    assertThat(mevrouw.post("QuestionnaireResponse", form).status()).isEqualTo(201);

    assertThat(Forms.found(mevrouw, CarePlan.class, PLANS).get(0).getId()).isEqualTo(plan.getId());
  }

  @Test
  void staysAsItWasChangedWhenTheIntakeIsAmended() {
    QuestionnaireResponse form = intake(team());
    assertThat(deLinde.post("QuestionnaireResponse", form).status()).isEqualTo(201);
    plan = Forms.found(mevrouw, CarePlan.class, PLANS).get(0);
    plan.getPeriod().setEndElement(new DateTimeType("2027-12-01"));
    assertThat(deLinde.put(plan).status()).isEqualTo(200);

    form.setStatus(QuestionnaireResponseStatus.AMENDED);
    Forms.answer(Forms.item(form, "plan.start"), new DateType("2027-01-01"));
    Forms.answer(Forms.item(form, "afspraken.dagdelen"), Forms.code("dagdeel", "geen-voorkeur"));
    for (int i = 1; i <= 2; i++) { // the second time as well
      form.setAuthoredElement(new DateTimeType("2026-03-0" + (2 + i) + "T10:00:00+01:00"));
      Party.Answer amended =
          Party.answer(
              deLinde
                  .request("QuestionnaireResponse")
                  .header("Content-Type", "application/fhir+json")
                  .header("Prefer", "return=OperationOutcome")
                  .POST(
                      BodyPublishers.ofString(
                          Party.FHIR.newJsonParser().encodeResourceToString(form))));

      assertThat(amended.status()).as(amended.body()).isEqualTo(200);
      String reference = "CarePlan/" + plan.getIdElement().getIdPart();
      assertThat(amended.as(OperationOutcome.class).getIssue())
          .filteredOn(issue -> String.valueOf(issue.getDiagnostics()).startsWith(reference))
          .singleElement()
          .satisfies(
              issue -> {
                assertThat(issue.getSeverity()).isEqualTo(IssueSeverity.WARNING);
                assertThat(issue.getDetails().getText()).startsWith("Niet gewijzigd");
              });
      CarePlan kept = deLinde.get(reference).as(CarePlan.class);
      assertThat(kept.getPeriod().equalsDeep(plan.getPeriod())).isTrue();
      assertThat(kept.getMeta().getVersionId()).isEqualTo("2");
    }
  }

  private Reference team() {
    CareTeam team = MevrouwT.example(CareTeam.class, "wmo-team");
    team.getParticipant().forEach(each -> each.getMember().setReference("PractitionerRole/willem"));
    team.setManagingOrganization(List.of(new Reference("Organization/aanbieder-de-linde")));
    Party.Answer made = deLinde.post("CareTeam", team);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return new Reference("CareTeam/" + made.as(CareTeam.class).getIdElement().getIdPart());
  }

  private static QuestionnaireResponse intake(Reference team) {
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getIdentifier().setValue(UUID.randomUUID().toString());
    form.setQuestionnaire("https://w3id.org/keukentafel/fhir/Questionnaire/intake-aanbieder|0.1.0");
    form.getAuthor().setReference("Organization/aanbieder-de-linde");
    form.setItem(null);
    QuestionnaireResponseItemComponent afspraken = form.addItem().setLinkId("afspraken");
    Forms.answer(
        afspraken.addItem().setLinkId("afspraken.dagdelen"),
        Forms.code("dagdeel", "dinsdag-ochtend"));
    QuestionnaireResponseItemComponent task = afspraken.addItem().setLinkId("afspraken.taken");
    Forms.answer(
        task.addItem().setLinkId("afspraken.taken.taak"),
        Forms.code("huishoudelijke-taak", "sanitair-schoonmaken"));
    Forms.answer(
        task.addItem().setLinkId("afspraken.taken.ruimte"), Forms.code("ruimte", "badkamer"));
    Forms.answer(
        task.addItem().setLinkId("afspraken.taken.frequentie"),
        new Quantity(2)
            .setUnit("keer per week")
            .setSystem("http://unitsofmeasure.org")
            .setCode("/wk"));
    QuestionnaireResponseItemComponent plan = form.addItem().setLinkId("plan");
    Forms.answer(plan.addItem().setLinkId("plan.doelen"), new StringType("Weer bezoek ontvangen."));
    Forms.answer(plan.addItem().setLinkId("plan.start"), new DateType("2026-12-01"));
    Forms.answer(plan.addItem().setLinkId("plan.evaluatie"), new DateType("2027-06-01"));
    Forms.answer(plan.addItem().setLinkId("plan.hulp"), team);
    return form;
  }

  @Test
  void whoReadAnEarlierVersionDoesNotApproveThisOne() {
    String path = "CarePlan/" + plan.getIdElement().getIdPart() + "/$akkoord";
    HttpRequest.Builder request =
        mevrouw
            .request(path)
            .header("If-Match", "W/\"" + plan.getMeta().getVersionId() + "0\"")
            .header("Content-Type", "application/fhir+json");
    ProperRefusal.of(
        Party.answer(request.POST(BodyPublishers.ofString("{\"resourceType\": \"Parameters\"}"))),
        412);
    assertThat(akkoord(mevrouw, true).status()).isEqualTo(200);
  }

  private Party.Answer akkoord(Party party, boolean yes) {
    Parameters answer = new Parameters();
    answer.addParameter("akkoord", new BooleanType(yes));
    return party.post("CarePlan/" + plan.getIdElement().getIdPart() + "/$akkoord", answer);
  }

  private List<Provenance> signatures(Party reader) {
    String about = "CarePlan/" + plan.getIdElement().getIdPart();
    return Forms.found(
            reader, Provenance.class, "Provenance?patient=" + MevrouwT.ID + "&target=" + about)
        .stream()
        .filter(Provenance::hasSignature)
        .toList();
  }
}
