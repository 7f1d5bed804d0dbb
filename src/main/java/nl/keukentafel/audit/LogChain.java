package nl.keukentafel.audit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The chain of one node: every row carries the hash of the row before it, so that a row that is
 * changed, removed or put between shows.
 */
final class LogChain {
  /** The last row that is there for good. */
  private record End(long id, String hash) {}

  private final JdbcTemplate jdbc;
  private final String node;
  private final Anchor anchor;
  private final Duration patience;
  private final AccessLog.Follower follower;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable End end;
  private @Nullable End next;
  private final AtomicReference<@Nullable String> unanchored = new AtomicReference<>();

  LogChain(
      JdbcTemplate jdbc,
      String node,
      Anchor anchor,
      Duration patience,
      AccessLog.Follower follower) {
    this.jdbc = jdbc;
    this.node = node;
    this.anchor = anchor;
    this.patience = patience;
    this.follower = follower;
  }

  /** Inserts in the transaction under way and holds the chain until {@link #completed}. */
  void link(List<AccessEntry> entries) {
    hold();
    End last = end();
    Object[][] rows = new Object[entries.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = LogRow.of(idAfter(last.id), node, entries.get(i), last.hash);
      last = new End(LogRow.id(rows[i]), LogRow.storedHash(rows[i]));
    }
    jdbc.batchUpdate(LogRow.INSERT, List.of(rows));
    for (int i = 0; i < rows.length; i++) {
      follower.written(LogRow.id(rows[i]), entries.get(i));
    }
    next = last;
  }

  void completed(boolean committed) {
    if (lock.isHeldByCurrentThread()) {
      // after a rollback the rows are gone too: read the end of the chain again
      end = committed ? next : null;
      if (end != null) {
        unanchored.set(end.hash);
      }
      next = null;
      lock.unlock();
    }
  }

  /** Outside the transactions, so that nobody waits for the file. */
  void dropAnchor() {
    String hash = unanchored.getAndSet(null);
    if (hash != null) {
      anchor.drop(hash);
    }
  }

  private void hold() {
    try {
      if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new QueryTimeoutException("the access log is too slow");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryTimeoutException("interrupted", e);
    }
  }

  private End end() {
    if (end == null) {
      List<String> anchored = anchor.hashes();
      end =
          jdbc
              .query(
                  "select id, hash from access_log where node = ? order by id desc limit 1",
                  (row, n) -> new End(row.getLong(1), row.getString(2)),
                  node)
              .stream()
              .findFirst()
              .orElse(new End(0, LogRow.START_OF_CHAIN));
      anchored.stream().filter(hash -> !isThere(hash)).forEach(anchor::keepAsEvidence);
    }
    return end;
  }

  private boolean isThere(String hash) {
    return Optional.ofNullable(
            jdbc.queryForObject(
                "select count(*) from access_log where node = ? and hash = ?",
                Integer.class,
                node,
                hash))
        .filter(count -> count > 0)
        .isPresent();
  }

  /** In the order of time over all nodes: milliseconds, then a number of the node, then a count. */
  private long idAfter(long last) {
    long now = (System.currentTimeMillis() << 20) | ((node.hashCode() & 0x3FFL) << 10);
    return Math.max(last + 1, now);
  }
}
