package nl.keukentafel.casework;

import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferHandlingEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import nl.keukentafel.access.Session;
import org.hl7.fhir.r4.model.QuestionnaireResponse;

/** {@code POST QuestionnaireResponse}, https://hl7.org/fhir/uv/sdc/extraction.html. */
public final class FormEndpoint implements IResourceProvider {
  private final ReceiveForm receiveForm;

  FormEndpoint(ReceiveForm receiveForm) {
    this.receiveForm = receiveForm;
  }

  @Override
  public Class<QuestionnaireResponse> getResourceType() {
    return QuestionnaireResponse.class;
  }

  /**
   * Stores an answered form and everything that follows from it, or nothing.
   *
   * @return 201 with what was made; 200 when the same form was received before; 422 with an issue
   *     per item that is invalid or may not be recorded; 404 when the client is not the caller's
   */
  @Create
  public MethodOutcome create(@ResourceParam QuestionnaireResponse form, RequestDetails request) {
    boolean lenient =
        RestfulServerUtils.parsePreferHeader(request.getHeader("Prefer")).getHanding()
            == PreferHandlingEnum.LENIENT;
    return receiveForm.receive(form, lenient, Session.of(request).orElseThrow(), request);
  }
}
