package nl.keukentafel.casework.form;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/**
 * {@code Questionnaire/$populate},
 * https://hl7.org/fhir/uv/sdc/OperationDefinition-Questionnaire-populate.html: a form in which
 * nothing has to be asked that is known.
 */
public final class PopulateEndpoint implements IResourceProvider {
  private final PopulateForm populateForm;

  PopulateEndpoint(PopulateForm populateForm) {
    this.populateForm = populateForm;
  }

  @Override
  public Class<Questionnaire> getResourceType() {
    return Questionnaire.class;
  }

  /**
   * Fills a form of this server with what the caller may see and may record again.
   *
   * @param canonical 1..1 of the form, with or without version
   * @param subject 1..1 the client
   * @return {@code response} 1..1, in progress, each answer with {@code ext-bron}; {@code issues}
   *     0..1, an issue for each known answer that may not be recorded any more
   * @throws ca.uhn.fhir.rest.server.exceptions.InvalidRequestException 400 when one is missing, or
   *     is no form of this server
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException 404 when the client is not
   *     the caller's
   */
  @Operation(name = "$populate")
  public Parameters populate(
      @OperationParam(name = "canonical") @Nullable UriType canonical,
      @OperationParam(name = "subject") @Nullable Reference subject,
      ServletRequestDetails request) {
    if (canonical == null || !canonical.hasValue() || subject == null || !subject.hasReference()) {
      throw Refusal.invalid(
          "Noem het formulier en de cliënt.", "canonical and subject are required");
    }
    return populateForm.populate(canonical.getValue(), subject, request);
  }

  /** The same for the form with this id. */
  @Operation(name = "$populate")
  public Parameters populate(
      @IdParam IdType id,
      @OperationParam(name = "subject") @Nullable Reference subject,
      ServletRequestDetails request) {
    return populate(new UriType(Canonical.questionnaire(id.getIdPart())), subject, request);
  }
}
