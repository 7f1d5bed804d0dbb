package nl.keukentafel.access.dossier;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Fact.Kind;
import nl.keukentafel.access.dossier.FactsTable.End;
import nl.keukentafel.access.dossier.FactsTable.Row;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Controller;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OrganizationAffiliation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/** The facts of a dossier as they stand now. */
public final class Dossiers {
  private static final String TOEGANG = Canonical.extension("toegang");

  private final DaoRegistry daos;
  private final FactsTable facts;
  private final Clock clock;

  public Dossiers(DaoRegistry daos, FactsTable facts, Clock clock) {
    this.daos = daos;
    this.facts = facts;
    this.clock = clock;
  }

  public Optional<Dossier> of(String patientId) {
    List<Row> rows = facts.of(patientId);
    return all(rows, Kind.COLLEGE)
        .flatMap(Row::controller)
        .filter(controller -> controller.kind() == Controller.Kind.COLLEGE)
        .findFirst()
        .map(college -> of(college, rows));
  }

  private Dossier of(Controller college, List<Row> rows) {
    return new Dossier(
        college,
        all(rows, Kind.TOEWIJZING)
            .flatMap(
                row ->
                    row.controller()
                        .map(aanbieder -> new Dossier.Toewijzing(aanbieder, holds(row.fact()))))
            .distinct()
            .toList(),
        parties(holding(rows, Kind.HULP)),
        parties(holding(rows, Kind.VERTEGENWOORDIGER)),
        identifiers(mandated(college, rows)),
        identifiers(holding(rows, Kind.ADVIESAANVRAAG)),
        identifiers(holding(rows, Kind.MELDING)),
        holding(rows, Kind.TOESTEMMING)
            .flatMap(
                row ->
                    Stream.ofNullable(row.identifier())
                        .map(each -> new Dossier.Consented(each, row.fact().sources())))
            .toList());
  }

  private static Stream<Row> all(List<Row> rows, Kind kind) {
    return rows.stream().filter(row -> row.fact().kind() == kind);
  }

  private Stream<Row> holding(List<Row> rows, Kind kind) {
    return all(rows, kind).filter(row -> holds(row.fact()));
  }

  private boolean holds(Fact fact) {
    return fact.holdsOn(LocalDate.now(clock), clock.instant());
  }

