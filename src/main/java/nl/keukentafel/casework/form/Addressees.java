package nl.keukentafel.casework.form;

import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;

/**
 * The aanbieder that a client answers: the one engaged by the toewijzing that the form is based on,
 * https://hl7.org/fhir/R4/questionnaireresponse-definitions.html#QuestionnaireResponse.basedOn.
 */
final class Addressees {
  private final Dossiers dossiers;

  Addressees(Dossiers dossiers) {
    this.dossiers = dossiers;
  }

  /**
   * In whose names the client may tell it: of the aanbieders only the one that the form names, and
   * none when no toewijzing that is named is of this client and in force.
   *
   * @param possible in whose names the client may tell anything
   */
  Stream<Recording> of(QuestionnaireResponse form, List<Recording> possible) {
    List<IdType> named =
        form.getBasedOn().stream()
            .map(Reference::getReferenceElement)
            .filter(basis -> "ServiceRequest".equals(basis.getResourceType()))
            .map(basis -> new IdType("ServiceRequest", basis.getIdPart()))
            .toList();
    return named.isEmpty()
        ? possible.stream()
        : Stream.concat(
            named.stream().flatMap(order -> engaged(order, form.getSubject())),
            possible.stream().filter(each -> !isAanbieder(each.controller())));
  }

  private Stream<Recording> engaged(IdType toewijzing, Reference client) {
    return dossiers.read(ServiceRequest.class, toewijzing).stream()
        .filter(order -> order.getSubject().getReference().equals(client.getReference()))
        .filter(dossiers::isInForce)
        .flatMap(order -> order.getPerformer().stream())
        .flatMap(performer -> dossiers.controller(performer).stream())
        .filter(Addressees::isAanbieder)
        .map(aanbieder -> new Recording(aanbieder, Herkomst.CLIENT));
  }

  private static boolean isAanbieder(Controller controller) {
    return controller.kind() == Controller.Kind.AANBIEDER;
  }
}
