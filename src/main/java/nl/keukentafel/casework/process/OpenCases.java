package nl.keukentafel.casework.process;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.hl7.fhir.r4.model.IdType;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where every aanvraag stands, beside the Task and written with it: found and locked by client. */
final class OpenCases {
  private final JdbcTemplate jdbc;
  private final Clock clock;

  OpenCases(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
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
