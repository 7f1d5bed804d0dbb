package nl.keukentafel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whoever changes the log in the database is found out. */
class LogVerifierTest {
  private static final int ROWS = 60;
  private static final Set<String> NODES = Set.of(LogTable.NODE);

  @TempDir Path anchors;
  private LogTable table;
  private JdbcTemplate jdbc;

  @BeforeEach
  void thereIsALog() {
    table = LogTable.fresh(anchors);
    jdbc = table.jdbc();
    try (AccessLog log = table.log(Duration.ofSeconds(20))) {
      log.append(
          IntStream.range(0, ROWS)
              .mapToObj(i -> LogTable.answer("r" + i, "client-" + i % 7).get(0))
              .toList());
    }
  }

  @Test
  void theLogAsItWasWrittenHasNoFindings() {
    assertThat(table.verifier().findings(NODES)).isEmpty();
  }

  @Test
  void findsEachOfAThousandRandomChanges() {
    Random random = new Random(9);
    List<String> columns =
        new ArrayList<>(jdbc.queryForList("select * from access_log limit 1").get(0).keySet());
    for (int i = 0; i < 1_000; i++) {
      Map<String, Object> row = row(random.nextInt(ROWS));
      String column = columns.get(random.nextInt(columns.size()));
      Object before = row.get(column);
      Object after = another(column, before, random);
      set(row.get("ID"), column, after);
      assertThat(table.verifier().findings(NODES))
          .as("%s of row %s from %s to %s", column, row.get("ID"), before, after)
          .isNotEmpty();
      set(column.equals("ID") ? after : row.get("ID"), column, before);
    }
    assertThat(table.verifier().findings(NODES)).isEmpty();
  }

  @Test
  void findsARowThatWasRemovedPutBetweenOrMoved() {
    for (int i : List.of(0, 1, ROWS / 2, ROWS - 2, ROWS - 1)) {
      Map<String, Object> row = row(i);
      jdbc.update("delete from access_log where id = ?", row.get("ID"));
      assertThat(table.verifier().findings(NODES)).as("removed %d", i).isNotEmpty();
      insert(row);
      assertThat(table.verifier().findings(NODES)).isEmpty();
      Map<String, Object> copy = row(i);
      copy.put("ID", (Long) copy.get("ID") + 1_000_000);
      copy.put("PREVIOUS_HASH", "f".repeat(64));
      insert(copy);
      assertThat(table.verifier().findings(NODES)).as("put in %d", i).isNotEmpty();
      jdbc.update("delete from access_log where id = ?", copy.get("ID"));
    }
  }

  @Test
  void findsAnEndThatWasCutOffEvenWhenTheLogGoesOn() {
    jdbc.update("delete from access_log where id > ?", row(ROWS - 10).get("ID"));
    assertThat(table.verifier().findings(NODES)).isNotEmpty();
    try (AccessLog log = table.log(Duration.ofSeconds(20))) {
      log.append(LogTable.answer("later", "a"));
      log.append(LogTable.answer("still later", "a"));
    }
    assertThat(table.verifier().findings(NODES)).isNotEmpty();
    jdbc.update("delete from access_log");
    assertThat(table.verifier().findings(NODES)).isNotEmpty();
  }

  private Map<String, Object> row(int number) {
    return jdbc.queryForMap("select * from access_log order by id limit 1 offset ?", number);
  }

  private void set(Object id, String column, Object value) {
    jdbc.update("update access_log set " + column + " = ? where id = ?", value, id);
  }

  private void insert(Map<String, Object> row) {
    jdbc.update(
        "insert into access_log ("
            + String.join(", ", row.keySet())
            + ") values ("
            + String.join(", ", row.keySet().stream().map(each -> "?").toList())
            + ")",
        row.values().toArray());
  }

  /** Anything but what it is; also something where there was nothing. */
  private static Object another(String column, Object before, Random random) {
    if (before instanceof Number || Set.of("ID", "STATUS", "ENTRY").contains(column)) {
      long other = random.nextInt(1_000_000) + 1_000L;
      return column.equals("ID") ? (Object) ((Long) before + other) : (Object) (int) other;
    }
    if (before instanceof java.time.OffsetDateTime at) {
      return at.plusSeconds(1 + random.nextInt(10_000));
    }
    if (Set.of("HASH", "PREVIOUS_HASH").contains(column)) {
      String text = Objects.toString(before);
      int place = random.nextInt(text.length());
      char other = text.charAt(place) == 'a' ? 'b' : 'a';
      return text.substring(0, place) + other + text.substring(place + 1);
    }
    return before == null ? "x" + random.nextInt(9) : "y" + random.nextInt(9);
  }
}
