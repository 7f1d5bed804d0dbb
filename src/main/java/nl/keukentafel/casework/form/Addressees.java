package nl.keukentafel.casework.form;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import nl.keukentafel.access.Dossiers;
import nl.keukentafel.access.Session.Recording;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;

/**
 * The aanbieder that a client answers: the one engaged by the toewijzing that the form is based on,
 * https://hl7.org/fhir/R4/questionnaireresponse-definitions.html#QuestionnaireResponse.basedOn.
 */
final class Addressees {
  private final DaoRegistry daos;
  private final Dossiers dossiers;
  private final Clock clock;

  Addressees(DaoRegistry daos, Dossiers dossiers, Clock clock) {
    this.daos = daos;
    this.dossiers = dossiers;
    this.clock = clock;
  }

  /** Nobody when the form names no toewijzing of this client that is in force. */
  Stream<Recording> of(QuestionnaireResponse form) {
    return form.getBasedOn().stream()
        .map(Reference::getReferenceElement)
        .filter(basis -> "ServiceRequest".equals(basis.getResourceType()))
        .flatMap(basis -> read(new IdType("ServiceRequest", basis.getIdPart())).stream())
        .filter(order -> order.getSubject().getReference().equals(form.getSubject().getReference()))
        .filter(this::isInForce)
        .flatMap(order -> order.getPerformer().stream())
        .flatMap(performer -> dossiers.controller(performer).stream())
        .filter(controller -> controller.kind() == Controller.Kind.AANBIEDER)
        .map(aanbieder -> new Recording(aanbieder, Herkomst.CLIENT));
  }

  private boolean isInForce(ServiceRequest order) {
    return order.getStatus() == ServiceRequestStatus.ACTIVE
        && !(order.getOccurrence() instanceof Period period
            && period.hasEnd()
            && period.getEndElement().getValue().before(Date.from(clock.instant())));
  }

  private Optional<ServiceRequest> read(IdType id) {
    try {
      return Optional.of(
          daos.getResourceDao(ServiceRequest.class).read(id, new SystemRequestDetails()));
    } catch (ResourceNotFoundException | ResourceGoneException absent) {
      return Optional.empty();
    }
  }
}
