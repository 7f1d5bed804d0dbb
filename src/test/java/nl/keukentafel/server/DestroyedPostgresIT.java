package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * The same as {@link DestroyedFileIT} on PostgreSQL: nothing of the client is in any table, as COPY
 * and so a plain pg_dump writes it, the statistics of the planner and the large objects included;
 * and after the compaction of docs/decisions.md no byte is in a file of the cluster, its log of
 * changes too. Values are stored without compression, so that the scan can see them.
 */
@Tag("crash")
class DestroyedPostgresIT {
  @Test
  void noTableAndNoFileHasAByteOfTheClient(@TempDir Path cluster, @TempDir Path keys)
      throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(cluster)
            .setServerConfig("wal_recycle", "off")
            .setServerConfig("min_wal_size", "32MB")
            .start()) {
      ServerProcess server =
          new ServerProcess(
              keys,
              "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
              "--spring.datasource.username=postgres");
      List<String> traces;
      try (Connection database = postgres.getPostgresDatabase().getConnection()) {
        server.start();
        server.awaitUp();
        storePlainly(database);
        Party lindehoven = Party.of(server.port, "gemeente-lindehoven", "wmo-consulent");
        Patient person = NewClient.of(new Reference("Organization/gemeente-lindehoven"));
        traces =
            List.of(
                DestroyedFileIT.NAME,
                DestroyedFileIT.CITY,
                person.getIdentifierFirstRep().getValue());
        String client = DestroyedFileIT.told(lindehoven, person);
        run(database, "analyze", "checkpoint");
        for (String trace : traces) {
          assertThat(tablesWith(database, trace)).as("the scan finds what is there").isNotEmpty();
          assertThat(DestroyedFileIT.filesWith(cluster, trace)).as("also in files").isNotEmpty();
        }

        DestroyedFileIT.destroy(lindehoven, client, keys, server.port);

        assertThat(tablesWith(database, "Patient/" + client)).as("a number only").isNotEmpty();
        for (String trace : traces) {
          assertThat(tablesWith(database, trace)).as(trace).allMatch("pg_statistic"::equals);
        }
        server.stop();
        compact(database);
        for (String trace : traces) {
          assertThat(tablesWith(database, trace)).as(trace).isEmpty();
          assertThat(DestroyedFileIT.filesWith(cluster, trace)).as(trace).isEmpty();
          assertThat(DestroyedFileIT.filesWith(keys, trace)).as(trace).isEmpty();
        }
        assertThat(DestroyedFileIT.filesWith(cluster, "mevrouw-janssen"))
            .as("others are still there")
            .isNotEmpty();
      } finally {
        server.stop();
      }
    }
  }

  private static void storePlainly(Connection database) throws SQLException {
    List<String> changes =
        names(
            database,
            "select format('alter table %I.%I alter column %I set storage external',"
                + " table_schema, table_name, column_name) from information_schema.columns c"
                + " where table_schema = 'public' and data_type in ('text', 'character varying',"
                + " 'bytea') and exists (select 1 from information_schema.tables t where"
                + " t.table_schema = 'public' and t.table_name = c.table_name and t.table_type ="
                + " 'BASE TABLE')");
    assertThat(changes).isNotEmpty();
    run(database, changes.toArray(String[]::new));
  }

  /**
   * The planner keeps samples of values, of a table that became empty for ever: all are taken anew.
   */
  private static void compact(Connection database) throws SQLException {
    run(
        database,
        "delete from pg_statistic",
        "vacuum (full, analyze)",
        "vacuum full pg_statistic",
        "select pg_switch_wal()",
        "checkpoint",
        "select pg_switch_wal()",
        "checkpoint");
  }

  private static List<String> tablesWith(Connection database, String text)
      throws SQLException, IOException {
    String bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    List<String> found = new ArrayList<>();
    List<String> tables =
        names(
            database,
            "select format('%I.%I', schemaname, tablename) from pg_tables"
                + " where schemaname = 'public'");
    tables.add("pg_largeobject");
    tables.add("pg_statistic");
    for (String table : tables) {
      StringWriter dump = new StringWriter();
      database
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("copy " + table + " to stdout", dump);
      if (dump.toString().contains(text) || dump.toString().contains(bytes)) {
        found.add(table);
      }
    }
    return found;
  }

  private static List<String> names(Connection database, String query) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = database.createStatement().executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static void run(Connection database, String... statements) throws SQLException {
    for (String each : statements) {
      try (var statement = database.createStatement()) {
        statement.execute(each);
      }
    }
  }
}
