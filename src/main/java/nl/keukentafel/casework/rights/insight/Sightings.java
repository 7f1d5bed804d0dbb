package nl.keukentafel.casework.rights.insight;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.audit.LogReader;
import nl.keukentafel.audit.LogReader.Shown;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;

/** Who saw what of one client, counted from the access log. */
final class Sightings {
  /**
   * @param organization absent for a person
   */
  record Seer(Role role, @Nullable OrganizationIdentifier organization) {}

  /** How often, and when last. */
  record Seen(int count, Instant last) {
    private Seen and(Seen other) {
      return new Seen(count + other.count, last.isAfter(other.last) ? last : other.last);
    }
  }

  private final LogReader log;

  Sightings(LogReader log) {
    this.log = log;
  }

  /**
   * @param classes what is in each resource of the dossier, by its reference
   */
  Map<DossierClass, Map<Seer, Seen>> of(String patient, Map<String, Set<DossierClass>> classes) {
    Map<DossierClass, Map<Seer, Seen>> seen = new HashMap<>();
    log.shown(patient, each -> count(each, classes, seen));
    return seen;
  }

  private static void count(
      Shown shown,
      Map<String, Set<DossierClass>> classes,
      Map<DossierClass, Map<Seer, Seen>> seen) {
    Seer seer =
        new Seer(
            Role.of(shown.role()),
            shown.organization() == null
                ? null
                : OrganizationIdentifier.parse(shown.organization()));
    Seen once = new Seen(1, shown.at());
    shown.resources().stream()
        .flatMap(each -> classes.getOrDefault(each, Set.of()).stream())
        .distinct()
        .forEach(
            what ->
                seen.computeIfAbsent(what, each -> new LinkedHashMap<>())
                    .merge(seer, once, Seen::and));
  }
}
