package nl.keukentafel.access.explain;

import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossier;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Labels;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Says why somebody may or may not read or record something of one client. Anyone may ask it about
 * themselves; the client, who holds data of the client, and a functionaris gegevensbescherming of
 * such a holder also about others.
 */
public final class Explain {
  private final Judge judge;
  private final Dossiers dossiers;
  private final Clock clock;

  public Explain(Judge judge, Dossiers dossiers, Clock clock) {
    this.judge = judge;
    this.dossiers = dossiers;
    this.clock = clock;
  }

  /** About whom the question is: what is absent is as it is for the caller. */
  public record Party(@Nullable Role role, @Nullable OrganizationIdentifier organization) {}

  /** The decision on a kind of information, wherever in the dossier it would be. */
  public Decision decide(
      Session session, String patient, Party about, Act act, Category category, Herkomst herkomst) {
    Relations relations = relations(session, patient, about);
    Controller controller = controller(relations, act, herkomst);
    return judge.decide(relations.asker(), act, new DossierClass(controller, category, herkomst));
  }

  /**
   * The decision on one resource in the dossier.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException 404 when it is absent,
   *     belongs to another client or may not be read by the caller
   */
  public Decision decide(Session session, String patient, Party about, Act act, IdType resource) {
    Relations relations = relations(session, patient, about);
    DossierClass what =
        dossiers
            .read(Resource.class, resource)
            .filter(found -> Subjects.patientOf(found).filter(patient::equals).isPresent())
            .filter(found -> mayRead(session.asker(patient), found))
            .flatMap(Labels::read)
            .orElseThrow(Refusal::notFound);
    return judge.decide(relations.asker(), act, what);
  }

  private boolean mayRead(Asker caller, Resource resource) {
    return judge.mayRead(caller, resource).map(Decision::permitted).orElse(false);
  }

  private Relations relations(Session session, String patient, Party about) {
    session.searched(null, patient); // the question is logged, whatever the answer
    Caller caller = session.caller();
    Relations own = session.relations(patient);
    Role role = about.role() == null ? caller.role() : about.role();
    boolean sameOrganization =
        about.organization() == null || about.organization().equals(caller.organization());
    if (role == caller.role() && sameOrganization) {
      return own;
    }
    if (!mayAskAboutOthers(caller, own)) {
      throw Refusal.notFound();
    }
    Optional<Dossier> dossier = dossiers.of(patient);
    Caller other = other(caller, role, organization(role, about, dossier), patient, dossier);
    return Relations.of(other, patient, dossier, clock);
  }

  /** Somebody else, as the dossier knows who that is in this role. */
  static Caller other(
      Caller asking,
      Role role,
      @Nullable OrganizationIdentifier organization,
      String patient,
      Optional<Dossier> dossier) {
    return new Caller(
        asking.issuer(),
        asking.clientId(),
        "",
        role,
        organization,
        dossier.flatMap(found -> person(role, found)).orElse(null),
        Caller.isPersonal(role) ? patient : null,
        null,
        asking.scopes());
  }

  private static boolean mayAskAboutOthers(Caller caller, Relations own) {
    Controller organisation = Relations.organisation(caller);
    return own.asker().relations().contains(Relation.ZELF)
        || own.asker().relations().contains(Relation.VERTEGENWOORDIGT)
        || (organisation != null && own.controllers().contains(organisation));
  }

  /** Without a name: the responsible gemeente, or the aanbieder that delivers now. */
  private static @Nullable OrganizationIdentifier organization(
      Role role, Party about, Optional<Dossier> dossier) {
    if (about.organization() != null) {
      return about.organization();
    }
    return switch (role) {
      case WMO_CONSULENT, CONSULENT_VOORPORTAAL, FUNCTIONARIS_GEGEVENSBESCHERMING ->
          dossier.map(Dossier::college).flatMap(OrganizationIdentifier::of).orElse(null);
      case ZORGCOORDINATOR, HUISHOUDELIJKE_HULP ->
          dossier.stream()
              .flatMap(found -> found.engaged().stream())
              .findFirst()
              .flatMap(OrganizationIdentifier::of)
              .orElse(null);
      default -> null;
    };
  }

  /** Somebody whom the dossier names in this role, if the role wants a name. */
  private static Optional<String> person(Role role, Dossier dossier) {
    return switch (role) {
      case VERTEGENWOORDIGER -> dossier.representatives().stream().findFirst();
      case HUISHOUDELIJKE_HULP -> dossier.helpers().stream().findFirst();
      default -> Optional.empty();
    };
  }

  /**
   * Who holds such data, or would when it is recorded. A stranger is answered as if there were no
   * dossier, for there may be none.
   */
  private static Controller controller(Relations relations, Act act, Herkomst herkomst) {
    Asker asker = relations.asker();
    if (act == Act.VASTLEGGEN) {
      return asker.organisation() == null ? Controller.CLIENT : asker.organisation();
    }
    if (asker.isUnrelated()) {
      return Controller.CLIENT;
    }
    Controller.Kind kind =
        switch (herkomst) {
          case CLIENT -> Controller.Kind.CLIENT;
          case AANBIEDER -> Controller.Kind.AANBIEDER;
          default -> Controller.Kind.COLLEGE;
        };
    return Stream.concat(
            Stream.ofNullable(asker.organisation()).filter(relations.controllers()::contains),
            relations.controllers().stream())
        .filter(each -> each.kind() == kind)
        .findFirst()
        .orElse(Controller.CLIENT);
  }
}
