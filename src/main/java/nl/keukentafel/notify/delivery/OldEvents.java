package nl.keukentafel.notify.delivery;

import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.schedule.DailyJob;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Forgets old events that every subscription has acknowledged. What one still waits for stays,
 * however old it is; the numbers go on where they were.
 */
public final class OldEvents implements DailyJob {
  private static final int AT_ONCE = 500;

  private final JdbcTemplate jdbc;
  private final Period kept;

  public OldEvents(JdbcTemplate jdbc, Period kept) {
    this.jdbc = jdbc;
    this.kept = kept;
  }

  @Override
  public String name() {
    return "old-events";
  }

  @Override
  public void run(LocalDate today) {
    Timestamp before = Timestamp.from(today.minus(kept).atStartOfDay(Day.HERE).toInstant());
    long from = 0;
    for (List<Long> some = next(from, before); !some.isEmpty(); some = next(from, before)) {
      long until = some.get(some.size() - 1) + 1;
      forget(from, until, before);
      from = until;
    }
  }

  private List<Long> next(long from, Timestamp before) {
    return jdbc.queryForList(
        "select id from notify_event where fanned_out = true and id >= ? and at < ?"
            + " order by id limit "
            + AT_ONCE,
        Long.class,
        from,
        before);
  }

  private void forget(long from, long until, Timestamp before) {
    jdbc.update(
        "delete from notify_delivery where event_id >= ? and event_id < ?"
            + " and event_number <= (select s.delivered from notify_subscription s"
            + " where s.id = notify_delivery.subscription_id)"
            + " and event_id in (select e.id from notify_event e"
            + " where e.id >= ? and e.id < ? and e.at < ?)",
        from,
        until,
        from,
        until,
        before);
    jdbc.update(
        "delete from notify_event where id >= ? and id < ? and fanned_out = true and at < ?"
            + " and not exists (select 1 from notify_delivery d where d.event_id = notify_event.id)",
        from,
        until,
        before);
  }
}
