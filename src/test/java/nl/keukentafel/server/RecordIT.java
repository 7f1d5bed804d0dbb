package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who may record what for whom, and under whose name it is kept. */
@ServerTest
class RecordIT {
  private static final Reference LINDEHOVEN = new Reference("Organization/gemeente-lindehoven");
  private static final Reference DE_LINDE = new Reference("Organization/aanbieder-de-linde");

  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party deLinde;
  private Party client;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    client = new Tokens(key, port).client(MevrouwT.ID);
  }

  @Test
  void aGemeenteRegistersAClientOfItsOwn() {
    Party voorportaal = Party.of(port, "gemeente-lindehoven", "consulent-voorportaal");

    Patient made = created(voorportaal, NewClient.of(LINDEHOVEN)).as(Patient.class);

    assertThat(classOf(made)).isEqualTo("gm-9901.identificatie.wmo-onderzoek");
    assertThat(lindehoven.get(path(made)).status()).isEqualTo(200);
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    ProperRefusal.of(westerbrug.get(path(made)), 404);
  }

  @Test
  void aGemeenteRegistersNoClientOfAnother() {
    Patient elsewhere = NewClient.of(new Reference("Organization/gemeente-westerbrug"));

    OperationOutcome refusal = ProperRefusal.of(lindehoven.post("Patient", elsewhere), 422);
    assertThat(ProperRefusal.expressions(refusal)).containsExactly("Patient.managingOrganization");

    Patient made = created(lindehoven, NewClient.of(LINDEHOVEN)).as(Patient.class);
    made.setManagingOrganization(elsewhere.getManagingOrganization());
    ProperRefusal.of(lindehoven.put(made), 422);
  }

  @Test
  void oneBsnIsOneClientOfAGemeenteAndTellsAnotherGemeenteNothing() {
    Patient made = created(lindehoven, NewClient.of(LINDEHOVEN)).as(Patient.class);
    Patient again = NewClient.of(LINDEHOVEN);
    again.setIdentifier(made.getIdentifier());

    ProperRefusal.of(lindehoven.post("Patient", again), 409);

    again.setManagingOrganization(new Reference("Organization/gemeente-westerbrug"));
    created(Party.of(port, "gemeente-westerbrug", "wmo-consulent"), again);
  }

  @Test
  void aBsnThatFailsTheElevenTestIsRefused() {
    Patient wrong = NewClient.of(LINDEHOVEN);
    wrong.getIdentifierFirstRep().setValue("999990018");

    ProperRefusal.of(lindehoven.post("Patient", wrong), 422);
  }

  @Test
  void aClientIsChangedByWhoReadItsVersion() {
    Patient made = created(lindehoven, NewClient.of(LINDEHOVEN)).as(Patient.class);
    made.getNameFirstRep().setText("Anders");

    Patient changed = lindehoven.put(made).as(Patient.class);

    assertThat(changed.getNameFirstRep().getText()).isEqualTo("Anders");
    assertThat(classOf(changed)).isEqualTo(classOf(made));
    assertThat(lindehoven.put(made).status()).as("the old version").isEqualTo(409);
  }

  @Test
  void theEngagedAanbiederWritesThePlanInItsOwnDossier() {
    Resource made = created(deLinde, plan()).as(CarePlan.class);

    assertThat(classOf(made)).isEqualTo("agb-99000001.plan.aanbieder");
    assertThat(client.get(path(made)).status()).as("the client").isEqualTo(200);
    ProperRefusal.of(lindehoven.post("CarePlan", plan()), 403);
  }

  @Test
  void anAanbiederCannotWriteForAStrangerNorLearnWhetherThereIsOne() {
    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    CarePlan absent = plan();
    absent.setSubject(new Reference("Patient/nobody"));

    Party.Answer hidden = noord.post("CarePlan", plan());

    ProperRefusal.of(hidden, 404);
    assertThat(hidden.body()).isEqualTo(noord.post("CarePlan", absent).body());
  }

  @Test
  void theHelpOfTheTeamReadsAsLongAsTheTeamIsActive() {
    PractitionerRole nova = staff(DE_LINDE);
    nova = created(deLinde, nova).as(PractitionerRole.class);
    Party help =
        new Tokens(key, port)
            .employee(Role.HUISHOUDELIJKE_HULP, NamingSystems.AGB + "|99000001", path(nova));
    ProperRefusal.of(help.get(MevrouwT.REFERENCE), 404);

    CareTeam team = created(deLinde, team(path(nova))).as(CareTeam.class);
    assertThat(help.get(MevrouwT.REFERENCE).status()).isEqualTo(200);

    assertThat(deLinde.put(team.setStatus(CareTeamStatus.INACTIVE)).status()).isEqualTo(200);
    ProperRefusal.of(help.get(MevrouwT.REFERENCE), 404);
  }

  @Test
  void staffBelongsToItsOwnOrganisation() {
    ProperRefusal.of(
        deLinde.post("PractitionerRole", staff(new Reference("Organization/aanbieder-noord"))),
        422);
    ProperRefusal.of(deLinde.get("PractitionerRole/esmee"), 404);
    ProperRefusal.of(deLinde.post("CareTeam", team("PractitionerRole/esmee")), 422);

    Bundle own = deLinde.get("PractitionerRole?active=true&_count=200").as(Bundle.class);
    assertThat(own.getEntry())
        .extracting(entry -> ((PractitionerRole) entry.getResource()).getOrganization())
        .isNotEmpty()
        .allMatch(organization -> organization.getReference().equals(DE_LINDE.getReference()));
  }

  @Test
  void staffIsChangedByItsOwnOrganisationOnly() {
    PractitionerRole made = created(deLinde, staff(DE_LINDE)).as(PractitionerRole.class);

    ProperRefusal.of(
        Party.of(port, "aanbieder-noord", "zorgcoordinator").put(made.setActive(false)), 404);

    assertThat(deLinde.put(made).as(PractitionerRole.class).getActive()).isFalse();
    made.setOrganization(new Reference("Organization/aanbieder-noord"));
    made =
        deLinde.get(path(made)).as(PractitionerRole.class).setOrganization(made.getOrganization());
    ProperRefusal.of(deLinde.put(made), 422);
  }

  @Test
  void whatCameFromTheCizStaysBoundToThatOrigin() {
    Flag stated = MevrouwT.example(Flag.class, "ext-herkomst");
    stated.setAuthor(LINDEHOVEN);
    Flag made = created(lindehoven, stated).as(Flag.class);
    assertThat(classOf(made)).isEqualTo("gm-9901.wlz-indicatie.ciz");

    ProperRefusal.of(deLinde.get(path(made)), 404);

    made.getExtension().get(0).setValue(new CodeType("client"));
    ProperRefusal.of(lindehoven.put(made), 422);
  }

  @Test
  void theNameOfAMantelzorgerNeedsAReason() {
    CarePlan named = MevrouwT.example(CarePlan.class, "wmo-mantelzorghulp");
    named
        .getActivityFirstRep()
        .getDetail()
        .setPerformer(List.of(new Reference().setDisplay("Lieke")));

    OperationOutcome refusal = ProperRefusal.of(lindehoven.post("CarePlan", named), 403);

    assertThat(rule(refusal)).isEqualTo("wmo-5.1.1-2-mantelzorger");
    named.getActivityFirstRep().getDetail().setPerformer(null);
    assertThat(classOf(created(lindehoven, named).as(CarePlan.class)))
        .isEqualTo("gm-9901.mantelzorg.wmo-onderzoek");
  }

  @Test
  void aCalamiteitOpensWhatTheToezichthouderNeeds() {
    Party toezicht = Party.of(port, "toezichthouder", "toezichthouder");
    Communication melding = message("wmo-calamiteit", "Organization/toezichthouder");

    Communication made = created(deLinde, melding).as(Communication.class);

    assertThat(classOf(made)).isEqualTo("agb-99000001.calamiteit.aanbieder");
    assertThat(toezicht.get(path(made)).status()).isEqualTo(200);
    ProperRefusal.of(lindehoven.get(path(made)), 404);
  }

  @Test
  void aSuspicionOfViolenceAtHomeIsForVeiligThuisAndNotForTheClient() {
    Communication made =
        created(deLinde, message("wmo-huiselijk-geweld", "Organization/veilig-thuis"))
            .as(Communication.class);

    Party veiligThuis = Party.of(port, "veilig-thuis", "veilig-thuis");
    assertThat(veiligThuis.get(path(made)).status()).isEqualTo(200);
    ProperRefusal.of(client.get(path(made)), 404);
  }

  @Test
  void aComplaintOfTheClientIsKeptByTheAanbiederThatItIsAbout() {
    Communication complaint = message("wmo-klacht", DE_LINDE.getReference());
    complaint.setSender(new Reference(MevrouwT.REFERENCE));

    Communication made = created(client, complaint).as(Communication.class);

    assertThat(classOf(made)).isEqualTo("agb-99000001.klacht.client");
    assertThat(deLinde.get(path(made)).status()).isEqualTo(200);
    ProperRefusal.of(lindehoven.get(path(made)), 404);
    complaint.setRecipient(List.of(new Reference("Organization/aanbieder-noord")));
    ProperRefusal.of(client.post("Communication", complaint), 403);
  }

  @Test
  void aChangeOfProfileIsJudgedAsWhatItBecomes() {
    CarePlan made = created(deLinde, plan()).as(CarePlan.class);
    CarePlan other = MevrouwT.example(CarePlan.class, "wmo-mantelzorghulp");
    other.getMeta().setVersionId(made.getMeta().getVersionId());
    other.setId(made.getIdElement().getIdPart());

    ProperRefusal.of(deLinde.put(other), 403);

    assertThat(classOf(deLinde.get(path(made)).as(CarePlan.class))).isEqualTo(classOf(made));
  }

  @Test
  void whoHasNothingToHearSubscribesToNothing() {
    for (String name : List.of("medisch-adviseur", "veilig-thuis")) {
      ProperRefusal.of(
          Party.of(port, name, name)
              .post(
                  "Subscription",
                  HiddenDossier.subscription(Canonical.topic("beschikking"), "reden")),
          403);
    }
  }

  @Test
  void aMandatedAanbiederRecordsForTheCollege() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    Task onderzoek = MevrouwT.example(Task.class, "wmo-aanvraag");
    onderzoek
        .setFor(new Reference("Patient/mevrouw-janssen"))
        .setRequester(null)
        .setFocus(null)
        .setBasedOn(null)
        .setOwner(new Reference("Organization/aanbieder-noord"));
    Task open = created(westerbrug, onderzoek).as(Task.class);
    Flag told = MevrouwT.example(Flag.class, "wmo-wlz-indicatie");
    told.setAuthor(null).setSubject(new Reference("Patient/mevrouw-janssen"));

    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    assertThat(classOf(created(noord, told).as(Flag.class)))
        .isEqualTo("gm-9902.wlz-indicatie.wmo-onderzoek");

    westerbrug.put(open.setStatus(Task.TaskStatus.COMPLETED)); // other tests need her unbound
  }

  private static CarePlan plan() {
    CarePlan plan = MevrouwT.example(CarePlan.class, "wmo-ondersteuningsplan");
    plan.setAuthor(DE_LINDE).setGoal(null).setBasedOn(null).setCareTeam(null);
    plan.setContributor(null).setSupportingInfo(null).setAddresses(null);
    return plan;
  }

  private static PractitionerRole staff(Reference organisation) {
    return MevrouwT.example(PractitionerRole.class, "wmo-medewerker").setOrganization(organisation);
  }

  private static CareTeam team(String member) {
    CareTeam team = MevrouwT.example(CareTeam.class, "wmo-team");
    team.getParticipantFirstRep().setMember(new Reference(member));
    return team.setManagingOrganization(List.of(DE_LINDE));
  }

  private static Communication message(String profile, String to) {
    Communication message = MevrouwT.example(Communication.class, profile);
    return message.setRecipient(List.of(new Reference(to))).setSender(DE_LINDE);
  }

  private static Party.Answer created(Party by, Resource resource) {
    Party.Answer answer = by.post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  private static String path(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  private static String classOf(Resource resource) {
    return resource.getMeta().getTag().stream()
        .filter(tag -> Canonical.codeSystem("dossierklasse").equals(tag.getSystem()))
        .map(Coding::getCode)
        .findFirst()
        .orElseThrow();
  }

  private static String rule(OperationOutcome refusal) {
    return refusal.getIssueFirstRep().getDetails().getCodingFirstRep().getCode();
  }
}
