package nl.keukentafel.access;

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
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.OrganizationAffiliation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the facts of a dossier, live, from the resources in it. */
public final class Dossiers {
  private static final String REPRESENTATION = Canonical.codeSystem("vertegenwoordiging");
  private static final String COOPERATION = Canonical.codeSystem("samenwerkingsvorm");
  private static final Set<String> MANDATES = Set.of("mandaat", "verwerkersovereenkomst");
  private static final Set<TaskStatus> OPEN =
      Set.of(
          TaskStatus.REQUESTED,
          TaskStatus.RECEIVED,
          TaskStatus.ACCEPTED,
          TaskStatus.READY,
          TaskStatus.INPROGRESS,
          TaskStatus.ONHOLD);

  private final DaoRegistry daos;
  private final TransactionTemplate oneView;
  private final Clock clock;

  Dossiers(DaoRegistry daos, PlatformTransactionManager transactions, Clock clock) {
    this.daos = daos;
    this.oneView = new TransactionTemplate(transactions);
    this.oneView.setReadOnly(true);
    this.clock = clock;
  }

  /** All facts in one transaction: of one moment, and each organisation is read once. */
  Optional<Dossier> of(String patientId) {
    return Objects.requireNonNull(
        oneView.execute(
            status -> {
              if (status.isNewTransaction()) {
                status.setRollbackOnly(); // an absent resource has spoilt it for a commit
              }
              return find(patientId);
            }));
  }

  private Optional<Dossier> find(String patientId) {
    return read(Patient.class, new IdType("Patient", patientId))
        .flatMap(
            patient ->
                controller(patient.getManagingOrganization())
                    .map(college -> of(patientId, patient.getManagingOrganization(), college)));
  }

  private Dossier of(String patientId, Reference gemeente, Controller college) {
    List<Task> open = openTasks(patientId);
    return new Dossier(
        college,
        toewijzingen(patientId),
        helpers(patientId),
        representatives(patientId),
        identifiers(owners(open, "aanvraag").filter(owner -> isMandated(gemeente, owner))),
        identifiers(owners(open, "adviesaanvraag")),
        consents(patientId));
  }

  /** The college that is responsible for the client whose dossier this belongs to. */
  Optional<Controller> collegeOf(Resource resource) {
    return resource instanceof Patient client
        ? controller(client.getManagingOrganization())
        : Subjects.patientOf(resource).flatMap(this::of).map(Dossier::college);
  }

  /** The controller that an organisation is, by its gemeentecode or AGB code. */
  public Optional<Controller> controller(Reference organization) {
    IdType id = new IdType(organization.getReference());
    if (!"Organization".equals(id.getResourceType())) {
      return Optional.empty();
    }
    return read(Organization.class, id)
        .flatMap(found -> found.getIdentifier().stream().flatMap(Dossiers::controller).findFirst());
  }

  /** The id of the organisation with this identifier. */
  Optional<String> organization(@Nullable OrganizationIdentifier identifier) {
    return Stream.ofNullable(identifier)
        .map(each -> new TokenParam(each.system(), each.value()))
        .flatMap(each -> search("Organization", new SearchParameterMap("identifier", each)))
        .map(found -> found.getIdElement().getIdPart())
        .findFirst();
  }

