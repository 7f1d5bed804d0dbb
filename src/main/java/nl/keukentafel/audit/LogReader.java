package nl.keukentafel.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the log; a row is what was written, not what is true now. */
final class LogReader {
  /** The columns of {@code access_log} that are shown. */
  record Row(
      long id,
      Instant at,
      String requestId,
      String act,
      String interaction,
      String outcome,
      int status,
      @Nullable String patient,
      List<String> resources,
      String subject,
      String role,
      @Nullable String organization,
      @Nullable String purpose,
      @Nullable String rule,
      @Nullable String article,
      @Nullable String fhirUser,
      AccessEntry.Tracing tracing) {}

  /** Newest first. */
  record Page(List<Row> rows, int total) {}

  private final JdbcTemplate jdbc;

  LogReader(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param patient only rows of this client, or all
   * @param organization only rows of callers of this organisation, or all
   * @param outcome {@code permit}, {@code refuse}, or both when absent
   * @param withVeiligThuis whether rows of Veilig Thuis are shown: never to the client (Wmo 5.2.6)
   */
  Page read(
      @Nullable String patient,
      @Nullable String organization,
      @Nullable String outcome,
      boolean withVeiligThuis,
      int offset,
      int count) {
    List<Object> values = new ArrayList<>();
    StringBuilder where =
        new StringBuilder(withVeiligThuis ? " where 1 = 1" : " where role <> 'veilig-thuis'");
    and(where, values, "patient", patient);
    and(where, values, "organization", organization);
    and(where, values, "outcome", outcome);
    Integer total =
        jdbc.queryForObject(
            "select count(*) from access_log" + where, Integer.class, values.toArray());
    values.add(count);
    values.add(offset);
    List<Row> rows =
        jdbc.query(
            "select * from access_log" + where + " order by id desc limit ? offset ?",
            (row, n) ->
                new Row(
                    row.getLong("id"),
                    row.getTimestamp("at").toInstant(),
                    row.getString("request_id"),
                    row.getString("act"),
                    row.getString("interaction"),
                    row.getString("outcome"),
                    row.getInt("status"),
                    row.getString("patient"),
                    Arrays.stream(row.getString("resources").split(" "))
                        .filter(each -> !each.isEmpty())
                        .toList(),
                    row.getString("subject"),
                    row.getString("role"),
                    row.getString("organization"),
                    row.getString("purpose"),
                    row.getString("rule"),
                    row.getString("article"),
                    row.getString("fhir_user"),
                    new AccessEntry.Tracing(
                        row.getString("medmij_request_id"), row.getString("correlation_id"))),
            values.toArray());
    return new Page(rows, total == null ? 0 : total);
  }

  private static void and(
      StringBuilder where, List<Object> values, String column, @Nullable String value) {
    if (value != null) {
      where.append(" and ").append(column).append(" = ?");
      values.add(value);
    }
  }
}
