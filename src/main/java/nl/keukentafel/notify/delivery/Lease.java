package nl.keukentafel.notify.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Which node does what only one may do. Held in a transaction, its row also keeps out a node whose
 * clock is wrong: clocks decide who goes first, not whether two go at once.
 */
final class Lease {
  private static final Duration TERM = Duration.ofSeconds(5);

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final String name;
  private final String holder = UUID.randomUUID().toString();

  Lease(JdbcTemplate jdbc, Clock clock, String name) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.name = name;
  }

  /** Whether another has it now; a glance, without a lock. */
  boolean isOfAnother() {
    return !jdbc.queryForList(
            "select name from notify_lease where name = ? and holder <> ? and until > ?",
            String.class,
            name,
            holder,
            Timestamp.from(clock.instant()))
        .isEmpty();
  }

  /** Takes or keeps it until the transaction under way is over, and a while longer. */
  boolean hold() {
    Timestamp now = Timestamp.from(clock.instant());
    return jdbc.update(
            "update notify_lease set holder = ?, until = ? where name = ?"
                + " and (holder = ? or until <= ?)",
            holder,
            Timestamp.from(clock.instant().plus(TERM)),
            name,
            holder,
            now)
        == 1;
  }
}
