package nl.keukentafel.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.notify.subscription.Subscriber;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** Numbers, order, leases and back-off, on both databases, with the clock in the test's hand. */
class DeliveryTest {
  @Nested
  class OnH2 extends OnADatabase {
    @Override
    DataSource database() {
      return JdbcConnectionPool.create("jdbc:h2:mem:delivery;LOCK_TIMEOUT=10000", "sa", "");
    }
  }

  @Nested
  class OnPostgres extends OnADatabase {
    private EmbeddedPostgres postgres;
    private HikariDataSource pool;

    @Override
    DataSource database() throws IOException {
      postgres = EmbeddedPostgres.start();
      pool = new HikariDataSource();
      pool.setDataSource(postgres.getPostgresDatabase());
      return pool;
    }

    @AfterAll
    void stop() throws IOException {
      pool.close();
      postgres.close();
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class OnADatabase {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock();
    private final AtomicReference<Optional<String>> answer =
        new AtomicReference<>(Optional.empty());
    private JdbcTemplate jdbc;
    private Node node;

    abstract DataSource database() throws IOException;

    @BeforeEach
    void startAnew() throws IOException {
      if (jdbc == null) {
        DataSource source = database();
        Flyway.configure().dataSource(source).load().migrate();
        jdbc = new JdbcTemplate(source);
      }
      jdbc.update("delete from notify_delivery");
      jdbc.update("delete from notify_event");
      jdbc.update("delete from notify_subscription");
      jdbc.update("update notify_lease set until = timestamp '2000-01-01 00:00:00'");
      answer.set(Optional.empty());
      node = new Node(jdbc, clock, (channel, bundle) -> answer.get());
    }

    @Test
    void aNewSubscriptionIsGreetedAndThenToldInOrder() {
      node.subscribe("a", 1);
      node.happen(3);
      node.postRoom.drain();
      assertThat(node.row("a").status()).isEqualTo(SubscriptionStatus.ACTIVE);
      assertThat(node.received.get("a")).containsExactly(1L, 2L, 3L);
      node.postRoom.drain();
      assertThat(node.received.get("a")).hasSize(3);
    }

    @Test
    void aReceiverThatDoesNotGreetBackIsInErrorAndItsEventsAreKept() {
      answer.set(Optional.of("no"));
      node.subscribe("a", 1);
      node.happen(2);
      node.postRoom.drain();
      assertThat(node.row("a").status()).isEqualTo(SubscriptionStatus.ERROR);
      assertThat(node.row("a").events()).isEqualTo(2);
      answer.set(Optional.empty());
      node.reactivate("a");
      node.postRoom.drain();
      assertThat(node.received.get("a")).containsExactly(1L, 2L);
    }

    @Test
    void threeDaysOfSilenceAreCaughtUpInOrderAndInBatches() {
      node.subscribe("a", 10);
      node.postRoom.drain();
      answer.set(Optional.of("down"));
      for (int hour = 0; hour < 72; hour++) {
        node.happen(1);
        node.postRoom.drain();
        clock.pass(Duration.ofHours(1));
      }
      assertThat(node.row("a").status()).isEqualTo(SubscriptionStatus.ACTIVE);
      assertThat(node.received).isEmpty();
      answer.set(Optional.empty());
      node.postRoom.drain();
      assertThat(node.received.get("a")).containsExactlyElementsOf(upTo(72));
      assertThat(node.batches).containsExactly(10, 10, 10, 10, 10, 10, 10, 2);
      assertThat(node.logged).hasSize(72); // once, however often it was tried
    }

    @Test
    void pausesGrowAndAfterAWeekOfFailuresTheSubscriptionIsInError() {
      node.subscribe("a", 1);
      node.postRoom.drain();
      answer.set(Optional.of("down"));
      node.happen(1);
      for (long pause : List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300)) {
        node.postRoom.drain();
        assertThat(Duration.between(clock.instant(), node.due("a")))
            .isEqualTo(Duration.ofSeconds(pause));
        clock.pass(Duration.ofSeconds(pause));
      }
      clock.pass(Duration.ofDays(7));
      node.happen(1);
      node.postRoom.drain();
      assertThat(node.row("a").status()).isEqualTo(SubscriptionStatus.ERROR);
      assertThat(node.row("a").error()).isEqualTo("down");
      node.happen(1);
      answer.set(Optional.empty());
      node.postRoom.drain();
      assertThat(node.received).isEmpty();
      node.reactivate("a");
      node.postRoom.drain();
      assertThat(node.received.get("a")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void silenceIsBrokenByAHeartbeatThatHasNoNumber() {
      List<String> types = new ArrayList<>();
      Node telling =
          new Node(
              jdbc,
              clock,
              (channel, bundle) -> {
                types.add(Node.type(bundle));
                return Optional.empty();
              });
      telling.subscribe("a", 1, Duration.ofMinutes(1));
      telling.postRoom.drain();
      clock.pass(Duration.ofSeconds(59));
      telling.happen(1);
      telling.postRoom.drain();
      clock.pass(Duration.ofSeconds(59));
      telling.postRoom.drain();
      assertThat(types).containsExactly("handshake", "event-notification");
      clock.pass(Duration.ofSeconds(1));
      telling.postRoom.drain();
      telling.postRoom.drain();
      assertThat(types).containsExactly("handshake", "event-notification", "heartbeat");
      assertThat(telling.row("a").events()).isEqualTo(1);
    }

    @Test
    void oneFailureThatIsOverCountsNoMore() {
      node.subscribe("a", 1);
      node.postRoom.drain();
      node.happen(1);
      answer.set(Optional.of("down"));
      node.postRoom.drain();
      clock.pass(Duration.ofDays(6));
      answer.set(Optional.empty());
      node.postRoom.drain();
      assertThat(node.row("a").failures()).isZero();
      assertThat(node.row("a").failingSince()).isNull();
    }

    @Test
    void whoDiesWithAClaimLosesItAndWhatItStillSaysCountsNoMore() {
      node.subscribe("a", 1);
      node.postRoom.drain();
      node.happen(1);
      node.fanOut.run();
      Subscriber claimed = node.deliverer.claim(10).get(0);

      Node other = new Node(jdbc, clock, (channel, bundle) -> Optional.empty());
      other.postRoom.drain();
      assertThat(other.received).isEmpty();
      clock.pass(Claims.TERM);
      other.postRoom.drain();
      assertThat(other.received.get("a")).containsExactly(1L);

      node.happen(1);
      other.postRoom.drain();
      node.deliverer.serve(claimed); // sends 1 a second time, and may not say that it did
      assertThat(other.row("a").delivered()).isEqualTo(2);
      assertThat(other.received.get("a")).containsExactly(1L, 2L);
    }

    @Test
    void aClaimThatIsRenewedIsKept() {
      node.subscribe("a", 1);
      node.postRoom.drain();
      node.happen(1);
      node.fanOut.run();
      Subscriber claimed = node.deliverer.claim(10).get(0);
      clock.pass(Claims.TERM.minusSeconds(1));
      node.deliverer.renew();
      clock.pass(Claims.TERM.minusSeconds(1));
      Node other = new Node(jdbc, clock, (channel, bundle) -> Optional.empty());
      other.postRoom.drain();
      assertThat(other.received).isEmpty();
      node.deliverer.serve(claimed);
      assertThat(node.received.get("a")).containsExactly(1L);
    }

    @Test
    void oneNodeFansOutUntilItsLeaseIsOver() {
      node.subscribe("a", 1);
      node.happen(1);
      node.fanOut.run();
      Node other = new Node(jdbc, clock, (channel, bundle) -> Optional.empty());
      node.happen(1);
      assertThat(other.fanOut.run()).isFalse();
      clock.pass(Duration.ofSeconds(5));
      assertThat(other.fanOut.run()).isTrue();
      assertThat(other.row("a").events()).isEqualTo(2);
    }

    @Test
    void twoNodesAtWorkGiveEveryEventOneNumber() {
      AtomicBoolean flaky = new AtomicBoolean();
      Node one = new Node(jdbc, clock, (channel, bundle) -> flaky(flaky));
      Node two = new Node(jdbc, clock, (channel, bundle) -> flaky(flaky));
      for (int i = 0; i < 5; i++) {
        node.subscribe("many-" + i, 7);
      }
      node.postRoom.drain(); // a handshake that fails is final
      one.postRoom.start();
      two.postRoom.start();
      try {
        for (int i = 0; i < 40; i++) {
          (i % 2 == 0 ? one : two).happen(5);
          clock.pass(Duration.ofMillis(500));
        }
        Awaitility.await()
            .atMost(SOON)
            .until(
                () -> {
                  clock.pass(Duration.ofSeconds(2));
                  return delivered() == 5 * 200;
                });
      } finally {
        one.postRoom.stop();
        two.postRoom.stop();
      }
      for (int i = 0; i < 5; i++) {
        assertThat(
                jdbc.queryForList(
                    "select event_number from notify_delivery where subscription_id = ?"
                        + " order by event_number",
                    Long.class,
                    "many-" + i))
            .containsExactlyElementsOf(upTo(200));
      }
    }

    private static Optional<String> flaky(AtomicBoolean last) {
      boolean fails = last.get();
      last.set(!fails);
      return fails ? Optional.of("now and then") : Optional.empty();
    }

    private long delivered() {
      return jdbc.queryForObject("select sum(delivered) from notify_subscription", Long.class);
    }

    @Test
    void aSlowReceiverSlowsNobodyElse() throws InterruptedException {
      CountDownLatch stalled = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      Node slow =
          new Node(
              jdbc,
              clock,
              (channel, bundle) -> {
                if (channel.endpoint().equals("a-slow") && !Node.numbers(bundle).isEmpty()) {
                  stalled.countDown();
                  await(goOn);
                }
                return Optional.empty();
              });
      slow.subscribe("a-slow", 1);
      slow.subscribe("b", 1);
      slow.postRoom.drain();
      slow.postRoom.start();
      try {
        slow.happen(20);
        stalled.await();
        Awaitility.await()
            .atMost(SOON)
            .until(() -> slow.received.getOrDefault("b", List.of()).size() == 20);
        assertThat(slow.received).doesNotContainKey("a-slow");
        goOn.countDown();
        Awaitility.await()
            .atMost(SOON)
            .until(() -> slow.received.getOrDefault("a-slow", List.of()).size() == 20);
      } finally {
        goOn.countDown();
        slow.postRoom.stop();
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Test
    void whoLeavesIsToldNothingAndHoldsUpNobody() {
      node.subscribe("a", 1);
      node.subscribe("b", 1);
      node.postRoom.drain();
      node.happen(2);
      node.fanOut.run();
      node.subscribers.leave("a");
      node.postRoom.drain();
      assertThat(node.received).containsOnlyKeys("b");
    }

    @Test
    void whatIsOldAndAcknowledgedByAllIsForgottenAndNothingElse() {
      node.subscribe("a", 1000);
      node.subscribe("b", 1000);
      node.postRoom.drain();
      node.happen(700);
      node.postRoom.drain();
      answer.set(Optional.of("down"));
      node.happen(3);
      node.postRoom.drain();
      answer.set(Optional.empty());
      OldEvents old = new OldEvents(jdbc, Period.ofDays(30));
      LocalDate happened = LocalDate.ofInstant(clock.instant(), Day.HERE);

      old.run(happened.plusDays(30));
      assertThat(kept()).containsExactly(703L, 2 * 703L);
      old.run(happened.plusDays(31));
      assertThat(kept()).containsExactly(3L, 2 * 3L);

      clock.pass(Duration.ofSeconds(2));
      node.postRoom.drain();
      node.happen(1);
      node.postRoom.drain();
      assertThat(node.received.get("a")).containsExactlyElementsOf(upTo(704));
      old.run(happened.plusDays(31));
      assertThat(kept()).containsExactly(0L, 0L);
      assertThat(node.row("b").events()).isEqualTo(704);
    }

    private List<Long> kept() {
      return Stream.of("notify_event", "notify_delivery")
          .map(each -> jdbc.queryForObject("select count(*) from " + each, Long.class))
          .toList();
    }

    private static Iterable<Long> upTo(long last) {
      return LongStream.rangeClosed(1, last).boxed().toList();
    }
  }
}
