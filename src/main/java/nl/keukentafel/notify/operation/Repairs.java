package nl.keukentafel.notify.operation;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import nl.keukentafel.notify.delivery.Deliverer.Keeper;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.notify.subscription.Subscribers;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What operators do about a subscription that is stuck; each repair is logged. */
public final class Repairs {
  private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Subscribers subscribers;
  private final Keeper keeper;
  private final Clock clock;

  public Repairs(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Subscribers subscribers,
      Keeper keeper,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.subscribers = subscribers;
    this.keeper = keeper;
    this.clock = clock;
  }

  List<Subscriber> stuck() {
    return subscribers.failing();
  }

  /** Tries at once, instead of later; one in error begins with a handshake. */
  boolean retry(String id) {
    return Boolean.TRUE.equals(
        transaction.execute(
            both -> {
              boolean active =
                  jdbc.update(
                          "update notify_subscription set due = ?, token = token + 1"
                              + " where id = ? and status = 'active'",
                          now(),
                          id)
                      == 1;
              boolean broken =
                  jdbc.update(
                          "update notify_subscription set status = 'requested', due = ?, error ="
                              + " null, failures = 0, token = token + 1 where id = ? and status ="
                              + " 'error'",
                          now(),
                          id)
                      == 1;
              if (broken) {
                keeper.become(id, SubscriptionStatus.REQUESTED, null);
              }
              if (active || broken) {
                LOG.warn("An operator had subscription {} tried again", id);
              }
              return active || broken;
            }));
  }

  /**
   * Lets the event go at which a subscription is stuck: the receiver misses its number, and can
   * still ask for it by {@code $events}.
   */
  boolean skip(String id, String reason) {
    return Boolean.TRUE.equals(
        transaction.execute(
            both -> {
              boolean skipped =
                  jdbc.update(
                          "update notify_subscription set delivered = delivered + 1, failures = 0,"
                              + " failing_since = null, token = token + 1, due = case when status = 'active' then cast(? as timestamp"
                              + " with time zone) else null end where id = ? and events >"
                              + " delivered and (failures > 0 or status = 'error')",
                          now(),
                          id)
                      == 1;
              if (skipped) {
                jdbc.update(
                    "update notify_delivery set skipped = ? where subscription_id = ? and"
                        + " event_number = (select delivered from notify_subscription where id ="
                        + " ?)",
                    reason,
                    id,
                    id);
                LOG.warn("An operator had subscription {} skip one event: {}", id, reason);
              }
              return skipped;
            }));
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }
}
