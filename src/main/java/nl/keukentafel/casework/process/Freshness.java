package nl.keukentafel.casework.process;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ParameterUtil;
import org.hl7.fhir.r4.model.Task;

/** Who changes an aanvraag that moved meanwhile hears where it stands now. */
@Interceptor
public final class Freshness {
  private final OpenSteps refusals;
  private final IFhirResourceDao<Task> tasks;

  Freshness(WmoProcess process, IFhirResourceDao<Task> tasks) {
    this.refusals = new OpenSteps(process);
    this.tasks = tasks;
  }

  /** Comes after the gate: this caller may read the aanvraag. */
  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
  public void check(RequestDetails request, RestOperationTypeEnum operation) {
    if (operation == RestOperationTypeEnum.UPDATE && "Task".equals(request.getResourceName())) {
      Task stored = tasks.read(request.getId().toVersionless(), new SystemRequestDetails());
      String read = ParameterUtil.parseETagValue(request.getHeader("If-Match"));
      Aanvraag.of(stored)
          .filter(aanvraag -> !stored.getMeta().getVersionId().equals(read))
          .ifPresent(
              aanvraag -> {
                throw refusals.stale(aanvraag.step());
              });
    }
  }
}
