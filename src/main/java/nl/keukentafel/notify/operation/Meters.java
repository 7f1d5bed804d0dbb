package nl.keukentafel.notify.operation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import nl.keukentafel.notify.delivery.Deliverer;
import org.springframework.jdbc.core.JdbcTemplate;

/** How notifications fare: what waits, for how long, and how the attempts go. */
public final class Meters implements MeterBinder {
  private static final String WAITING =
      " from notify_subscription s join notify_delivery d on d.subscription_id = s.id"
          + " and d.event_number = s.delivered + 1 join notify_event e on e.id = d.event_id";

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private volatile Optional<MeterRegistry> registry = Optional.empty();

  public Meters(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    this.registry = Optional.of(registry);
    gauge(
        registry,
        "outbox",
        "events without numbers yet",
        () -> number("select count(*) from notify_event where fanned_out = false"));
    gauge(
        registry,
        "lag",
        "seconds that the oldest event waits for its numbers",
        () -> age("select min(at) from notify_event where fanned_out = false"));
    gauge(
        registry,
        "queue",
        "events to be delivered",
        () -> number("select coalesce(sum(events - delivered), 0) from notify_subscription"));
    gauge(
        registry,
        "oldest",
        "seconds that the oldest undelivered event waits",
        () -> age("select min(e.at)" + WAITING));
    for (String status : List.of("requested", "active", "error", "off")) {
      Gauge.builder(
              "keukentafel.notify.subscriptions",
              () ->
                  number(
                      "select count(*) from notify_subscription where status = '" + status + "'"))
          .tag("status", status)
          .register(registry);
    }
  }

  private static void gauge(
      MeterRegistry registry, String name, String meaning, Supplier<Number> of) {
    Gauge.builder("keukentafel.notify." + name, of).description(meaning).register(registry);
  }

  private Number number(String query) {
    return Optional.ofNullable(jdbc.queryForObject(query, Long.class)).orElse(0L);
  }

  private Number age(String query) {
    Timestamp at = jdbc.queryForObject(query, Timestamp.class);
    return at == null ? 0 : Duration.between(at.toInstant(), clock.instant()).toMillis() / 1000.0;
  }

  /** The same post, counted and timed. */
  public Deliverer.Post timed(Deliverer.Post post) {
    return (channel, bundle) -> {
      long start = System.nanoTime();
      Optional<String> wrong = post.deliver(channel, bundle);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      registry.ifPresent(
          known ->
              Timer.builder("keukentafel.notify.attempts")
                  .tags(Tags.of("outcome", wrong.isEmpty() ? "delivered" : "failed"))
                  .register(known)
                  .record(took));
      return wrong;
    };
  }
}
