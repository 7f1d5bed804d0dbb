package nl.keukentafel.server;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.identity.Scopes;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Condition;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who may sit down and ask; what ties them to a dossier is told by the one who thought it up.
 *
 * @param organisation absent for a client or representative
 * @param person whom the token names, e.g. a helper; a representative is named by number
 */
record Seat(Role role, @Nullable Organisation organisation, String person) {
  Party party(Tokens tokens, RandomDossier dossier) {
    return switch (role) {
      case CLIENT -> tokens.client(dossier.id());
      case VERTEGENWOORDIGER -> tokens.person(role, person(dossier), dossier.id());
      default -> tokens.employee(role, organisation.identifier(), person);
    };
  }

  /** The same, as the caller that a token makes. */
  Caller caller(RandomDossier dossier) {
    return new Caller(
        "",
        "test",
        "test",
        role,
        organisation == null ? null : OrganizationIdentifier.parse(organisation.identifier()),
        switch (role) {
          case CLIENT -> "Patient/" + dossier.id();
          case VERTEGENWOORDIGER -> person(dossier);
          default -> person;
        },
        Caller.isPersonal(role) ? dossier.id() : null,
        null,
        Scopes.of());
  }

  /** What the rulebook must know, from the plan of the dossier and not from what is stored. */
  Asker asker(RandomDossier dossier, LocalDate today) {
    return new Asker(
        role,
        relations(dossier),
        organisation == null ? null : organisation.controller(),
        Purpose.defaultOf(role),
        today,
        isAdviser(dossier) && dossier.ties(Tie.Permission.class).anyMatch(this::countsForMe)
            ? Set.of(Condition.TOESTEMMING_ADVIES)
            : Set.of(),
        consented(dossier));
  }

  /** A personal token that no longer opens any dossier, or a role that never does. */
  int refusal(RandomDossier dossier) {
    return switch (role) {
      case CIZ, FUNCTIONARIS_GEGEVENSBESCHERMING -> 403;
      case VERTEGENWOORDIGER -> represents(dossier) ? 200 : 404;
      default -> 200;
    };
  }

  private Set<Relation> relations(RandomDossier dossier) {
    EnumSet<Relation> relations = EnumSet.noneOf(Relation.class);
    if (role == Role.CLIENT) {
      relations.add(Relation.ZELF);
    }
    if (represents(dossier)) {
      relations.add(Relation.VERTEGENWOORDIGT);
    }
    if (organisation == dossier.gemeente()) {
      relations.add(Relation.VERANTWOORDELIJKE_GEMEENTE);
    }
    dossier
        .ties(Tie.Toewijzing.class)
        .filter(each -> each.aanbieder() == organisation)
        .forEach(
            each -> {
              if (each.binds()) {
                relations.add(Relation.GEBONDEN_AANBIEDER);
              } else if (each.isOver()) {
                relations.add(Relation.VOORMALIG_AANBIEDER);
              }
            });
    if (organisation != null
        && organisation.hasMandaatOf(dossier.gemeente())
        && isAsked(dossier, false)) {
      relations.add(Relation.GEMANDATEERDE_AANBIEDER);
    }
    if (isAdviser(dossier)) {
      relations.add(Relation.ADVIESAANVRAAG);
    }
    if (dossier.ties(Tie.Team.class).anyMatch(t -> t.active() && t.helper().equals(person))) {
      relations.add(Relation.TOEGEWEZEN_HULP);
    }
    return relations;
  }

  private boolean represents(RandomDossier dossier) {
    for (int n = 0; n < dossier.ties().size(); n++) {
      if (role == Role.VERTEGENWOORDIGER
          && dossier.ties().get(n).tie() instanceof Tie.Relative relative
          && relative.represents()
          && dossier.relative(n + 1).equals(person(dossier))) {
        return true;
      }
    }
    return false;
  }

  private String person(RandomDossier dossier) {
    return dossier.relative(Integer.parseInt(person));
  }

  private boolean isAdviser(RandomDossier dossier) {
    return isAsked(dossier, true);
  }

  private boolean isAsked(RandomDossier dossier, boolean forAdvice) {
    return dossier
        .ties(Tie.Request.class)
        .anyMatch(
            each -> each.isOpen() && each.forAdvice() == forAdvice && each.owner() == organisation);
  }

  private boolean countsForMe(Tie.Permission permission) {
    return permission.counts() && permission.recipients().contains(organisation);
  }

  private Set<Herkomst> consented(RandomDossier dossier) {
    return dossier
        .ties(Tie.Permission.class)
        .filter(this::countsForMe)
        .flatMap(each -> each.sources().stream())
        .collect(Collectors.toSet());
  }
}
