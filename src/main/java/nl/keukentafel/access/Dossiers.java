package nl.keukentafel.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Controller;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;

/** Reads the facts of a dossier, live, from the resources in it. */
public final class Dossiers {
  private static final String REPRESENTATION = Canonical.codeSystem("vertegenwoordiging");

  private final DaoRegistry daos;
  private final Clock clock;

  Dossiers(DaoRegistry daos, Clock clock) {
    this.daos = daos;
    this.clock = clock;
  }

  Optional<Dossier> of(String patientId) {
    return read(Patient.class, new IdType("Patient", patientId))
        .flatMap(patient -> controller(patient.getManagingOrganization()))
        .map(
            college ->
                new Dossier(
                    college,
                    toewijzingen(patientId),
                    helpers(patientId),
                    representatives(patientId)));
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

  private static SearchParameterMap byPatient(String patientId) {
    return new SearchParameterMap("patient", new ReferenceParam("Patient", null, patientId));
  }

  private Stream<IBaseResource> search(String type, SearchParameterMap query) {
    return daos
        .getResourceDao(type)
        .search(query.setLoadSynchronous(true), new SystemRequestDetails())
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
