package nl.keukentafel.notify;

import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells of what comes with time instead of with a change: of each occasion once. */
public final class Occasions {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Runnable wakeUp;

  Occasions(JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock, Runnable wakeUp) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
    this.wakeUp = wakeUp;
  }

  /**
   * In a transaction of its own. Does nothing when it was told before.
   *
   * @param topic its id
   * @param focus {@code Type/id}
   * @param occasion a key of at most 200 characters, without anything personal
   */
  public void tell(String topic, String focus, String occasion) {
    if (isTold(occasion)) {
      return;
    }
    try {
      transaction.executeWithoutResult(
          status -> {
            jdbc.update("insert into notify_occasion (occasion) values (?)", occasion);
            jdbc.update(
                "insert into notify_event (topic, focus, at, fanned_out) values (?, ?, ?, false)",
                topic,
                focus,
                Timestamp.from(clock.instant()));
          });
      wakeUp.run();
    } catch (DuplicateKeyException before) {
      // another run told it meanwhile
    }
  }

  private boolean isTold(String occasion) {
    return !jdbc.queryForList(
            "select occasion from notify_occasion where occasion = ?", String.class, occasion)
        .isEmpty();
  }
}
