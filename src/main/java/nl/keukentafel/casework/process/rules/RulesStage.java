package nl.keukentafel.casework.process.rules;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import nl.keukentafel.access.session.Session;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Puts what a party makes or changes before every rule; what the server does itself is free. */
@Interceptor
public final class RulesStage {
  private final List<ChangeRule> rules;
  private final Deliveries deliveries;
  private final Chain chain;

  RulesStage(List<ChangeRule> rules, Deliveries deliveries, Chain chain) {
    this.rules = rules;
    this.deliveries = deliveries;
    this.chain = chain;
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void creates(IBaseResource resource, RequestDetails request) {
    check(null, (Resource) resource, request);
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void changes(IBaseResource before, IBaseResource after, RequestDetails request) {
    check((Resource) before, (Resource) after, request);
  }

  private void check(@Nullable Resource before, Resource after, RequestDetails request) {
    if (Session.of(request).isPresent()) {
      rules.forEach(rule -> rule.check(before, after));
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    written((Resource) resource, request);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    written((Resource) after, request);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    deliveries.delete((Resource) resource);
  }

  private void written(Resource resource, RequestDetails request) {
    deliveries.write(resource);
    if (Session.of(request).isPresent()) {
      chain.follow(resource);
    }
  }
}
