package nl.keukentafel.notify;

import nl.keukentafel.audit.AccessEntry;
import nl.keukentafel.audit.AccessLog;
import nl.keukentafel.notify.subscription.Topic;

/**
 * Writes an event row for whatever was shown of a client in an emergency, in the transaction of its
 * row in the access log: nothing is shown of which nobody hears (AVG 6 lid 1 onder d).
 */
final class EmergencyOutbox implements AccessLog.Follower {
  private final Outbox outbox;

  EmergencyOutbox(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void written(long id, AccessEntry entry) {
    if (entry.isShownInEmergency()) {
      outbox.write(Topic.NOODGEVAL, Topic.NOODGEVAL.type() + "/" + id);
    }
  }
}
