package nl.keukentafel.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends to the log, and to nothing else. One appender writes what waits in one transaction, so
 * that many requests share one commit; each waits until its own rows are durable.
 */
public final class AccessLog implements AutoCloseable {
  private static final int MOST_WAITING = 2_000;
  private static final int MOST_AT_ONCE = 200;

  /** Does something with a row in the transaction that writes it: both are there, or neither. */
  @FunctionalInterface
  public interface Follower {
    void written(long id, AccessEntry entry);
  }

  /** The rows of one answer. */
  private record Waiting(List<AccessEntry> entries, CompletableFuture<@Nullable Void> durable) {}

  private final LogChain chain;
  private final TransactionTemplate transaction;
  private final Duration patience;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread appender = new Thread(this::appendWhatWaits, "access-log");
  private volatile boolean closed;

  /**
   * @param patience how long an answer waits for its row before it is refused
   */
  AccessLog(JdbcTemplate jdbc, String node, Anchor anchor, Duration patience, Follower follower) {
    this.chain = new LogChain(jdbc, node, anchor, patience, follower);
    this.transaction =
        new TransactionTemplate(
            new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
    this.patience = patience;
    appender.setDaemon(true);
    appender.start();
  }

  /**
   * Writes in a transaction of its own and returns when it is durable.
   *
   * @throws org.springframework.dao.DataAccessException when it cannot, or not in time: then
   *     nothing may be shown
   */
  public void append(List<AccessEntry> entries) {
    Waiting waiting = new Waiting(List.copyOf(entries), new CompletableFuture<>());
    if (!queue.offer(waiting)) {
      throw new TransientDataAccessResourceException("too many answers wait for the access log");
    }
    try {
      waiting.durable.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException unwritten) {
      throw new TransientDataAccessResourceException("no row", unwritten.getCause());
    } catch (TimeoutException slow) {
      waiting.durable.cancel(false);
      throw new QueryTimeoutException("the access log is too slow", slow);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryTimeoutException("interrupted", e);
    }
  }

  private void appendWhatWaits() {
    try {
      while (!closed) {
        chain.dropAnchor();
        List<Waiting> batch = new ArrayList<>();
        Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        queue.drainTo(batch, MOST_AT_ONCE - 1);
        batch.removeIf(each -> each.durable.isDone()); // nobody waits for it any more
        boolean alone = batch.size() == 1;
        if (!write(batch, alone) && !alone) {
          batch.forEach(each -> write(List.of(each), true)); // one bad row keeps no other back
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean write(List<Waiting> batch, boolean last) {
    try {
      transaction.executeWithoutResult(
          status -> batch.forEach(each -> each.entries.forEach(this::appendAtCommit)));
      batch.forEach(each -> each.durable.complete(null));
      return true;
    } catch (RuntimeException | Error unwritten) {
      if (last) {
        batch.forEach(each -> each.durable.completeExceptionally(unwritten));
      }
      return false;
    }
  }

  /**
   * Writes at the end of the transaction under way, and with it: a change that cannot be logged is
   * not made. The chain is held only while the transaction commits.
   */
  public void appendAtCommit(AccessEntry entry) {
    TransactionSynchronizationManager.getSynchronizations().stream()
        .filter(AtCommit.class::isInstance)
        .map(AtCommit.class::cast)
        .findFirst()
        .orElseGet(this::register)
        .add(entry);
  }

  private AtCommit register() {
    AtCommit atCommit = new AtCommit();
    TransactionSynchronizationManager.registerSynchronization(atCommit);
    return atCommit;
  }

  /** Without an interrupt, which would close the file of an H2 database under way. */
  @Override
  public void close() {
    closed = true;
    try {
      appender.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    chain.dropAnchor();
  }

  private final class AtCommit implements TransactionSynchronization {
    private final List<AccessEntry> entries = new ArrayList<>();
    private boolean written;

    void add(AccessEntry entry) {
      if (written) {
        throw new IllegalStateException("the rows of this transaction are written");
      }
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).isOneWith(entry)) {
          entries.set(i, entries.get(i).with(entry));
          return;
        }
      }
      entries.add(entry);
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      written = true;
      chain.link(entries);
    }

    @Override
    public void afterCompletion(int status) {
      chain.completed(status == STATUS_COMMITTED);
    }
  }
}
