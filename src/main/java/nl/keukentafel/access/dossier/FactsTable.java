package nl.keukentafel.access.dossier;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Fact.Kind;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The facts of all dossiers as rows, written in the transaction of the resource that states them:
 * however long a dossier is, they are read with one indexed query.
 */
@Interceptor
public final class FactsTable {
  /** A fact, and one identifier of the organisation that it is about; a person has none. */
  record Row(Fact fact, @Nullable OrganizationIdentifier identifier) {
    Stream<Controller> controller() {
      return Stream.ofNullable(identifier).flatMap(each -> Relations.controller(each).stream());
    }
  }

  private final JdbcTemplate jdbc;

  public FactsTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  List<Row> of(String patientId) {
    return jdbc.query(
        """
        select f.kind, f.party, f.active, f.valid_from, f.valid_until, f.sources, i.naming, i.code
        from dossier_fact f left join organization_identifier i on i.organization = f.party
        where f.patient = ?\
        """,
        (row, number) -> row(row),
        patientId);
  }

  /** Which of these clients a gemeente is responsible for. */
  public List<String> clientsOf(OrganizationIdentifier gemeente, List<String> among) {
    if (among.isEmpty()) {
      return List.of();
    }
    List<Object> values =
        new ArrayList<>(List.of(Kind.COLLEGE.name(), gemeente.system(), gemeente.value()));
    values.addAll(among);
    return jdbc.queryForList(
        """
        select distinct f.patient from dossier_fact f
        join organization_identifier i on i.organization = f.party
        where f.kind = ? and i.naming = ? and i.code = ? and f.patient in (?%s)\
        """
            .formatted(", ?".repeat(among.size() - 1)),
        String.class,
        values.toArray());
  }

  /** The gemeenten that are responsible for a client. */
  List<String> gemeenten() {
    return jdbc.queryForList(
        "select distinct party from dossier_fact where kind = ? order by party",
        String.class,
        Kind.COLLEGE.name());
  }

  /** The clients of a gemeente with something as old as this, themselves not changed since. */
  List<String> withSomethingOf(String gemeente, Instant old) {
    return jdbc.queryForList(
        """
        select distinct f.patient from dossier_fact f
        join hfj_resource p on p.res_type = 'Patient' and p.fhir_id = f.patient
        join hfj_res_link l on l.target_resource_id = p.res_id
        join hfj_resource r on r.res_id = l.src_resource_id
        where f.kind = ? and f.party = ? and p.res_updated <= ? and r.res_updated <= ?
        order by f.patient
        """,
        String.class,
        Kind.COLLEGE.name(),
        gemeente,
        Timestamp.from(old),
        Timestamp.from(old));
  }

  /** What identifies the gemeenten whose clients an aanbieder was ever engaged for. */
  List<OrganizationIdentifier> gemeentenOf(String aanbieder) {
    return jdbc.query(
        """
        select distinct i.naming, i.code
        from dossier_fact engaged
        join dossier_fact gemeente on gemeente.patient = engaged.patient and gemeente.kind = ?
        join organization_identifier i on i.organization = gemeente.party
        where engaged.kind = ? and engaged.party = ?\
        """,
        (row, number) -> new OrganizationIdentifier(row.getString(1), row.getString(2)),
        Kind.COLLEGE.name(),
        Kind.TOEWIJZING.name(),
        aanbieder);
  }

  /** In whose dossier a person represents the client now, by the reference to that person. */
  public Optional<String> representedBy(String person, LocalDate today, Instant now) {
    return jdbc
        .query(
            """
            select f.kind, f.party, f.active, f.valid_from, f.valid_until, f.sources, null, null,
                   f.patient
            from dossier_fact f where f.kind = ? and f.party = ?\
            """,
            (row, number) -> row(row).fact().holdsOn(today, now) ? row.getString(9) : "",
            Kind.VERTEGENWOORDIGER.name(),
            person)
        .stream()
        .filter(patient -> !patient.isEmpty())
        .findFirst();
  }

