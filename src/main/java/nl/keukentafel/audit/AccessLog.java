package nl.keukentafel.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Coded;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Rule;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends to the log, and to nothing else. Every row carries the hash of the row before it on this
 * node, so that a row that is changed, removed or put between shows.
 */
public final class AccessLog {
  private static final String COLUMNS =
      "node, at, request_id, act, interaction, outcome, status, patient, resources, subject,"
          + " client_id, role, organization, purpose, rule, article, rulebook, emergency,"
          + " fhir_user, medmij_request_id, correlation_id, previous_hash, hash";
  private static final String INSERT =
      "insert into access_log (" + COLUMNS + ") values (" + "?,".repeat(22) + "?)";
  static final String START_OF_CHAIN = "0".repeat(64);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate ownTransaction;
  private final String node;
  private final ReentrantLock chain = new ReentrantLock();
  private @Nullable String lastHash;

  AccessLog(JdbcTemplate jdbc, PlatformTransactionManager transactions, String node) {
    this.jdbc = jdbc;
    this.ownTransaction = new TransactionTemplate(transactions);
    ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.node = node;
  }

  /**
   * Writes in a transaction of its own and returns when it is durable.
   *
   * @throws org.springframework.dao.DataAccessException when it cannot: then nothing may be shown
   */
  public void append(List<AccessEntry> entries) {
    // first a connection, then the chain: the other way round two requests can wait for each other
    ownTransaction.executeWithoutResult(status -> entries.forEach(this::appendAtCommit));
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
        .entries
        .add(entry);
  }

  private AtCommit register() {
    AtCommit atCommit = new AtCommit();
    TransactionSynchronizationManager.registerSynchronization(atCommit);
    return atCommit;
  }

  private final class AtCommit implements TransactionSynchronization {
    private final List<AccessEntry> entries = new ArrayList<>();
    private @Nullable String hash;

    @Override
    public void beforeCommit(boolean readOnly) {
      chain.lock();
      hash = insert(entries, last());
    }

    @Override
    public void afterCompletion(int status) {
      if (chain.isHeldByCurrentThread()) {
        // after a rollback the row is gone too: read the end of the chain again
        lastHash = status == STATUS_COMMITTED ? hash : null;
        chain.unlock();
      }
    }
  }

  private String last() {
    if (lastHash == null) {
      lastHash =
          jdbc
              .queryForList(
                  "select hash from access_log where node = ? order by id desc limit 1",
                  String.class,
                  node)
              .stream()
              .findFirst()
              .orElse(START_OF_CHAIN);
    }
    return lastHash;
  }

  private String insert(List<AccessEntry> entries, String previous) {
    String hash = previous;
    for (AccessEntry entry : entries) {
      Object[] row = row(entry, hash);
      hash = hash(row);
      row[row.length - 1] = hash;
      jdbc.update(INSERT, row);
    }
    return hash;
  }

  private Object[] row(AccessEntry entry, String previous) {
    Caller caller = entry.caller();
    Decision decision = entry.decision();
    return new Object[] {
      node,
      Timestamp.from(entry.at().truncatedTo(ChronoUnit.MICROS)),
      entry.requestId(),
      entry.act().code(),
      entry.interaction(),
      entry.outcome().code(),
      entry.status(),
      entry.patient(),
      String.join(" ", entry.resources()),
      caller.subject(),
      caller.clientId(),
      caller.role().code(),
      Objects.toString(caller.organization(), null),
      caller.purpose() == null ? null : ((Coded) caller.purpose()).code(),
      decision == null ? null : joined(decision.rules().stream().map(Rule::id)),
      decision == null ? null : joined(decision.articles().stream()),
      decision == null ? null : decision.version(),
      entry.emergency(),
      caller.fhirUser(),
      entry.tracing().medMijRequestId(),
      entry.tracing().correlationId(),
      previous,
      null
    };
  }

  private static String joined(Stream<String> parts) {
    return parts.distinct().collect(Collectors.joining("; "));
  }

  /**
   * SHA-256 over the values up to and with the previous hash, in the order of {@link #COLUMNS}, as
   * text (a time as ISO 8601 in UTC, an absent value as {@code null}), each closed by a zero byte.
   */
  private static String hash(Object[] row) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Object value : Arrays.copyOf(row, row.length - 1)) {
        Object written = value instanceof Timestamp at ? at.toInstant() : value;
        digest.update(String.valueOf(written).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
