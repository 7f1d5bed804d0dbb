package nl.keukentafel.notify.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nl.keukentafel.notify.subscription.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives every waiting event a number in each subscription that it is for. Raising the numbers,
 * adding the deliveries and marking the events are one transaction: the numbers have no gaps.
 */
public final class FanOut {
  private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);
  private static final int AT_ONCE = 200;
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private record Event(long id, Topic topic, String focus) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Audience audience;
  private final Lease lease;
  private final Clock clock;

  public FanOut(
      JdbcTemplate jdbc, TransactionTemplate transaction, Audience audience, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.audience = audience;
    this.lease = new Lease(jdbc, clock, "fan-out");
    this.clock = clock;
  }

  /** Whether anything was done, so that there may be more. */
  public boolean run() {
    List<Event> waiting = waiting();
    if (waiting.isEmpty() || lease.isOfAnother()) {
      return false;
    }
    Map<Event, List<String>> told = new LinkedHashMap<>();
    for (Event event : waiting) {
      try {
        told.put(event, audience.of(event.topic, event.focus));
      } catch (RuntimeException e) {
        LOG.error("Event {} waits: the others go on", event.id, e);
        postpone(event);
      }
    }
    return Boolean.TRUE.equals(transaction.execute(status -> lease.hold() && settle(told)));
  }

  private List<Event> waiting() {
    return jdbc.query(
        "select id, topic, focus from notify_event where fanned_out = false"
            + " and (retry_at is null or retry_at <= ?) order by id limit "
            + AT_ONCE,
        (row, n) -> new Event(row.getLong(1), Topic.ofId(row.getString(2)), row.getString(3)),
        Timestamp.from(clock.instant()));
  }

  private void postpone(Event event) {
    jdbc.update(
        "update notify_event set retry_at = ? where id = ?",
        Timestamp.from(clock.instant().plus(PAUSE)),
        event.id);
  }

  private boolean settle(Map<Event, List<String>> told) {
    Map<String, List<Long>> perSubscription = new TreeMap<>();
    for (Map.Entry<Event, List<String>> each : told.entrySet()) {
      boolean mine =
          jdbc.update(
                  "update notify_event set fanned_out = true where id = ? and fanned_out = false",
                  each.getKey().id)
              == 1; // not when another node was first
      if (mine) {
        each.getValue()
            .forEach(
                id ->
                    perSubscription
                        .computeIfAbsent(id, any -> new ArrayList<>())
                        .add(each.getKey().id));
      }
    }
    List<Object[]> deliveries = new ArrayList<>();
    List<Object[]> counters = new ArrayList<>();
    Timestamp now = Timestamp.from(clock.instant());
    lock(perSubscription.keySet().stream().toList())
        .forEach(
            (id, events) -> {
              long number = events;
              for (long event : perSubscription.getOrDefault(id, List.of())) {
                deliveries.add(new Object[] {id, ++number, event});
              }
              counters.add(new Object[] {number, now, id});
            });
    jdbc.batchUpdate(
        "insert into notify_delivery (subscription_id, event_number, event_id) values (?, ?, ?)",
        deliveries);
    jdbc.batchUpdate(
        "update notify_subscription set events = ?, due = case when status = 'active' and due is"
            + " null then ? else due end where id = ?",
        counters);
    return !told.isEmpty();
  }

  /** The newest number of each, locked in one order; who left meanwhile is not among them. */
  private Map<String, Long> lock(List<String> ids) {
    Map<String, Long> newest = new LinkedHashMap<>();
    for (int from = 0; from < ids.size(); from += 500) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + 500));
      jdbc.query(
          "select id, events from notify_subscription where status <> 'off' and id in ("
              + String.join(", ", Collections.nCopies(some.size(), "?"))
              + ") order by id for update",
          row -> {
            newest.put(row.getString(1), row.getLong(2));
          },
          some.toArray());
    }
    return newest;
  }
}
