package nl.keukentafel.casework.rights.insight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who saw what of one client, counted from the access log. */
final class Sightings {
  /** Veilig Thuis is never told of (Wmo 5.2.6), and an overview shows nothing of what it counts. */
  private static final String SEEN =
      """
      select role, organization, at, resources from access_log
      where patient = ? and act = 'raadplegen' and outcome = 'permit' and resources <> ''
      and role <> 'veilig-thuis' and interaction not like '%$processing-overview'
      """;

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

  private final JdbcTemplate jdbc;

  Sightings(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param classes what is in each resource of the dossier, by its reference
   */
  Map<DossierClass, Map<Seer, Seen>> of(String patient, Map<String, Set<DossierClass>> classes) {
    Map<DossierClass, Map<Seer, Seen>> seen = new HashMap<>();
    jdbc.query(
        SEEN,
        row -> {
          count(row, classes, seen);
        },
        patient);
    return seen;
  }

  private static void count(
      ResultSet row,
      Map<String, Set<DossierClass>> classes,
      Map<DossierClass, Map<Seer, Seen>> seen)
      throws SQLException {
    String organization = row.getString(2);
    Seer seer =
        new Seer(
            Role.of(row.getString(1)),
            organization == null ? null : OrganizationIdentifier.parse(organization));
    Seen once = new Seen(1, row.getTimestamp(3).toInstant());
    Set<DossierClass> shown = new HashSet<>();
    for (String resource : row.getString(4).split(" ")) {
      shown.addAll(classes.getOrDefault(resource, Set.of()));
    }
    shown.forEach(
        what ->
            seen.computeIfAbsent(what, each -> new LinkedHashMap<>()).merge(seer, once, Seen::and));
  }
}
