package nl.keukentafel.access;

import java.time.Clock;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Relation;
import org.jspecify.annotations.Nullable;

/**
 * What ties a caller to one client: the asker as the rulebook sees it, and who holds data there.
 *
 * @param controllers everybody who can hold data; empty when there is no such client
 * @param engaged the aanbieders that deliver now
 */
record Relations(Asker asker, Set<Controller> controllers, Set<Controller> engaged) {
  private static final Set<Relation> NONE = Set.of(Relation.GEEN);

  /** The aanbieder that delivers now, if there is exactly one. */
  Optional<Controller> soleAanbieder() {
    return engaged.size() == 1 ? engaged.stream().findFirst() : Optional.empty();
  }

  static Relations of(Caller caller, String patientId, Optional<Dossier> dossier, Clock clock) {
    Controller organisation = organisation(caller);
    Asker asker =
        new Asker(
            caller.role(),
            dossier.map(found -> relations(caller, organisation, patientId, found)).orElse(NONE),
            organisation,
            caller.purpose() == null ? Purpose.defaultOf(caller.role()) : caller.purpose(),
            LocalDate.now(clock),
            Set.of(),
            Set.of());
    return new Relations(
        asker,
        dossier.map(Dossier::controllers).orElse(Set.of()),
        dossier.map(Dossier::engaged).orElse(Set.of()));
  }

  static @Nullable Controller organisation(Caller caller) {
    OrganizationIdentifier organization = caller.organization();
    if (organization == null) {
      return null;
    }
    return organization.system().equals(NamingSystems.GEMEENTECODE)
        ? Controller.college(organization.value())
        : organization.system().equals(NamingSystems.AGB)
            ? Controller.aanbieder(organization.value())
            : null;
  }

  private static Set<Relation> relations(
      Caller caller, @Nullable Controller organisation, String patientId, Dossier dossier) {
    EnumSet<Relation> relations = EnumSet.noneOf(Relation.class);
    if (patientId.equals(caller.patient())) {
      switch (caller.role()) {
        case CLIENT -> relations.add(Relation.ZELF);
        case VERTEGENWOORDIGER -> {
          if (dossier.representatives().contains(String.valueOf(caller.fhirUser()))) {
            relations.add(Relation.VERTEGENWOORDIGT);
          }
        }
        default -> {}
      }
    }
    if (dossier.college().equals(organisation)) {
      relations.add(Relation.VERANTWOORDELIJKE_GEMEENTE);
    }
    for (Dossier.Toewijzing toewijzing : dossier.toewijzingen()) {
      if (toewijzing.aanbieder().equals(organisation)) {
        relations.add(
            toewijzing.active() ? Relation.GEBONDEN_AANBIEDER : Relation.VOORMALIG_AANBIEDER);
      }
    }
    if (dossier.helpers().contains(String.valueOf(caller.fhirUser()))) {
      relations.add(Relation.TOEGEWEZEN_HULP);
    }
    return relations.isEmpty() ? NONE : relations;
  }
}
