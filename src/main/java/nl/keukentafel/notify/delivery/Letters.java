package nl.keukentafel.notify.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nl.keukentafel.audit.AccessEntry;
import nl.keukentafel.audit.AccessEntry.Tracing;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.notify.delivery.Audience.Seen;
import nl.keukentafel.notify.subscription.Notification;
import nl.keukentafel.notify.subscription.Notification.Event;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a notification says. Access is judged again now: whoever lost the right hears the number,
 * but of no focus. Every event is in the access log before it leaves.
 */
public final class Letters {
  /**
   * An event that was given a number and not yet acknowledged.
   *
   * @param shown whether an attempt that failed named it; absent before the first
   */
  record Waiting(long number, Instant at, String focus, @Nullable Boolean shown) {}

  private final JdbcTemplate jdbc;
  private final Audience audience;
  private final Consumer<List<AccessEntry>> log;
  private final Supplier<String> base;
  private final Clock clock;

  public Letters(
      JdbcTemplate jdbc,
      Audience audience,
      Consumer<List<AccessEntry>> log,
      Supplier<String> base,
      Clock clock) {
    this.jdbc = jdbc;
    this.audience = audience;
    this.log = log;
    this.base = base;
    this.clock = clock;
  }

  public Notification about(Subscriber subscriber, Instant at) {
    return new Notification(base.get(), subscriber, at);
  }

  /** The FHIR base of this server. */
  public String base() {
    return base.get();
  }

  List<Waiting> after(Subscriber subscriber, long delivered) {
    return between(subscriber, delivered + 1, Long.MAX_VALUE, subscriber.channel().maxCount());
  }

  private List<Waiting> between(Subscriber subscriber, long from, long until, int most) {
    return jdbc.query(
        "select d.event_number, e.at, e.focus, d.shown from notify_delivery d join notify_event e on e.id ="
            + " d.event_id where d.subscription_id = ? and d.event_number between ? and ?"
            + " order by d.event_number limit ?",
        (row, n) ->
            new Waiting(
                row.getLong(1),
                row.getTimestamp(2).toInstant(),
                row.getString(3),
                row.getObject(4, Boolean.class)),
        subscriber.id(),
        from,
        until,
        most);
  }

  List<Event> judged(Subscriber subscriber, List<Waiting> waiting) {
    List<Event> events = new ArrayList<>();
    List<AccessEntry> entries = new ArrayList<>();
    for (Waiting each : waiting) {
      Seen seen = audience.judge(subscriber.caller(), each.focus);
      String focus = seen.readable() ? each.focus : null;
      events.add(new Event(each.number, each.at, focus));
      if (!Objects.equals(each.shown, focus != null)) {
        entries.add(entry(subscriber, each, focus, seen));
      }
    }
    if (!entries.isEmpty()) {
      log.accept(entries);
    }
    return events;
  }

  /** The attempt failed, though the receiver may have seen it: it is in the log once. */
  void attempted(Subscriber subscriber, List<Event> events) {
    jdbc.batchUpdate(
        "update notify_delivery set shown = ? where subscription_id = ? and event_number = ?",
        events.stream()
            .map(each -> new Object[] {each.focus() != null, subscriber.id(), each.number()})
            .toList());
  }

  /** An {@code empty} notification shows nothing of anybody. */
  private AccessEntry entry(
      Subscriber subscriber, Waiting waiting, @Nullable String focus, Seen seen) {
    boolean shows = focus != null && !subscriber.channel().isEmpty();
    boolean withheld = focus == null && seen.decision() != null;
    return new AccessEntry(
        clock.instant(),
        subscriber.id().substring(0, Math.min(subscriber.id().length(), 43)) + "/" + waiting.number,
        subscriber.caller(),
        Act.RAADPLEGEN,
        "notification " + subscriber.topic().type(),
        withheld ? Verdict.REFUSE : Verdict.PERMIT,
        200,
        shows || withheld ? seen.patient() : null,
        shows || withheld ? List.of(waiting.focus) : List.of(),
        seen.decision(),
        null,
        new Tracing(null, null));
  }

  /** An event as somebody who asks may see it. */
  public record Asked(Event event, String focus, Seen seen) {}

  /**
   * What {@code $events} shows: numbers both included.
   *
   * @param asker judged instead of who subscribed: another employee may have other rights
   */
  public List<Asked> asked(Subscriber subscriber, Caller asker, long from, long until, int most) {
    return between(subscriber, from, until, most).stream()
        .map(
            each -> {
              Seen seen = audience.judge(asker, each.focus);
              String focus = seen.readable() ? each.focus : null;
              return new Asked(new Event(each.number, each.at, focus), each.focus, seen);
            })
        .toList();
  }
}
