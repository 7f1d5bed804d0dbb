package nl.keukentafel.notify.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nl.keukentafel.notify.delivery.Deliverer.ClaimLostException;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.notify.subscription.Subscribers;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who serves which subscription. A claim moves the time at which the row is due; a node that dies
 * leaves it due again by itself. It also raises a token, which every later write has to show.
 */
public final class Claims {
  static final Duration TERM = Duration.ofSeconds(8);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Subscribers subscribers;
  private final Clock clock;

  public Claims(
      JdbcTemplate jdbc, TransactionTemplate transaction, Subscribers subscribers, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.subscribers = subscribers;
    this.clock = clock;
  }

  List<Subscriber> take(int most) {
    if (!anyDue()) {
      return List.of();
    }
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              List<Subscriber> due =
                  subscribers.lockDue(clock.instant(), most).stream()
                      .map(Subscriber::claimed)
                      .toList();
              jdbc.batchUpdate(
                  "update notify_subscription set token = ?, due = ? where id = ?",
                  due.stream().map(each -> new Object[] {each.token(), end(), each.id()}).toList());
              return due;
            }));
  }

  private boolean anyDue() {
    return !jdbc.queryForList(
            "select id from notify_subscription where due <= ? limit 1", String.class, now())
        .isEmpty();
  }

  /** Nothing waits, but silence has lasted long enough: time for a heartbeat. */
  void wakeSilent() {
    jdbc.update(
        "update notify_subscription set due = ? where heartbeat_at <= ? and due is null"
            + " and status = 'active'",
        now(),
        now());
  }

  void renew(Map<String, Long> tokens) {
    jdbc.batchUpdate(
        "update notify_subscription set due = ? where id = ? and token = ?",
        tokens.entrySet().stream()
            .map(each -> new Object[] {end(), each.getKey(), each.getValue()})
            .toList());
  }

  Subscriber current(Subscriber claimed) {
    return subscribers
        .find(claimed.id())
        .filter(now -> now.token() == claimed.token())
        .orElseThrow(ClaimLostException::new);
  }

  void acknowledge(Subscriber claimed, long delivered) {
    write(
        "delivered = ?, failures = 0, failing_since = null, error = null, due = ?, heartbeat_at = ?",
        claimed,
        delivered,
        end(),
        heartbeat(claimed));
  }

  void postpone(Subscriber claimed, String error, Instant since, Instant again) {
    write(
        "failures = failures + 1, error = ?, failing_since = ?, due = ?",
        claimed,
        error,
        Timestamp.from(since),
        Timestamp.from(again));
  }

  void become(Subscriber claimed, SubscriptionStatus status, @Nullable String error) {
    boolean active = status == SubscriptionStatus.ACTIVE;
    write(
        "status = ?, error = ?, failures = case when ? then 0 else failures + 1 end,"
            + " failing_since = null, due = ?, heartbeat_at = ?",
        claimed,
        status.toCode(),
        error,
        active,
        active ? end() : null,
        active ? heartbeat(claimed) : null);
  }

  /** Due again when something came meanwhile. */
  void release(Subscriber claimed) {
    write(
        "due = case when status = 'active' and events > delivered then cast(? as timestamp with"
            + " time zone) else null end",
        claimed,
        now());
  }

  private void write(String assignments, Subscriber claimed, @Nullable Object... values) {
    @Nullable Object[] all = Arrays.copyOf(values, values.length + 2);
    all[values.length] = claimed.id();
    all[values.length + 1] = claimed.token();
    int rows =
        jdbc.update(
            "update notify_subscription set " + assignments + " where id = ? and token = ?", all);
    if (rows == 0) {
      throw new ClaimLostException();
    }
  }

  private @Nullable Timestamp heartbeat(Subscriber claimed) {
    Duration silence = claimed.channel().heartbeat();
    return silence == null ? null : Timestamp.from(clock.instant().plus(silence));
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }

  private Timestamp end() {
    return Timestamp.from(clock.instant().plus(TERM));
  }
}
