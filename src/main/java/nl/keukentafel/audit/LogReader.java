package nl.keukentafel.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the log; a row is what was written, not what is true now. */
public final class LogReader {
  /** The columns of {@code access_log} that are shown. */
  public record Row(
      long id,
      String node,
      Instant at,
      String requestId,
      String act,
      String interaction,
      String outcome,
      int status,
      @Nullable String patient,
      List<String> resources,
      @Nullable String subject,
      @Nullable String clientId,
      @Nullable String role,
      @Nullable String organization,
      @Nullable String purpose,
      @Nullable String rule,
      @Nullable String article,
      @Nullable String emergency,
      @Nullable String fhirUser,
      @Nullable String network,
      AccessEntry.Tracing tracing,
      List<String> consents) {
    boolean permitted() {
      return outcome.equals("permit");
    }
  }

  /**
   * Through whose eyes: a client reads everything about the own dossier but what Veilig Thuis did,
   * or what was done for it (Wmo 5.2.6): that there is a melding could be dangerous; of an
   * organisation its own rows, in which what is hidden is as what is absent, and of a gemeente also
   * what others were shown of its clients in an emergency.
   */
  public record View(@Nullable String client, @Nullable String organization) {
    public static View of(Caller caller) {
      return Caller.isPersonal(caller.role())
          ? new View(Objects.requireNonNull(caller.patient()), null)
          : new View(null, Objects.requireNonNull(caller.organization()).toString());
    }

    boolean isOfClient() {
      return client != null;
    }
  }

  /**
   * What is asked; whatever is absent does not matter.
   *
   * @param outcome {@code permit} or {@code refuse}
   * @param agent reference to the person who acted
   * @param until exclusive
   * @param emergency only what was read in an emergency
   */
  public record Query(
      @Nullable String patient,
      @Nullable String organization,
      @Nullable String outcome,
      @Nullable String agent,
      @Nullable Instant from,
      @Nullable Instant until,
      boolean emergency) {
    static final Query ALL = new Query(null, null, null, null, null, null, false);
  }

  /**
   * Newest first.
   *
   * @param total absent when there are more than are worth counting
   */
  public record Page(List<Row> rows, @Nullable Integer total) {}

  private static final int WORTH_COUNTING = 10_000;

  /** Every rule of that article, and of no other. */
  private static final String OPEN_TO_CLIENT =
      """
       where (role is null or role <> 'veilig-thuis')
       and (rule is null or rule not like '%wmo-5.2.6-%')
      """;

  private static final String SHOWN_IN_EMERGENCY =
      "purpose = 'noodgeval' and outcome = 'permit' and status < 400";

  /** Whose clients these are; who knows the dossiers tells. */
  @FunctionalInterface
  public interface Clients {
    List<String> of(OrganizationIdentifier gemeente, List<String> among);
  }

  /** What one answer showed of a client. */
  public record Shown(
      String role, @Nullable String organization, Instant at, List<String> resources) {}

  private final JdbcTemplate jdbc;
  private final Clients clients;

  LogReader(JdbcTemplate jdbc, Clients clients) {
    this.jdbc = jdbc;
    this.clients = clients;
  }

  public Page read(View view, Query query, int offset, int count) {
    List<Object> values = new ArrayList<>();
    String where = where(view, query, query.emergency, values);
    Integer total =
        jdbc.queryForObject(
            "select count(*) from (select id from access_log"
                + where
                + " limit "
                + (WORTH_COUNTING + 1)
                + ") as counted",
            Integer.class,
            values.toArray());
    values.add(count);
    values.add(offset);
    List<Row> rows =
        jdbc.query(
            "select * from access_log" + where + " order by id desc limit ? offset ?",
            (row, n) -> seen(view, row(row)),
            values.toArray());
    return new Page(rows, total == null || total > WORTH_COUNTING ? null : total);
  }

  public Optional<Row> read(View view, long id) {
    List<Object> values = new ArrayList<>();
    String where = where(view, Query.ALL, true, values) + " and id = ?";
    values.add(id);
    return jdbc
        .query(
            "select * from access_log" + where, (row, n) -> seen(view, row(row)), values.toArray())
        .stream()
        .findFirst();
  }

