package nl.keukentafel.casework.process.rules;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.casework.process.volume.Unit;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskOutputComponent;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What is delivered on which toewijzing, beside the Task {@code wmo-uitvoering}, written with it.
 */
public final class Deliveries {
  private static final String STEP = Canonical.codeSystem("uitvoeringsstap");
  private static final String OUTCOME = Canonical.codeSystem("uitkomst");

  private final JdbcTemplate jdbc;

  Deliveries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One uitvoering.
   *
   * @param started the first day of help; absent before it
   * @param ended the last; absent while it runs
   * @param given how much help, when the aanbieder said so
   */
  record Delivery(
      String task,
      String step,
      @Nullable String started,
      @Nullable String ended,
      Optional<Given> given) {
    boolean isOpen() {
      return !step.equals("gestopt") && !step.equals("niet-aanvaard");
    }
  }

  /** How much help was given in all. */
  record Given(BigDecimal amount, Unit unit) {
    /** What the Task says; its profile sees to the unit. */
    static Optional<Given> in(Task uitvoering) {
      return uitvoering.getOutput().stream()
          .filter(output -> output.getType().hasCoding(OUTCOME, "geleverd"))
          .map(TaskOutputComponent::getValue)
          .filter(Quantity.class::isInstance)
          .map(Quantity.class::cast)
          .flatMap(
              given ->
                  Unit.of(given.getCode()).map(unit -> new Given(given.getValue(), unit)).stream())
          .findFirst();
    }

    private static Optional<Given> in(ResultSet row) throws SQLException {
      BigDecimal amount = row.getBigDecimal("given");
      return Optional.ofNullable(row.getString("given_unit"))
          .flatMap(Unit::of)
          .map(unit -> new Given(amount, unit));
    }
  }

  static boolean isUitvoering(Resource resource) {
    return resource instanceof Task task
        && task.getCode().hasCoding(Canonical.codeSystem("taaksoort"), "uitvoering");
  }

  static String step(Task uitvoering) {
    return uitvoering.getBusinessStatus().getCoding().stream()
        .filter(coding -> STEP.equals(coding.getSystem()))
        .map(Coding::getCode)
        .findFirst()
        .orElse("");
  }

  List<Delivery> of(String toewijzing) {
    return jdbc.query(
        "select task, step, started, ended, given, given_unit from uitvoering"
            + " where toewijzing = ? order by task",
        (row, n) ->
            new Delivery(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Given.in(row)),
        toewijzing);
  }

  /** The uitvoeringen that run, with their first day. */
  public Map<String, LocalDate> running(String patient) {
    Map<String, LocalDate> running = new TreeMap<>();
    jdbc.query(
        "select task, started from uitvoering"
            + " where patient = ? and step in ('gestart', 'onderbroken')",
        row -> {
          running.put(row.getString(1), date(row.getString(2)));
        },
        patient);
    return running;
  }

  /** Whether the client gets help on another toewijzing than that of this uitvoering. */
  public boolean runsBeside(String patient, Resource uitvoering) {
    return !jdbc.queryForList(
            "select task from uitvoering where patient = ? and task <> ?"
                + " and step in ('gestart', 'onderbroken')",
            String.class,
            patient,
            uitvoering.getIdElement().getIdPart())
        .isEmpty();
  }

  void write(Resource resource) {
    Optional<String> patient = Subjects.patientOf(resource);
    if (isUitvoering(resource) && patient.isPresent()) {
      Task task = (Task) resource;
      delete(task);
      if (task.getStatus() != Task.TaskStatus.ENTEREDINERROR && task.getFocus().hasReference()) {
        Optional<Given> given = Given.in(task);
        jdbc.update(
            "insert into uitvoering (task, patient, toewijzing, step, started, ended, given,"
                + " given_unit) values (?, ?, ?, ?, ?, ?, ?, ?)",
            task.getIdElement().getIdPart(),
            patient.get(),
            task.getFocus().getReference(),
            step(task),
            day(task.getExecutionPeriod().getStartElement()),
            day(task.getExecutionPeriod().getEndElement()),
            given.map(Given::amount).orElse(null),
            given.map(Given::unit).map(Unit::code).orElse(null));
      }
    }
  }

  void delete(Resource resource) {
    if (isUitvoering(resource)) {
      jdbc.update("delete from uitvoering where task = ?", resource.getIdElement().getIdPart());
    }
  }

  static @Nullable String day(BaseDateTimeType time) {
    String value = time.getValueAsString();
    return value == null ? null : value.substring(0, Math.min(10, value.length()));
  }

  /** The first one of a year or month. */
  static LocalDate date(String day) {
    return LocalDate.parse((day + "-01-01").substring(0, 10));
  }
}
