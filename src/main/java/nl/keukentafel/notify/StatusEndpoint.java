package nl.keukentafel.notify;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Subscription;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * {@code Subscription/{id}/$status},
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/OperationDefinition-backport-subscription-status.html.
 */
public final class StatusEndpoint implements IResourceProvider {
  private final IFhirResourceDao<Subscription> subscriptions;
  private final JdbcTemplate jdbc;
  private final Supplier<Notification> notification;

  StatusEndpoint(
      IFhirResourceDao<Subscription> subscriptions,
      JdbcTemplate jdbc,
      Supplier<Notification> notification) {
    this.subscriptions = subscriptions;
    this.jdbc = jdbc;
    this.notification = notification;
  }

  @Override
  public Class<Subscription> getResourceType() {
    return Subscription.class;
  }

  /** 404 unless the subscription is the caller's own. */
  @Operation(name = "$status", idempotent = true)
  public Bundle status(@IdParam IdType id, RequestDetails request) {
    Subscription subscription = subscriptions.read(id, request);
    Long events =
        jdbc.queryForObject(
            "select events from notify_subscription where id = ?", Long.class, id.getIdPart());
    return notification.get().status(subscription, events == null ? 0 : events);
  }
}