  private static Set<String> parties(Stream<Row> rows) {
    return rows.map(row -> row.fact().party()).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<OrganizationIdentifier> identifiers(Stream<Row> rows) {
    return rows.flatMap(row -> Stream.ofNullable(row.identifier()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Who does the onderzoek for the college: mostly the college itself, and then nobody. */
  private Stream<Row> mandated(Controller college, List<Row> rows) {
    Set<String> gemeente = parties(all(rows, Kind.COLLEGE));
    return holding(rows, Kind.AANVRAAG)
        .filter(row -> !gemeente.contains(row.fact().party()))
        .filter(row -> mandatorsOf(row.fact().party()).contains(college));
  }

  /** The college that is responsible for the client whose dossier this belongs to. */
  public Optional<Controller> collegeOf(Resource resource) {
    return resource instanceof Patient client
        ? controller(client.getManagingOrganization())
        : Subjects.patientOf(resource).flatMap(this::of).map(Dossier::college);
  }

  /** The controller that an organisation is, by its gemeentecode or AGB code. */
  public Optional<Controller> controller(Reference organization) {
    return identifiers(organization)
        .flatMap(each -> Relations.controller(each).stream())
        .findFirst();
  }

  Stream<OrganizationIdentifier> identifiers(Reference organization) {
    return facts.identifiers(String.valueOf(organization.getReference())).stream();
  }

  /**
   * A toewijzing that ends.
   *
   * @param toewijzing its reference
   * @param gemeente the code of the one that is responsible for the client
   */
  public record Ending(String toewijzing, LocalDate last, @Nullable String gemeente) {}

  /** The toewijzingen whose last day is in this period, both ends included. */
  public List<Ending> endingBetween(LocalDate from, LocalDate until) {
    return endings(facts.endingBetween(Kind.TOEWIJZING, from, until), from, until);
  }

  /** The same, of one client. */
  public List<Ending> endingBetween(LocalDate from, LocalDate until, String patient) {
    return endings(facts.endingBetween(Kind.TOEWIJZING, from, until, patient), from, until);
  }

  private static List<Ending> endings(List<End> ends, LocalDate from, LocalDate until) {
    return ends.stream()
        .map(end -> new Ending(end.resource(), lastDay(end.until()), end.gemeente()))
        .filter(end -> !end.last().isBefore(from) && !end.last().isAfter(until))
        .toList();
  }

  private static LocalDate lastDay(String until) {
    return switch (until.length()) {
      case 4 -> LocalDate.of(Integer.parseInt(until), 12, 31);
      case 7 -> YearMonth.parse(until).atEndOfMonth();
      default -> LocalDate.parse(until);
    };
  }

  /** The organisation that a controller is. */
  public Optional<Reference> reference(Controller controller) {
    return OrganizationIdentifier.of(controller)
        .flatMap(this::organization)
        .map(id -> new Reference("Organization/" + id));
  }

  /** The gemeenten that are responsible for a client. */
  public List<Reference> gemeenten() {
    return facts.gemeenten().stream().map(Reference::new).toList();
  }

  /** The clients of a gemeente with something as old as this, themselves not changed since. */
  public List<String> withSomethingOf(Reference gemeente, Instant old) {
    return facts.withSomethingOf(gemeente.getReference(), old);
  }

  /** The colleges that ever engaged this aanbieder, by the id of its Organization. */
  public Set<Controller> collegesOf(String aanbieder) {
    return facts.gemeentenOf("Organization/" + aanbieder).stream()
        .flatMap(each -> Relations.controller(each).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The colleges that let this aanbieder do their onderzoek now, by a mandaat or
   * verwerkersovereenkomst in force (Wmo 2.6.3; AVG 28).
   *
   * @param aanbieder id of, or reference to, its Organization
   */
  public Set<Controller> mandatorsOf(String aanbieder) {
    return agreementsOf(aanbieder)
        .filter(agreement -> Fact.in(agreement).anyMatch(this::holds))
        .flatMap(agreement -> controller(agreement.getOrganization()).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The clients whom this hulp is assigned to and this aanbieder delivers to now. */
  public List<String> helpedBy(String person, String aanbieder) {
    return facts.ofClientsOf(person).entrySet().stream()
        .filter(client -> isHelped(client.getValue(), person, "Organization/" + aanbieder))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean isHelped(List<Row> rows, String person, String aanbieder) {
    return parties(holding(rows, Kind.HULP)).contains(person)
        && parties(holding(rows, Kind.TOEWIJZING)).contains(aanbieder);
  }

  /** The id of the organisation with this identifier. */
  public Optional<String> organization(@Nullable OrganizationIdentifier identifier) {
    return Stream.ofNullable(identifier)
        .map(each -> new TokenParam(each.system(), each.value()))
        .flatMap(each -> search("Organization", new SearchParameterMap("identifier", each)))
        .map(found -> found.getIdElement().getIdPart())
        .findFirst();
  }

  /** The ids of the clients with this identifier: one for each gemeente where somebody lived. */
  public List<String> clientsWith(TokenParam identifier) {
    return search("Patient", new SearchParameterMap("identifier", identifier))
        .map(client -> client.getIdElement().getIdPart())
        .sorted()
        .toList();
  }

  /** Whether the aanbieder of this toewijzing, and not the gemeente, does the toegang. */
  public boolean isToegangOfAanbieder(ServiceRequest order) {
    Set<String> gemeente =
        Subjects.patientOf(order).stream()
            .flatMap(patient -> all(facts.of(patient), Kind.COLLEGE))
            .map(row -> row.fact().party())
            .collect(Collectors.toUnmodifiableSet());
    return order.getPerformer().stream()
        .filter(Reference::hasReference)
        .flatMap(aanbieder -> agreementsOf(aanbieder.getReference()))
        .filter(OrganizationAffiliation::getActive)
        .filter(agreement -> gemeente.contains(agreement.getOrganization().getReference()))
        .map(agreement -> agreement.getExtensionByUrl(TOEGANG))
        .anyMatch(
            toegang -> toegang != null && "aanbieder".equals(toegang.getValue().primitiveValue()));
  }

  private Stream<OrganizationAffiliation> agreementsOf(String aanbieder) {
    return search(
            "OrganizationAffiliation",
            new SearchParameterMap("participating-organization", new ReferenceParam(aanbieder)))
        .map(OrganizationAffiliation.class::cast);
  }

  private Stream<IBaseResource> search(String type, SearchParameterMap query) {
    query.setLoadSynchronous(true);
    query.setSearchTotalMode(SearchTotalModeEnum.NONE); // nobody asks for it
    return daos
        .getResourceDao(type)
        .search(query, new SystemRequestDetails())
        .getAllResources()
        .stream();
  }

  /** Whether the toewijzing binds its aanbieder today, its last day included. */
  public boolean isInForce(ServiceRequest order) {
    return Fact.in(order).anyMatch(this::holds);
  }

  /** Whether whoever has the task still has to do something. */
  public static boolean isOpen(Task task) {
    return Fact.OPEN.contains(task.getStatus());
  }

  public FhirContext context() {
    return daos.getSystemDao().getContext();
  }

  /** As it is stored, for the server itself; nothing when it is absent or deleted. */
  public <R extends IBaseResource> Optional<R> read(Class<R> type, IdType id) {
    try {
      return Optional.of(
          type.cast(
              daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails())));
    } catch (ResourceNotFoundException | ResourceGoneException absent) {
      return Optional.empty();
    }
  }
}
