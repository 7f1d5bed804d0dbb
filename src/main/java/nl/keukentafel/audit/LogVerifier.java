package nl.keukentafel.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Recomputes every chain: what was changed, removed, put between or cut off is named. */
public final class LogVerifier {
  /**
   * @param id of the row where it shows; 0 when the end of a chain is gone
   */
  public record Finding(String node, long id, String what) {}

  private static final int FETCHED_AT_ONCE = 1_000;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate inOneGo;
  private final Path anchors;

  LogVerifier(JdbcTemplate jdbc, Path anchors) {
    DataSource source = Objects.requireNonNull(jdbc.getDataSource());
    this.jdbc = new JdbcTemplate(source);
    this.inOneGo = new TransactionTemplate(new JdbcTransactionManager(source));
    this.jdbc.setFetchSize(FETCHED_AT_ONCE);
    this.anchors = anchors;
  }

  public boolean isUnbroken() {
    return findings(Set.of()).isEmpty();
  }

  /** Empty when the log is as it was written. */
  List<Finding> findings(Set<String> expectedNodes) {
    Set<String> nodes = new TreeSet<>(expectedNodes);
    nodes.addAll(jdbc.queryForList("select distinct node from access_log", String.class));
    return nodes.stream().flatMap(node -> verify(node).stream()).toList();
  }

  private List<Finding> verify(String node) {
    Set<String> anchored = new HashSet<>(new Anchor(anchors, node).hashes());
    List<Finding> findings = new ArrayList<>();
    String[] previous = {LogRow.START_OF_CHAIN};
    RowCallbackHandler next =
        found -> {
          @Nullable Object[] row = LogRow.of(found);
          String hash = LogRow.storedHash(row);
          if (!LogRow.previous(row).equals(previous[0])) {
            findings.add(
                new Finding(node, LogRow.id(row), "a row before it is gone, or it was put here"));
          }
          if (!LogRow.hash(row).equals(hash)) {
            findings.add(new Finding(node, LogRow.id(row), "the row was changed"));
          }
          anchored.remove(hash);
          previous[0] = hash;
        };
    inOneGo.executeWithoutResult( // PostgreSQL streams within a transaction only
        status -> jdbc.query(LogRow.SELECT + " where node = ? order by id", next, node));
    anchored.forEach(
        hash -> findings.add(new Finding(node, 0, "the row with hash " + hash + " is gone")));
    return findings;
  }
}
