package nl.keukentafel.casework.process.calendar;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import nl.keukentafel.casework.process.OpenCases;
import nl.keukentafel.casework.process.OpenCases.Case;
import nl.keukentafel.casework.process.Spine;
import nl.keukentafel.casework.process.rules.Deliveries;
import nl.keukentafel.notify.Notice;
import nl.keukentafel.notify.Occasions;
import nl.keukentafel.schedule.DailyJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks once a day at every client with an aanvraag that is not over, and signals what the day
 * brings: each thing once, however often it looks.
 */
public final class Calendar implements DailyJob {
  private static final Logger LOG = LoggerFactory.getLogger(Calendar.class);

  private final OpenCases cases;
  private final Notice notice;
  private final Deliveries deliveries;
  private final Spine spine;
  private final Evaluations evaluations;
  private final Signals signals;
  private final Occasions occasions;
  private final TransactionTemplate transaction;

  Calendar(
      OpenCases cases,
      Notice notice,
      Deliveries deliveries,
      Spine spine,
      Evaluations evaluations,
      Signals signals,
      Occasions occasions,
      TransactionTemplate transaction) {
    this.cases = cases;
    this.notice = notice;
    this.deliveries = deliveries;
    this.spine = spine;
    this.evaluations = evaluations;
    this.signals = signals;
    this.occasions = occasions;
    this.transaction = transaction;
  }

  @Override
  public String name() {
    return "kalender";
  }

  /** Of one client that goes wrong the others do not suffer; tomorrow it is tried again. */
  @Override
  public void run(LocalDate today) {
    for (String client : cases.clients()) {
      try {
        of(client, today);
      } catch (RuntimeException e) {
        LOG.error("The calendar of {} waits: the others go on", client, e);
      }
    }
  }

  /** The day of one client, in one transaction. */
  public void of(String client, LocalDate today) {
    transaction.executeWithoutResult(
        status -> {
          List<Case> open = cases.of(client, today);
          for (Case each : open) {
            if (each.late() != null) {
              String task = "Task/" + each.task();
              occasions.tell("status", task, "termijn " + each.task() + " " + each.late());
            }
            if (each.step().equals("beeindiging")) {
              signals.once("eindevaluatie " + each.task(), () -> evaluations.last(client, today));
            }
          }
          open.stream().findFirst().ifPresent(latest -> evaluate(client, latest, today));
          notice
              .of(today, client)
              .forEach(
                  end ->
                      signals.once(
                          "afloop " + end.toewijzing() + " " + end.last(),
                          () -> spine.endApproaches(client)));
        });
  }

  private void evaluate(String client, Case latest, LocalDate today) {
    Map<String, LocalDate> running = deliveries.running(client);
    if (running.isEmpty()) {
      return;
    }
    int every = evaluations.months(latest.task());
    running.forEach(
        (uitvoering, started) -> {
          LocalDate day = last(started, every, today);
          if (day.isAfter(started)) {
            signals.once(
                "evaluatie " + uitvoering + " " + day, () -> evaluations.due(uitvoering, day));
          }
        });
  }

  /** The last day, up to today, on which an evaluation fell. */
  private static LocalDate last(LocalDate started, int every, LocalDate today) {
    long times = Math.max(0, ChronoUnit.MONTHS.between(started, today) / every);
    return started.plusMonths(times * every);
  }
}
