package nl.keukentafel.access.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Relation;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/** Who answers for what is recorded now, and where it came from. */
public final class Recorder {
  private final Judge judge;
  private final Dossiers dossiers;

  public Recorder(Judge judge, Dossiers dossiers) {
    this.judge = judge;
    this.dossiers = dossiers;
  }

  /**
   * As a use case says, or else the first that the rulebook permits: in the caller's own name, for
   * the college whose onderzoek or advice it does, or in the dossier of the one addressed.
   */
  DossierClass classOf(Session session, Relations to, Resource resource, Category category) {
    List<DossierClass> possible =
        session
            .recording()
            .map(
                recording ->
                    List.of(
                        classOf(
                            recording.from(stated(resource).orElse(recording.herkomst())),
                            category)))
            .orElseGet(() -> possible(session, to, resource, category));
    return possible.stream()
        .filter(what -> judge.decide(to.asker(), Act.VASTLEGGEN, what).permitted())
        .findFirst()
        .orElse(possible.get(0));
  }

  private List<DossierClass> possible(
      Session session, Relations to, Resource resource, Category category) {
    List<Recording> recordings =
        Caller.isPersonal(session.caller().role())
            ? ofPerson(to, resource)
            : ofOrganisation(to.asker(), to);
    return recordings.stream()
        .map(each -> each.from(stated(resource).orElse(each.herkomst())))
        .map(each -> classOf(each, category))
        .toList();
  }

  private static DossierClass classOf(Recording recording, Category category) {
    return new DossierClass(recording.controller(), category, recording.herkomst());
  }

  /**
   * A form: of a person for the one aanbieder, else for the college, that asked; of an organisation
   * in its own name, or for the college whose onderzoek it does.
   */
  public static List<Recording> ofForm(Relations to) {
    if (!Caller.isPersonal(to.asker().role())) {
      return ofOrganisation(to.asker(), to);
    }
    return Stream.of(to.soleAanbieder().stream(), colleges(to), Stream.of(Controller.CLIENT))
        .flatMap(each -> each)
        .map(controller -> new Recording(controller, Herkomst.CLIENT))
        .toList();
  }

  private static Stream<Controller> colleges(Relations to) {
    return to.controllers().stream()
        .filter(controller -> controller.kind() == Controller.Kind.COLLEGE);
  }

  private List<Recording> ofPerson(Relations to, Resource resource) {
    List<Recording> recordings = new ArrayList<>();
    recordings.add(new Recording(Controller.CLIENT, Herkomst.CLIENT));
    if (resource instanceof Communication message) {
      message.getRecipient().stream()
          .flatMap(recipient -> dossiers.controller(recipient).stream())
          .filter(to.controllers()::contains)
          .forEach(addressed -> recordings.add(new Recording(addressed, Herkomst.CLIENT)));
    }
    return recordings;
  }

  private static List<Recording> ofOrganisation(Asker asker, Relations to) {
    List<Recording> recordings = new ArrayList<>();
    if (asker.organisation() != null) {
      recordings.add(Labeller.inOwnName(asker));
    }
    if (asker.relations().contains(Relation.GEMANDATEERDE_AANBIEDER)
        || asker.relations().contains(Relation.ADVIESAANVRAAG)) {
      colleges(to)
          .forEach(college -> recordings.add(new Recording(college, Herkomst.WMO_ONDERZOEK)));
    }
    if (recordings.isEmpty()) {
      throw Labeller.canHoldNothing();
    }
    return recordings;
  }

  /**
   * What the sender says about where it came from: data of another keeps that origin here.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException 422 when that is no
   *     origin
   */
  static Optional<Herkomst> stated(Resource resource) {
    if (!(resource instanceof DomainResource stating)
        || !stating.hasExtension(Canonical.extension("herkomst"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Herkomst.of(stating.getExtensionString(Canonical.extension("herkomst"))));
    } catch (IllegalArgumentException | NullPointerException unknown) {
      throw Refusal.unprocessable(
          resource.fhirType() + ".extension", "ext-herkomst is a code of CodeSystem herkomst");
    }
  }

  /**
   * The caller in relation to the client of what is created; for a new client their own gemeente is
   * responsible.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException 422 when it is about
   *     nobody, or a new client of another gemeente
   */
  Relations relations(Session session, Resource created) {
    return created instanceof Patient client
        ? toNewClient(session.caller(), client)
        : session.relations(
            Subjects.patientOf(created)
                .orElseThrow(
                    () ->
                        Refusal.unprocessable(
                            created.fhirType() + ".subject",
                            "A subject that is a Patient is required")));
  }

  private Relations toNewClient(Caller caller, Patient client) {
    Controller gemeente =
        dossiers
            .controller(client.getManagingOrganization())
            .filter(controller -> controller.kind() == Controller.Kind.COLLEGE)
            .filter(controller -> controller.equals(Relations.organisation(caller)))
            .orElseThrow(
                () ->
                    Refusal.unprocessable(
                        "Patient.managingOrganization",
                        "A new client belongs to the caller's own gemeente"));
    return new Relations(
        judge.ofOwnGemeente(gemeente, caller), Set.of(Controller.CLIENT, gemeente), Set.of());
  }
}