  /** The facts of every client in whose dossier this party has a part, now or ever. */
  SortedMap<String, List<Row>> ofClientsOf(String party) {
    SortedMap<String, List<Row>> clients = new TreeMap<>();
    jdbc.query(
        """
        select f.kind, f.party, f.active, f.valid_from, f.valid_until, f.sources, i.naming, i.code,
               f.patient
        from dossier_fact f left join organization_identifier i on i.organization = f.party
        where f.patient in (select patient from dossier_fact where party = ?)\
        """,
        row -> {
          clients.computeIfAbsent(row.getString(9), patient -> new ArrayList<>()).add(row(row));
        },
        party);
    return clients;
  }

  /**
   * A resource that states a fact.
   *
   * @param until the last day, month or year on which it holds
   * @param gemeente the code of the one that is responsible for the client
   */
  record End(String resource, String until, @Nullable String gemeente) {}

  /** What is active and ends in this period, as far as its year, month or day goes. */
  List<End> endingBetween(Kind kind, LocalDate from, LocalDate until) {
    return ending("", kind.name(), String.valueOf(from.getYear()), until.toString());
  }

  /** The same, in one dossier. */
  List<End> endingBetween(Kind kind, LocalDate from, LocalDate until, String patient) {
    return ending(
        " and f.patient = ?",
        kind.name(),
        String.valueOf(from.getYear()),
        until.toString(),
        patient);
  }

  private List<End> ending(String also, Object... values) {
    return jdbc.query(
        """
        select distinct f.resource, f.valid_until, i.code
        from dossier_fact f
        left join dossier_fact g on g.patient = f.patient and g.kind = 'COLLEGE'
        left join organization_identifier i on i.organization = g.party and i.naming = '%s'
        where f.kind = ? and f.active = true and f.valid_until between ? and ?\
        """
                .formatted(NamingSystems.GEMEENTECODE)
            + also
            + " order by f.resource",
        (row, number) -> new End(row.getString(1), row.getString(2), row.getString(3)),
        values);
  }

  /** What identifies an organisation: its gemeentecode, AGB or KvK number. */
  List<OrganizationIdentifier> identifiers(String organization) {
    return jdbc.query(
        "select naming, code from organization_identifier where organization = ?",
        (row, number) -> new OrganizationIdentifier(row.getString(1), row.getString(2)),
        organization);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    write((Resource) resource);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after) {
    deleted(before);
    write((Resource) after);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    String id = Subjects.reference((Resource) resource);
    forget(id);
    if (resource instanceof Organization) {
      jdbc.update("delete from organization_identifier where organization = ?", id);
    }
  }

  /** What a resource stated; {@code Type/id}. */
  public void forget(String resource) {
    jdbc.update("delete from dossier_fact where resource = ?", resource);
  }

  private void write(Resource resource) {
    if (resource instanceof Organization organization) {
      organization.getIdentifier().stream()
          .filter(each -> each.hasSystem() && each.hasValue())
          .forEach(
              each ->
                  jdbc.update(
                      "insert into organization_identifier (organization, naming, code)"
                          + " values (?, ?, ?)",
                      Subjects.reference(resource),
                      each.getSystem(),
                      each.getValue()));
    }
    Subjects.patientOf(resource)
        .ifPresent(patient -> Fact.in(resource).forEach(fact -> write(resource, patient, fact)));
  }

  private void write(Resource resource, String patient, Fact fact) {
    jdbc.update(
        "insert into dossier_fact (resource, patient, kind, party, active, valid_from,"
            + " valid_until, sources) values (?, ?, ?, ?, ?, ?, ?, ?)",
        Subjects.reference(resource),
        patient,
        fact.kind().name(),
        fact.party(),
        fact.active(),
        fact.from() == null ? null : Timestamp.from(fact.from()),
        fact.until(),
        fact.sources().stream().map(Herkomst::name).collect(Collectors.joining(" ")));
  }

  private static Row row(ResultSet row) throws SQLException {
    OffsetDateTime from = row.getObject(4, OffsetDateTime.class);
    String naming = row.getString(7);
    return new Row(
        new Fact(
            Fact.Kind.valueOf(row.getString(1)),
            row.getString(2),
            row.getBoolean(3),
            from == null ? null : from.toInstant(),
            row.getString(5),
            Arrays.stream(row.getString(6).split(" "))
                .filter(source -> !source.isEmpty())
                .map(Herkomst::valueOf)
                .collect(Collectors.toUnmodifiableSet())),
        naming == null ? null : new OrganizationIdentifier(naming, row.getString(8)));
  }
}
