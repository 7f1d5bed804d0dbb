package nl.keukentafel.casework.rights.destruction;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.JDBCType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.access.dossier.FactsTable;
import nl.keukentafel.notify.Watches;
import org.hl7.fhir.r4.model.IdType;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Deletes rows. HAPI's own expunge works in transactions of its own, keeps what a reference leads
 * to, and is not all or nothing; where rows can be is read from the database, so that an upgrade of
 * HAPI adds no table that is forgotten.
 */
final class Erasure {
  private static final int AT_ONCE = 500;
  private static final String RESOURCE = "hfj_resource";
  private static final String VERSION = "hfj_res_ver";

  /** Not found by a column {@code res_id}. */
  private static final Set<Place> LINKS =
      Set.of(
          new Place("hfj_res_link", "src_resource_id"),
          new Place("hfj_res_link", "target_resource_id"),
          new Place("hfj_search_result", "resource_pid"));

  private static final Map<String, String> OWN =
      Map.of(
          "delete from form_yield where resource = ?", "Type/id",
          "delete from form_receipt where response = ?", "id",
          "delete from aanvraag where task = ?", "id",
          "delete from uitvoering where task = ?", "id");

  /** A column that holds the number of a resource. */
  record Place(String table, String column) {}

  private final JdbcTemplate jdbc;
  private final FactsTable facts;
  private final Watches watches;

  Erasure(JdbcTemplate jdbc, FactsTable facts, Watches watches) {
    this.jdbc = jdbc;
    this.facts = facts;
    this.watches = watches;
  }

  /**
   * @param references {@code Type/id}
   * @return how many there were
   */
  int erase(Set<String> references) {
    List<Long> numbers = new ArrayList<>();
    for (String each : references) {
      IdType id = new IdType(each);
      numbers.addAll(numbers(id));
      facts.forget(each);
      OWN.forEach((delete, by) -> jdbc.update(delete, by.equals("id") ? id.getIdPart() : each));
    }
    rows(numbers);
    return numbers.size();
  }

  /**
   * What is left of a client whose dossier is erased: earlier deleted resources, subscriptions, and
   * our own rows.
   *
   * @return how many resources more
   */
  int eraseTracesOf(String client) {
    Set<Long> left =
        new LinkedHashSet<>(
            jdbc.queryForList(
                "select distinct r.res_id from hfj_resource r"
                    + " join hfj_res_ver v on v.res_id = r.res_id"
                    + " where r.res_deleted_at is not null and v.res_text_vc like ?",
                Long.class,
                "%Patient/" + client + "\"%"));
    watches.about(client).forEach(each -> left.addAll(numbers(new IdType("Subscription", each))));
    rows(left);
    places("patient", JDBCType.VARCHAR).stream()
        .map(Place::table)
        .filter(table -> !table.equals("access_log"))
        .forEach(table -> jdbc.update("delete from " + table + " where patient = ?", client));
    return left.size();
  }

  private List<Long> numbers(IdType id) {
    return jdbc.queryForList(
        "select res_id from hfj_resource where res_type = ? and fhir_id = ?",
        Long.class,
        id.getResourceType(),
        id.getIdPart());
  }

  private void rows(Collection<Long> resources) {
    List<Long> all = List.copyOf(resources);
    for (Place place : places()) {
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        List<Long> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
        jdbc.update(
            "delete from %s where %s in (%s)"
                .formatted(
                    place.table(),
                    place.column(),
                    String.join(",", Collections.nCopies(some.size(), "?"))),
            some.toArray());
      }
    }
  }

  /** Every place that can hold something of a resource, what others refer to last. */
  Set<Place> places() {
    Set<Place> places = new LinkedHashSet<>(LINKS);
    places.addAll(places("res_id", JDBCType.BIGINT)); // in the table of an export it is a text
    places.addAll(references());
    return places.stream()
        .filter(place -> place.table().startsWith("hfj_"))
        .sorted(
            Comparator.comparingInt(
                place ->
                    place.table().equals(RESOURCE) ? 2 : place.table().equals(VERSION) ? 1 : 0))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Set<Place> places(String column, JDBCType type) {
    return found(
        (metadata, connection) ->
            metadata.getColumns(
                connection.getCatalog(),
                connection.getSchema(),
                null,
                metadata.storesUpperCaseIdentifiers() ? column.toUpperCase(Locale.ROOT) : column),
        row -> row.getInt("DATA_TYPE") == type.getVendorTypeNumber(),
        "TABLE_NAME",
        "COLUMN_NAME");
  }

  private Set<Place> references() {
    return found(
        (metadata, connection) ->
            metadata.getExportedKeys(
                connection.getCatalog(),
                connection.getSchema(),
                metadata.storesUpperCaseIdentifiers()
                    ? RESOURCE.toUpperCase(Locale.ROOT)
                    : RESOURCE),
        row -> true,
        "FKTABLE_NAME",
        "FKCOLUMN_NAME");
  }

  private interface Question {
    ResultSet ask(DatabaseMetaData metadata, Connection connection) throws SQLException;
  }

  private interface Filter {
    boolean lets(ResultSet row) throws SQLException;
  }

  private Set<Place> found(Question question, Filter filter, String table, String column) {
    ConnectionCallback<Set<Place>> ask =
        connection -> {
          Set<Place> places = new LinkedHashSet<>();
          try (ResultSet rows = question.ask(connection.getMetaData(), connection)) {
            while (rows.next()) {
              if (filter.lets(rows)) {
                places.add(
                    new Place(
                        rows.getString(table).toLowerCase(Locale.ROOT),
                        rows.getString(column).toLowerCase(Locale.ROOT)));
              }
            }
          }
          return places;
        };
    return Objects.requireNonNull(jdbc.execute(ask));
  }
}
