package nl.keukentafel.access.dossier;

import java.time.Clock;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Condition;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Relation;
import org.jspecify.annotations.Nullable;

/**
 * What ties a caller to one client: the asker as the rulebook sees it, and who holds data there.
 *
 * @param controllers everybody who can hold data; empty when there is no such client
 * @param engaged the aanbieders that deliver now
 */
public record Relations(Asker asker, Set<Controller> controllers, Set<Controller> engaged) {
  private static final Set<Relation> NONE = Set.of(Relation.GEEN);

  /** The aanbieder that delivers now, if there is exactly one. */
  public Optional<Controller> soleAanbieder() {
    return engaged.size() == 1 ? engaged.stream().findFirst() : Optional.empty();
  }

  public static Relations of(
      Caller caller, String patientId, Optional<Dossier> dossier, Clock clock) {
    return of(caller, false, patientId, dossier, clock);
  }

  /**
   * @param emergency the caller stated that a life is at stake (AVG 6 lid 1 onder d)
   */
  public static Relations of(
      Caller caller, boolean emergency, String patientId, Optional<Dossier> dossier, Clock clock) {
    Controller organisation = organisation(caller);
    Set<Herkomst> consented =
        dossier.stream()
            .flatMap(found -> found.consents().stream())
            .filter(consent -> consent.recipient().equals(caller.organization()))
            .flatMap(consent -> consent.sources().stream())
            .collect(Collectors.toUnmodifiableSet());
    Asker asker =
        new Asker(
            caller.role(),
            dossier.map(found -> relations(caller, organisation, patientId, found)).orElse(NONE),
            organisation,
            caller.purpose() == null ? Purpose.defaultOf(caller.role()) : caller.purpose(),
            LocalDate.now(clock),
            dossier.map(found -> conditions(caller, emergency, found)).orElse(Set.of()),
            consented);
    return new Relations(
        asker,
        dossier.map(Dossier::controllers).orElse(Set.of()),
        dossier.map(Dossier::engaged).orElse(Set.of()));
  }

  private static Set<Condition> conditions(Caller caller, boolean emergency, Dossier dossier) {
    EnumSet<Condition> conditions = EnumSet.noneOf(Condition.class);
    if (emergency) {
      conditions.add(Condition.NOODGEVAL);
    }
    if (isIn(dossier.advisers(), caller)
        && dossier.consents().stream()
            .anyMatch(each -> each.recipient().equals(caller.organization()))) {
      conditions.add(Condition.TOESTEMMING_ADVIES);
    }
    return conditions;
  }

  private static boolean isIn(Set<OrganizationIdentifier> organizations, Caller caller) {
    return caller.organization() != null && organizations.contains(caller.organization());
  }

  public static @Nullable Controller organisation(Caller caller) {
    return Optional.ofNullable(caller.organization()).flatMap(Relations::controller).orElse(null);
  }

  /** A college by its gemeentecode, an aanbieder by its AGB code; others cannot hold data. */
  static Optional<Controller> controller(OrganizationIdentifier organization) {
    return switch (organization.system()) {
      case NamingSystems.GEMEENTECODE -> Optional.of(Controller.college(organization.value()));
      case NamingSystems.AGB -> Optional.of(Controller.aanbieder(organization.value()));
      default -> Optional.empty();
    };
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
    if (isIn(dossier.mandated(), caller)) {
      relations.add(Relation.GEMANDATEERDE_AANBIEDER);
    }
    if (isIn(dossier.advisers(), caller)) {
      relations.add(Relation.ADVIESAANVRAAG);
    }
    if (isIn(dossier.informed(), caller)) {
      relations.add(Relation.MELDING_ONTVANGEN);
    }
    if (dossier.helpers().contains(String.valueOf(caller.fhirUser()))) {
      relations.add(Relation.TOEGEWEZEN_HULP);
    }
    return relations.isEmpty() ? NONE : relations;
  }
}
