package nl.keukentafel.notify;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import java.util.List;
import nl.keukentafel.access.LiveCheck;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives every waiting event a number in each subscription that it is for. Raising the number,
 * adding the delivery and marking the event are one transaction: the numbers have no gaps.
 */
final class FanOut {
  private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

  private record Event(long id, String topic, String focus) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final DaoRegistry daos;
  private final LiveCheck check;

  FanOut(JdbcTemplate jdbc, TransactionTemplate transaction, DaoRegistry daos, LiveCheck check) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.daos = daos;
    this.check = check;
  }

  void run() {
    List<Event> waiting =
        jdbc.query(
            "select id, topic, focus from notify_event where fanned_out = false order by id"
                + " limit 500",
            (row, n) -> new Event(row.getLong(1), row.getString(2), row.getString(3)));
    for (Event event : waiting) {
      try {
        transaction.executeWithoutResult(status -> fanOut(event));
      } catch (RuntimeException e) {
        LOG.error("Event {} waits: the others go on", event.id, e);
      }
    }
  }

  private void fanOut(Event event) {
    int mine =
        jdbc.update(
            "update notify_event set fanned_out = true where id = ? and fanned_out = false",
            event.id);
    if (mine == 0) {
      return; // another node was first
    }
    for (Subscriber subscriber : subscribers(event.topic)) {
      if (isFor(subscriber, event)) {
        jdbc.update(
            "update notify_subscription set events = events + 1 where id = ?", subscriber.id());
        jdbc.update(
            "insert into notify_delivery (subscription_id, event_number, event_id, acknowledged)"
                + " select id, events, ?, false from notify_subscription where id = ?",
            event.id,
            subscriber.id());
      }
    }
  }

  /** A subscription in error keeps counting: its events are kept for when it comes back. */
  private List<Subscriber> subscribers(String topic) {
    return jdbc.query(
        "select "
            + Subscriber.COLUMNS
            + " from notify_subscription"
            + " where topic = ? and status <> 'off' order by id for update",
        Subscriber::of,
        topic);
  }

  private boolean isFor(Subscriber subscriber, Event event) {
    try {
      IdType focus = new IdType(event.focus);
      Resource resource =
          (Resource)
              daos.getResourceDao(focus.getResourceType()).read(focus, new SystemRequestDetails());
      return check.isPartyTo(subscriber.caller(), resource)
          && check.mayRead(subscriber.caller(), resource);
    } catch (ResourceGoneException deleted) {
      return false;
    }
  }
}
