package nl.keukentafel.casework.process;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where every aanvraag stands, beside the Task and written with it: found and locked by client. */
public final class OpenCases {
  private final JdbcTemplate jdbc;
  private final Set<String> terms;
  private final Clock clock;

  /**
   * @param terms that somebody is late with when they are over
   */
  OpenCases(JdbcTemplate jdbc, Set<String> terms, Clock clock) {
    this.jdbc = jdbc;
    this.terms = terms;
    this.clock = clock;
  }

  /**
   * An aanvraag that is not over.
   *
   * @param late the term that was not met, and its last day; absent when nobody is late
   */
  public record Case(String task, String step, @Nullable String late) {}

  public List<Case> of(String patient, LocalDate today) {
    return jdbc.query(
        "select task, step, term, due from aanvraag where patient = ? and closed = false"
            + " order by begun desc, task",
        (row, n) -> {
          String term = row.getString(3);
          String due = row.getString(4);
          boolean late =
              term != null && terms.contains(term) && due.compareTo(today.toString()) < 0;
          return new Case(row.getString(1), row.getString(2), late ? term + " " + due : null);
        },
        patient);
  }

  /** The clients who have one. */
  public List<String> clients() {
    return jdbc.queryForList(
        "select distinct patient from aanvraag where closed = false order by patient",
        String.class);
  }

  /** Those of a client, the latest first; nobody else moves them until the transaction ends. */
  List<IdType> lock(String patient) {
    return jdbc.query(
        "select task from aanvraag where patient = ? and closed = false"
            + " order by begun desc, task for update",
        (row, n) -> new IdType("Task", row.getString(1)),
        patient);
  }

  void write(String patient, Aanvraag aanvraag) {
    String task = aanvraag.task().getIdElement().getIdPart();
    Object[] state = {
      aanvraag.step(),
      aanvraag.isOver(),
      aanvraag.term().orElse(null),
      aanvraag.task().getRestriction().getPeriod().hasEnd()
          ? aanvraag.task().getRestriction().getPeriod().getEndElement().getValueAsString()
          : null,
      task
    };
    if (jdbc.update(
            "update aanvraag set step = ?, closed = ?, term = ?, due = ? where task = ?", state)
        == 0) {
      jdbc.update(
          "insert into aanvraag (step, closed, term, due, task, patient, begun)"
              + " values (?, ?, ?, ?, ?, ?, ?)",
          state[0],
          state[1],
          state[2],
          state[3],
          task,
          patient,
          Timestamp.from(
              aanvraag.task().hasAuthoredOn()
                  ? aanvraag.task().getAuthoredOn().toInstant()
                  : clock.instant()));
    }
  }

  void delete(Aanvraag aanvraag) {
    jdbc.update("delete from aanvraag where task = ?", aanvraag.task().getIdElement().getIdPart());
  }
}
