package nl.keukentafel.access.explain;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossier;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Labels;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import nl.keukentafel.policy.Rule;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Who may read in one dossier now (AVG 13 lid 1 onder e), as its client may know it: who got a
 * melding of violence at home is not among them (Wmo 5.2.6).
 */
public final class Readers {
  private final Judge judge;
  private final Dossiers dossiers;
  private final Clock clock;

  public Readers(Judge judge, Dossiers dossiers, Clock clock) {
    this.judge = judge;
    this.dossiers = dossiers;
    this.clock = clock;
  }

  /**
   * @param organization absent for a person, and for who may read of any client
   */
  public record Reader(Role role, @Nullable OrganizationIdentifier organization, Asker asker) {}

  /** Everybody who has something to do with this client, whatever they may read. */
  public List<Reader> of(Session session, String patient) {
    Optional<Dossier> known = dossiers.of(patient);
    if (known.isEmpty()) {
      return List.of();
    }
    Dossier dossier = known.get();
    Set<Reader> readers = new LinkedHashSet<>();
    for (Role role : rolesOf(dossier)) {
      organizations(role, dossier)
          .forEach(each -> readers.add(reader(session.caller(), role, each, patient, dossier)));
    }
    readers.add(supervisor(readers.iterator().next().asker()));
    return List.copyOf(readers);
  }

  public Decision decide(Reader reader, DossierClass what) {
    return judge.decide(reader.asker(), Act.RAADPLEGEN, what);
  }

  /** Whether this controller can hold data of the client. */
  public boolean isHolder(Session session, String patient, Controller controller) {
    return session.relations(patient).controllers().contains(controller);
  }

  /** On which rules the people of this organisation read anything at all of the client. */
  public List<Rule> grounds(Session session, String patient, Controller organisation) {
    Set<Controller> holders = session.relations(patient).controllers();
    return of(session, patient).stream()
        .filter(reader -> organisation.equals(reader.asker().organisation()))
        .flatMap(
            reader ->
                judge.readable(reader.asker(), holders).stream()
                    .filter(what -> what.category() != Category.HUISELIJK_GEWELD)
                    .map(what -> decide(reader, what).rule()))
        .distinct()
        .toList();
  }

  /** What a resource, as it was shown to the caller, holds: as a whole, and in its parts. */
  public Set<DossierClass> classesIn(Resource shown) {
    return Labels.read(shown).stream()
        .flatMap(
            whole ->
                Stream.concat(
                    Stream.of(whole), judge.elementCategories(shown).stream().map(whole::with)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Role> rolesOf(Dossier dossier) {
    List<Role> roles = new ArrayList<>(List.of(Role.values()));
    roles.removeAll(Set.of(Role.TOEZICHTHOUDER, Role.VEILIG_THUIS, Role.CIZ));
    if (dossier.representatives().isEmpty()) {
      roles.remove(Role.VERTEGENWOORDIGER);
    }
    if (dossier.helpers().isEmpty()) {
      roles.remove(Role.HUISHOUDELIJKE_HULP);
    }
    return roles;
  }

  private static Stream<Optional<OrganizationIdentifier>> organizations(
      Role role, Dossier dossier) {
    Stream<OrganizationIdentifier> college = OrganizationIdentifier.of(dossier.college()).stream();
    Stream<OrganizationIdentifier> aanbieders =
        dossier.controllers().stream()
            .filter(each -> each.kind() == Controller.Kind.AANBIEDER)
            .flatMap(each -> OrganizationIdentifier.of(each).stream());
    return switch (role) {
      case CLIENT, VERTEGENWOORDIGER -> Stream.of(Optional.empty());
      case WMO_CONSULENT, CONSULENT_VOORPORTAAL -> college.map(Optional::of);
      case ZORGCOORDINATOR ->
          Stream.concat(aanbieders, dossier.mandated().stream()).distinct().map(Optional::of);
      case HUISHOUDELIJKE_HULP -> aanbieders.map(Optional::of);
      case FUNCTIONARIS_GEGEVENSBESCHERMING -> Stream.concat(college, aanbieders).map(Optional::of);
      case MEDISCH_ADVISEUR -> dossier.advisers().stream().map(Optional::of);
      default -> Stream.empty();
    };
  }

  private Reader reader(
      Caller asking,
      Role role,
      Optional<OrganizationIdentifier> organization,
      String patient,
      Dossier dossier) {
    Optional<Dossier> known = Optional.of(dossier);
    Caller other = Explain.other(asking, role, organization.orElse(null), patient, known);
    return new Reader(
        role, organization.orElse(null), Relations.of(other, patient, known, clock).asker());
  }

  /** Whether there was a melding at all, does not follow from it. */
  private static Reader supervisor(Asker any) {
    return new Reader(
        Role.TOEZICHTHOUDER,
        null,
        new Asker(
            Role.TOEZICHTHOUDER,
            Set.of(Relation.MELDING_ONTVANGEN),
            null,
            Purpose.TOEZICHT,
            any.on(),
            Set.of(),
            Set.of()));
  }
}
