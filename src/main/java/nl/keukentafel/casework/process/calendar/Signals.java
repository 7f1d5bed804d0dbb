package nl.keukentafel.casework.process.calendar;

import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was signalled already: everything once, in the transaction of what follows from it. */
public final class Signals {
  private final JdbcTemplate jdbc;
  private final Clock clock;

  Signals(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param signal a key of at most 200 characters, without anything personal
   */
  public void once(String signal, Runnable effect) {
    boolean before =
        !jdbc.queryForList(
                "select signal from calendar_signal where signal = ?", String.class, signal)
            .isEmpty();
    if (!before) {
      // should two nodes come here at once, the key lets one of the transactions through
      jdbc.update(
          "insert into calendar_signal (signal, at) values (?, ?)",
          signal,
          Timestamp.from(clock.instant()));
      effect.run();
    }
  }
}
