package nl.keukentafel.access.recording;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.Optional;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Parties;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Labels;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Labels every resource at every write with its category, herkomst and controller. What a client
 * sends there is dropped; a change keeps the controller and herkomst of the first version.
 */
@Interceptor
public final class Labeller {
  private final Gate gate;
  private final Judge judge;
  private final Dossiers dossiers;
  private final Recorder recorder;

  public Labeller(Gate gate, Judge judge, Dossiers dossiers, Recorder recorder) {
    this.gate = gate;
    this.judge = judge;
    this.dossiers = dossiers;
    this.recorder = recorder;
  }

  /**
   * Labels what the server itself loads: in a dossier as coming from the responsible college, staff
   * as its organisation's own.
   */
  public void label(Resource resource) {
    if (reach(resource) == Reach.DOSSIER) {
      Controller college = dossiers.collegeOf(resource).orElseThrow();
      Labels.write(resource, new DossierClass(college, category(resource), Herkomst.WMO_ONDERZOEK));
    } else if (resource instanceof PractitionerRole staff) {
      Labels.writeOwner(resource, dossiers.controller(staff.getOrganization()).orElseThrow().tag());
    }
  }

  /** Labels what the server makes for a party, as that party's own. */
  public void label(Resource resource, Recording recording) {
    Labels.write(
        resource,
        new DossierClass(recording.controller(), category(resource), recording.herkomst()));
  }

  private Reach reach(Resource resource) {
    return gate.opening(resource.fhirType()).map(Gate.Opening::reach).orElse(Reach.REGISTER);
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void created(IBaseResource created, RequestDetails request) {
    Resource resource = (Resource) created;
    Optional<Session> session = Session.of(request);
    if (session.isEmpty()) {
      return; // the server itself labels what it loads
    }
    Labels.strip(resource);
    switch (reach(resource)) {
      case DOSSIER -> {
        Relations relations = recorder.relations(session.get(), resource);
        DossierClass what =
            recorder.classOf(session.get(), relations, resource, category(resource));
        Labels.write(resource, what);
        session
            .get()
            .permit(
                Subjects.patientOf(resource).orElse(""),
                judge.decide(relations.asker(), Act.VASTLEGGEN, what));
      }
      case OWN -> Labels.writeOwner(resource, owner(session.get()));
      default -> {}
    }
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    Resource stored = (Resource) before;
    Resource resource = (Resource) after;
    Optional<DossierClass> what = Labels.read(stored);
    if (what.isPresent()) {
      Labels.write(
          resource,
          new DossierClass(what.get().controller(), category(resource), what.get().herkomst()));
    } else if (Session.of(request).isPresent()) {
      Labels.strip(resource);
      resource.getMeta().setTag(stored.getMeta().getTag());
    }
  }

  static Recording inOwnName(Asker asker) {
    if (Caller.isPersonal(asker.role())) {
      return new Recording(Controller.CLIENT, Herkomst.CLIENT);
    }
    Controller organisation = required(asker.organisation());
    return new Recording(
        organisation,
        organisation.kind() == Controller.Kind.COLLEGE
            ? Herkomst.WMO_ONDERZOEK
            : Herkomst.AANBIEDER);
  }

  /** As belonging to an organisation. */
  public static void labelAsOf(Caller owner, Resource resource) {
    Labels.writeOwner(resource, Parties.of(owner));
  }

  /** Who a subscription belongs to: an organisation, or the client whose dossier it watches. */
  public static String owner(Session session) {
    Caller caller = session.caller();
    if (!Caller.isPersonal(caller.role()) && caller.organization() == null) {
      throw canHoldNothing();
    }
    return Parties.of(caller);
  }

  /** Only a college and an aanbieder, by gemeentecode and AGB code, can hold data. */
  private static Controller required(@Nullable Controller organisation) {
    if (organisation == null) {
      throw canHoldNothing();
    }
    return organisation;
  }

  static BaseServerResponseException canHoldNothing() {
    return Refusal.closed("This organisation is neither a college nor an aanbieder");
  }

  /** Who answers for a stored resource. */
  public static Optional<Controller> controllerOf(Resource stored) {
    return Labels.read(stored).map(DossierClass::controller);
  }

  private Category category(Resource resource) {
    return judge
        .category(resource)
        .orElseThrow(() -> new IllegalStateException("no category for " + resource.fhirType()));
  }
}