  /** The id of the client with this identifier. */
  Optional<String> patientWith(TokenParam identifier) {
    List<String> found =
        search(
                "Patient",
                new SearchParameterMap("identifier", identifier).setLoadSynchronousUpTo(2))
            .map(patient -> patient.getIdElement().getIdPart())
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private List<Dossier.Toewijzing> toewijzingen(String patientId) {
    return search("ServiceRequest", byPatient(patientId))
        .map(ServiceRequest.class::cast)
        .flatMap(
            order ->
                order.getPerformer().stream()
                    .flatMap(performer -> controller(performer).stream())
                    .map(aanbieder -> new Dossier.Toewijzing(aanbieder, isActive(order))))
        .toList();
  }

  private boolean isActive(ServiceRequest order) {
    return order.getStatus() == ServiceRequestStatus.ACTIVE
        && (!order.hasOccurrencePeriod() || !hasEnded(order.getOccurrencePeriod()));
  }

  /** A toewijzing binds from the day it is given, before its first day of help (5.2.1 lid 2). */
  private boolean hasEnded(Period period) {
    String end = String.valueOf(period.getEndElement().getValueAsString());
    int precision = Math.min(end.length(), 10); // a year, a month or a day
    String today = LocalDate.now(clock).toString();
    return period.hasEnd()
        && end.substring(0, precision).compareTo(today.substring(0, precision)) < 0;
  }

  private Set<String> helpers(String patientId) {
    return search("CareTeam", byPatient(patientId))
        .map(CareTeam.class::cast)
        .filter(team -> team.getStatus() == CareTeam.CareTeamStatus.ACTIVE)
        .flatMap(team -> team.getParticipant().stream())
        .flatMap(participant -> Stream.ofNullable(participant.getMember().getReference()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Set<String> representatives(String patientId) {
    return search("RelatedPerson", byPatient(patientId))
        .map(RelatedPerson.class::cast)
        .filter(RelatedPerson::getActive)
        .filter(Dossiers::isRepresentative)
        .filter(person -> !person.hasPeriod() || !hasEnded(person.getPeriod()))
        .map(person -> person.getIdElement().toUnqualifiedVersionless().getValue())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A mantelzorger is a RelatedPerson too; only a representative has such a relationship. */
  private static boolean isRepresentative(RelatedPerson person) {
    return person.getRelationship().stream()
        .flatMap(relationship -> relationship.getCoding().stream())
        .anyMatch(coding -> REPRESENTATION.equals(coding.getSystem()));
  }

  private List<Task> openTasks(String patientId) {
    return search("Task", byPatient(patientId))
        .map(Task.class::cast)
        .filter(task -> OPEN.contains(task.getStatus()))
        .toList();
  }

  private static Stream<Reference> owners(List<Task> tasks, String kind) {
    return tasks.stream()
        .filter(
            task ->
                task.getCode().getCoding().stream()
                    .anyMatch(code -> code.is(Canonical.codeSystem("taaksoort"), kind)))
        .map(Task::getOwner);
  }

  /** By a mandaat or verwerkersovereenkomst in force (Wmo 2.6.3; AVG 28). */
  private boolean isMandated(Reference gemeente, Reference aanbieder) {
    return search(
            "OrganizationAffiliation",
            new SearchParameterMap("primary-organization", reference(gemeente))
                .add("participating-organization", reference(aanbieder)))
        .map(OrganizationAffiliation.class::cast)
        .filter(OrganizationAffiliation::getActive)
        .filter(each -> isInForce(each.getPeriod()))
        .flatMap(each -> each.getCode().stream())
        .flatMap(code -> code.getCoding().stream())
        .anyMatch(
            code -> COOPERATION.equals(code.getSystem()) && MANDATES.contains(code.getCode()));
  }

  private static ReferenceParam reference(Reference to) {
    return new ReferenceParam(to.getReference());
  }

  private List<Dossier.Consented> consents(String patientId) {
    return search("Consent", byPatient(patientId))
        .map(Consent.class::cast)
        .filter(consent -> consent.getStatus() == ConsentState.ACTIVE)
        .filter(consent -> consent.getProvision().getType() == ConsentProvisionType.PERMIT)
        .filter(consent -> isInForce(consent.getProvision().getPeriod()))
        .filter(Dossiers::breaksSecrecy)
        .map(
            consent ->
                new Dossier.Consented(
                    identifiers(
                        consent.getProvision().getActor().stream()
                            .map(actor -> actor.getReference())),
                    consent.getProvision().getCode().stream()
                        .flatMap(code -> code.getCoding().stream())
                        .filter(code -> Canonical.codeSystem("herkomst").equals(code.getSystem()))
                        .map(code -> Herkomst.of(code.getCode()))
                        .collect(Collectors.toUnmodifiableSet())))
        .toList();
  }

  private static boolean breaksSecrecy(Consent consent) {
    return consent.getCategory().stream()
        .flatMap(category -> category.getCoding().stream())
        .anyMatch(
            code -> code.is(Canonical.codeSystem("toestemmingssoort"), "doorbreken-geheimhouding"));
  }

  private boolean isInForce(Period period) {
    return !hasEnded(period)
        && (!period.hasStart() || !period.getStart().toInstant().isAfter(clock.instant()));
  }

  private Set<OrganizationIdentifier> identifiers(Stream<Reference> organizations) {
    return organizations.flatMap(this::identifiers).collect(Collectors.toUnmodifiableSet());
  }

  private Stream<OrganizationIdentifier> identifiers(Reference organization) {
    IdType id = new IdType(organization.getReference());
    return "Organization".equals(id.getResourceType())
        ? read(Organization.class, id).stream()
            .flatMap(found -> found.getIdentifier().stream())
            .map(each -> new OrganizationIdentifier(each.getSystem(), each.getValue()))
        : Stream.empty();
  }

  private static SearchParameterMap byPatient(String patientId) {
    return new SearchParameterMap("patient", new ReferenceParam("Patient", null, patientId));
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

  FhirContext context() {
    return daos.getSystemDao().getContext();
  }

  <R extends IBaseResource> Optional<R> read(Class<R> type, IdType id) {
    try {
      return Optional.of(
          type.cast(
              daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails())));
    } catch (ResourceNotFoundException | ResourceGoneException absent) {
      return Optional.empty();
    }
  }

  private static Stream<Controller> controller(Identifier identifier) {
    if (NamingSystems.AGB.equals(identifier.getSystem())) {
      return Stream.of(Controller.aanbieder(identifier.getValue()));
    }
    return NamingSystems.GEMEENTECODE.equals(identifier.getSystem())
        ? Stream.of(Controller.college(identifier.getValue()))
        : Stream.empty();
  }
}
