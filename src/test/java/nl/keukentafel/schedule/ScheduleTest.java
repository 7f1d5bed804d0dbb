package nl.keukentafel.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** Two nodes, one database, and a clock in the test's hand. */
class ScheduleTest {
  private static final Duration POLL = Duration.ofMillis(20);

  private final List<LocalDate> ran = new CopyOnWriteArrayList<>();
  private final AtomicBoolean broken = new AtomicBoolean();
  private volatile Instant now = Instant.parse("2026-11-26T10:00:00Z");

  private final DailyJob job =
      new DailyJob() {
        @Override
        public String name() {
          return "job";
        }

        @Override
        public void run(LocalDate today) {
          if (broken.getAndSet(false)) {
            throw new IllegalStateException("not now");
          }
          ran.add(today);
        }
      };

  @Test
  void aJobRunsOncePerDayOnOneNodeAndAgainAfterAFailure() {
    DataSource database = JdbcConnectionPool.create("jdbc:h2:mem:schedule", "sa", "");
    Flyway.configure().dataSource(database).load().migrate();
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneId getZone() {
            return ZoneId.of("Europe/Amsterdam");
          }

          @Override
          public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
          }
        };
    List<Schedule> nodes =
        List.of(
            new Schedule(database, List.of(job), clock, POLL),
            new Schedule(database, List.of(job), clock, POLL));
    nodes.forEach(Schedule::start);
    try {
      now = Instant.parse("2026-11-27T03:00:00Z");
      await(1);
      now = Instant.parse("2026-11-28T03:00:00Z");
      await(2);
      broken.set(true);
      now = Instant.parse("2026-11-29T03:00:00Z");
      Awaitility.await().untilFalse(broken);
      assertThat(ran).hasSize(2);
      now = now.plus(Duration.ofMinutes(10)).plusSeconds(1);
      await(3);
    } finally {
      nodes.forEach(Schedule::stop);
    }
    assertThat(ran)
        .containsExactly(
            LocalDate.of(2026, 11, 27), LocalDate.of(2026, 11, 28), LocalDate.of(2026, 11, 29));
  }

  private void await(int times) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> ran.size() == times);
  }
}
