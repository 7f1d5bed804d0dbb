package nl.keukentafel.audit;

import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.api.Trigger;

/** A log table that takes as long as a test wants. */
public final class BlockedInsert implements Trigger {
  static volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public void fire(Connection connection, Object[] before, Object[] after) {
    try {
      if (!gate.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gate stayed closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