  /** Whatever the row is, for the server itself. */
  public Optional<Row> read(long id) {
    return jdbc.query("select * from access_log where id = ?", (row, n) -> row(row), id).stream()
        .findFirst();
  }

  /**
   * What was shown of a client, in no order. Of Veilig Thuis nothing is told (Wmo 5.2.6), and an
   * overview shows nothing of what it counts.
   */
  public void shown(String client, Consumer<Shown> to) {
    jdbc.query(
        """
        select role, organization, at, resources from access_log
        where patient = ? and act = 'raadplegen' and outcome = 'permit' and resources <> ''
        and role <> 'veilig-thuis' and interaction not like '%$processing-overview'
        """,
        row -> {
          to.accept(
              new Shown(
                  row.getString(1),
                  row.getString(2),
                  row.getTimestamp(3).toInstant(),
                  List.of(row.getString(4).split(" "))));
        },
        client);
  }

  /** The clients of a gemeente of whom something was shown in an emergency. */
  private List<String> inEmergency(String gemeente) {
    return clients.of(
        OrganizationIdentifier.parse(gemeente),
        jdbc.queryForList(
            "select distinct patient from access_log where "
                + SHOWN_IN_EMERGENCY
                + " and patient is not null",
            String.class));
  }

  private String where(View view, Query query, boolean ofOthers, List<Object> values) {
    StringBuilder where =
        new StringBuilder(
            view.isOfClient()
                ? OPEN_TO_CLIENT
                : query.patient == null ? " where 1 = 1" : " where status <> 404");
    and(where, values, "patient = ?", view.client);
    if (view.organization != null) {
      where.append(" and (organization = ?");
      values.add(view.organization);
      List<String> others = ofOthers ? inEmergency(view.organization) : List.of();
      if (!others.isEmpty()) {
        where.append(" or ").append(SHOWN_IN_EMERGENCY).append(" and patient = any(?)");
        values.add(others.toArray(String[]::new)); // one value, however many they are
      }
      where.append(")");
    }
    and(where, values, "patient = ?", query.patient);
    and(where, values, "organization = ?", query.organization);
    and(where, values, "outcome = ?", query.outcome);
    and(where, values, "fhir_user = ?", query.agent);
    if (query.agent != null && view.isOfClient()) {
      where.append(" and role in ('client', 'vertegenwoordiger')"); // others go by their role
    }
    and(where, values, "at >= ?", query.from == null ? null : Timestamp.from(query.from));
    and(where, values, "at < ?", query.until == null ? null : Timestamp.from(query.until));
    if (query.emergency) {
      where.append(" and purpose = 'noodgeval'");
    }
    return where.toString();
  }

  private static void and(
      StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      where.append(" and ").append(condition);
      values.add(value);
    }
  }

  /** To others than the client a 404 says nothing of what was there, just as it did not then. */
  private static Row seen(View view, Row row) {
    return view.isOfClient() || row.status != 404
        ? row
        : new Row(
            row.id,
            row.node,
            row.at,
            row.requestId,
            row.act,
            row.interaction,
            row.outcome,
            row.status,
            null,
            List.of(),
            row.subject,
            row.clientId,
            row.role,
            row.organization,
            row.purpose,
            null,
            null,
            row.emergency,
            row.fhirUser,
            row.network,
            row.tracing,
            List.of());
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("id"),
        row.getString("node"),
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
        row.getString("client_id"),
        row.getString("role"),
        row.getString("organization"),
        row.getString("purpose"),
        row.getString("rule"),
        row.getString("article"),
        row.getString("emergency"),
        row.getString("fhir_user"),
        row.getString("network"),
        new AccessEntry.Tracing(
            row.getString("medmij_request_id"), row.getString("correlation_id")),
        Stream.ofNullable(row.getString("consents"))
            .flatMap(all -> Arrays.stream(all.split("; ")))
            .toList());
  }
}
