package nl.keukentafel.notify;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import nl.keukentafel.access.LiveCheck;
import nl.keukentafel.notify.Notification.Event;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what waits: per subscription in strict order, each event until it is acknowledged. A
 * failure is tried again, later and later; after a number in a row the subscription is in error,
 * and its events are kept.
 */
final class Deliverer {
  private static final int MOST_FAILURES = 12;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final DaoRegistry daos;
  private final LiveCheck check;
  private final Courier courier;
  private final Supplier<Notification> notification;
  private final Clock clock;

  Deliverer(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      DaoRegistry daos,
      LiveCheck check,
      Courier courier,
      Supplier<Notification> notification,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.daos = daos;
    this.check = check;
    this.courier = courier;
    this.notification = notification;
    this.clock = clock;
  }

  void run() throws InterruptedException {
    for (Subscriber subscriber : due()) {
      try {
        serve(subscriber);
      } catch (RuntimeException e) {
        LOG.error("Subscription {} waits: the others go on", subscriber.id(), e);
      }
    }
  }

  private void serve(Subscriber subscriber) throws InterruptedException {
    Subscription subscription = read(Subscription.class, "Subscription/" + subscriber.id());
    if (subscription.getStatus() == SubscriptionStatus.REQUESTED) {
      boolean answered = courier.deliver(subscription, notification.get().handshake(subscription));
      become(subscription, answered ? SubscriptionStatus.ACTIVE : SubscriptionStatus.ERROR);
    }
    if (subscription.getStatus() == SubscriptionStatus.ACTIVE) {
      deliver(subscriber, subscription);
    }
  }

  private List<Subscriber> due() {
    return jdbc.query(
        "select "
            + Subscriber.COLUMNS
            + " from notify_subscription s where status = 'requested' or (status = 'active'"
            + " and (next_attempt is null or next_attempt <= ?) and exists (select 1 from"
            + " notify_delivery d where d.subscription_id = s.id and d.acknowledged = false))"
            + " order by id",
        Subscriber::of,
        Timestamp.from(clock.instant()));
  }

  private void deliver(Subscriber subscriber, Subscription subscription)
      throws InterruptedException {
    for (Optional<Event> next = next(subscriber); next.isPresent(); next = next(subscriber)) {
      Event event = next.get();
      Bundle bundle = notification.get().events(subscription, event.number(), List.of(event));
      if (!courier.deliver(subscription, bundle)) {
        postpone(subscriber, subscription);
        return;
      }
      jdbc.update(
          "update notify_delivery set acknowledged = true"
              + " where subscription_id = ? and event_number = ?",
          subscriber.id(),
          event.number());
      jdbc.update(
          "update notify_subscription set failures = 0, next_attempt = null where id = ?",
          subscriber.id());
    }
  }

  private Optional<Event> next(Subscriber subscriber) {
    return jdbc
        .query(
            "select d.event_number, e.at, e.focus from notify_delivery d"
                + " join notify_event e on e.id = d.event_id"
                + " where d.subscription_id = ? and d.acknowledged = false"
                + " order by d.event_number limit 1",
            (row, n) ->
                new Event(
                    row.getLong(1),
                    row.getTimestamp(2).toInstant(),
                    stillReadable(subscriber, row.getString(3))),
            subscriber.id())
        .stream()
        .findFirst();
  }

  /** Judged again at the moment of sending: whoever lost the right hears of no focus. */
  private @Nullable String stillReadable(Subscriber subscriber, String focus) {
    try {
      return check.mayRead(subscriber.caller(), read(Resource.class, focus)) ? focus : null;
    } catch (ResourceGoneException deleted) {
      return null;
    }
  }

  private void postpone(Subscriber subscriber, Subscription subscription) {
    int failures =
        jdbc.queryForObject(
                "select failures from notify_subscription where id = ?",
                Integer.class,
                subscriber.id())
            + 1;
    Duration pause = Duration.ofSeconds(1L << Math.min(failures, 10));
    jdbc.update(
        "update notify_subscription set failures = ?, next_attempt = ? where id = ?",
        failures,
        Timestamp.from(
            clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE)),
        subscriber.id());
    if (failures >= MOST_FAILURES) {
      become(subscription, SubscriptionStatus.ERROR);
    }
  }

  private void become(Subscription subscription, SubscriptionStatus status) {
    subscription
        .setStatus(status)
        .setError(status == SubscriptionStatus.ERROR ? "The endpoint does not answer" : null);
    transaction.executeWithoutResult(
        both -> {
          daos.getResourceDao(Subscription.class).update(subscription, new SystemRequestDetails());
          jdbc.update(
              "update notify_subscription set status = ? where id = ?",
              status.toCode(),
              subscription.getIdElement().getIdPart());
        });
  }

  private <R extends Resource> R read(Class<R> type, String reference) {
    IdType id = new IdType(reference);
    return type.cast(
        daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails()));
  }
}
