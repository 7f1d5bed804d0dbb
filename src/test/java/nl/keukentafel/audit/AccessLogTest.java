package nl.keukentafel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Whoever has to wait for a row gets nothing before it is there. */
class AccessLogTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path anchors;
  private LogTable table;
  private AccessLog log;

  @BeforeEach
  void thereIsALog() {
    table = LogTable.fresh(anchors);
    log = table.log(Duration.ofSeconds(20));
  }

  @AfterEach
  void close() {
    BlockedInsert.gate.countDown();
    log.close();
  }

  @Test
  void manyAtOnceHaveTheirRowsInOneUnbrokenChain() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(32);
    try {
      List<Future<?>> answers =
          IntStream.range(0, 500)
              .<Future<?>>mapToObj(i -> callers.submit(() -> append("r" + i)))
              .toList();
      for (Future<?> each : answers) {
        each.get();
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(table.rows()).isEqualTo(500);
    assertThat(table.verifier().findings(Set.of(LogTable.NODE))).isEmpty();
  }

  @Test
  void whoeverReturnsFindsItsRow() {
    append("r1");
    assertThat(table.rows()).isEqualTo(1);
  }

  @Test
  void aTableThatIsAwayStopsEverybodyAndThenGoesOn() {
    append("before");
    table.jdbc().execute("alter table access_log rename to access_log_away");
    assertThatThrownBy(() -> append("lost")).isInstanceOf(TransientDataAccessException.class);
    table.jdbc().execute("alter table access_log_away rename to access_log");
    append("after");
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.verifier().findings(Set.of(LogTable.NODE))).isEmpty();
  }

  @Test
  void aTableThatIsFullStopsEverybodyAndThenGoesOn() {
    append("before");
    table
        .jdbc()
        .execute("alter table access_log add constraint is_full check (status < 0) nocheck");
    assertThatThrownBy(() -> append("lost")).isInstanceOf(TransientDataAccessException.class);
    table.jdbc().execute("alter table access_log drop constraint is_full");
    append("after");
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.verifier().findings(Set.of(LogTable.NODE))).isEmpty();
  }

  @Test
  void aTableThatIsSlowStopsEverybodyAndThenGoesOn() {
    log.close();
    log = table.log(SHORT);
    BlockedInsert.gate = new CountDownLatch(1);
    table
        .jdbc()
        .execute(
            "create trigger slow before insert on access_log for each row call \""
                + BlockedInsert.class.getName()
                + "\"");
    assertThatThrownBy(() -> append("slow")).isInstanceOf(TransientDataAccessException.class);
    assertThatThrownBy(() -> append("behind")).isInstanceOf(TransientDataAccessException.class);
    assertThatThrownBy(this::change).isInstanceOf(TransientDataAccessException.class);
    assertThat(table.rows()).isZero();
    BlockedInsert.gate.countDown();
    append("after");
    assertThat(table.verifier().findings(Set.of(LogTable.NODE))).isEmpty();
    assertThat(table.jdbc().queryForList("select request_id from access_log", String.class))
        .contains("after")
        .doesNotContain("behind", "change");
  }

  @Test
  void oneBadRowKeepsNoOtherBack() throws Exception {
    BlockedInsert.gate = new CountDownLatch(1);
    table
        .jdbc()
        .execute(
            "create trigger slow before insert on access_log for each row call \""
                + BlockedInsert.class.getName()
                + "\"");
    ExecutorService callers = Executors.newFixedThreadPool(3);
    try {
      Future<?> first = callers.submit(() -> append("first"));
      Future<?> bad = callers.submit(() -> append("x".repeat(200)));
      Future<?> good = callers.submit(() -> append("good"));
      BlockedInsert.gate.countDown();
      first.get();
      good.get();
      assertThatThrownBy(bad::get).hasCauseInstanceOf(TransientDataAccessException.class);
    } finally {
      callers.shutdownNow();
    }
    assertThat(table.rows()).isEqualTo(2);
  }

  @Test
  void aChangeThatIsRolledBackLeavesNoRow() {
    TransactionTemplate transaction = transaction();
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      log.appendAtCommit(LogTable.answer("gone", "a").get(0));
                      throw new IllegalStateException("rolled back");
                    }))
        .isInstanceOf(IllegalStateException.class);
    change();
    assertThat(table.rows()).isEqualTo(1);
    assertThat(table.verifier().findings(Set.of(LogTable.NODE))).isEmpty();
  }

  private void change() {
    transaction()
        .executeWithoutResult(status -> log.appendAtCommit(LogTable.answer("change", "a").get(0)));
  }

  private TransactionTemplate transaction() {
    return new TransactionTemplate(
        new JdbcTransactionManager(java.util.Objects.requireNonNull(table.jdbc().getDataSource())));
  }

  private void append(String requestId) {
    log.append(LogTable.answer(requestId, "a"));
  }
}
