package nl.keukentafel.server;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import nl.keukentafel.conformance.Validation;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** Also creates, changes and deletes; for which type and whom, the gate says. */
final class WriteEndpoint<R extends Resource> extends ReadEndpoint<R> {
  WriteEndpoint(IFhirResourceDao<R> dao, MatchUrlService matchUrls, Validation validation) {
    super(dao, matchUrls, validation);
  }

  @Create
  public MethodOutcome create(@ResourceParam R resource, RequestDetails request) {
    return dao.create(resource, request);
  }

  /** The version of {@code id} comes from If-Match; an older one than the stored gives 409. */
  @Update
  public MethodOutcome update(
      @IdParam IdType id, @ResourceParam R resource, RequestDetails request) {
    resource.setId(id);
    return dao.update(resource, request);
  }

  @Delete
  public MethodOutcome delete(@IdParam IdType id, RequestDetails request) {
    return dao.delete(id, request);
  }
}
