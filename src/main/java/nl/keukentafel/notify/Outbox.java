package nl.keukentafel.notify;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.sql.Timestamp;
import java.time.Clock;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.notify.subscription.Topic;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes an event row in the transaction of the change: both are there, or neither. */
@Interceptor
public final class Outbox {
  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final Runnable wakeUp;

  Outbox(JdbcTemplate jdbc, Clock clock, Runnable wakeUp) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.wakeUp = wakeUp;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    write(null, (Resource) resource);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after) {
    write((Resource) before, (Resource) after);
  }

  private void write(@Nullable Resource before, Resource after) {
    for (Topic topic : Topic.values()) {
      if (topic.firesOn(before, after)) {
        write(topic, Subjects.reference(after));
      }
    }
  }

  void write(Topic topic, String focus) {
    jdbc.update(
        "insert into notify_event (topic, focus, at, fanned_out) values (?, ?, ?, false)",
        topic.id(),
        focus,
        Timestamp.from(clock.instant()));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            wakeUp.run();
          }
        });
  }
}
