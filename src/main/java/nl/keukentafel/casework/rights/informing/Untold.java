package nl.keukentafel.casework.rights.informing;

import java.util.List;
import java.util.Objects;
import nl.keukentafel.audit.AccessEntry;
import nl.keukentafel.audit.AccessLog;
import nl.keukentafel.policy.Role;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The rows of the access log of which the client is still to be told: written in the transaction of
 * the row, gone in the transaction of the message.
 */
final class Untold implements AccessLog.Follower {
  private final JdbcTemplate jdbc;

  Untold(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void written(long id, AccessEntry entry) {
    if (entry.isShownInEmergency() && !isOfVeiligThuis(entry)) {
      jdbc.update(
          "insert into emergency_untold (log_row, patient) values (?, ?)",
          id,
          Objects.requireNonNull(entry.patient()));
    }
  }

  /** Whom the client may have to fear could read it too (Wmo 5.2.6). */
  private static boolean isOfVeiligThuis(AccessEntry entry) {
    return entry.caller() != null && entry.caller().role() == Role.VEILIG_THUIS;
  }

  List<String> clients() {
    return jdbc.queryForList(
        "select distinct patient from emergency_untold order by patient", String.class);
  }

  List<Long> of(String client) {
    return jdbc.queryForList(
        "select log_row from emergency_untold where patient = ? order by log_row",
        Long.class,
        client);
  }

  /** False when another node tells of it. */
  boolean take(long row) {
    return jdbc.update("delete from emergency_untold where log_row = ?", row) == 1;
  }
}
