package nl.keukentafel.notify;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Objects;
import nl.keukentafel.access.Session;
import nl.keukentafel.identity.Caller;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.springframework.jdbc.core.JdbcTemplate;

/** Accepts a Subscription, or refuses it before it is stored; keeps its row beside it. */
@Interceptor
public final class Enrolment {
  private final Backport backport;
  private final JdbcTemplate jdbc;

  Enrolment(Backport backport, JdbcTemplate jdbc) {
    this.backport = backport;
    this.jdbc = jdbc;
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void accept(IBaseResource created, RequestDetails request) {
    if (created instanceof Subscription subscription) {
      backport.require(subscription, caller(request).role());
      subscription.setStatus(SubscriptionStatus.REQUESTED).setError(null);
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void enrol(IBaseResource created, RequestDetails request) {
    if (created instanceof Subscription subscription) {
      Caller caller = caller(request);
      jdbc.update(
          "insert into notify_subscription (id, topic, status, subject, client_id, role,"
              + " organization, patient, events, failures) values (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
          subscription.getIdElement().getIdPart(),
          Topic.of(subscription.getCriteria()).orElseThrow().id(),
          subscription.getStatus().toCode(),
          caller.subject(),
          caller.clientId(),
          caller.role().code(),
          Objects.toString(caller.organization(), null),
          caller.patient());
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void leave(IBaseResource deleted) {
    if (deleted instanceof Subscription subscription) {
      String id = subscription.getIdElement().getIdPart();
      jdbc.update("delete from notify_delivery where subscription_id = ?", id);
      jdbc.update("delete from notify_subscription where id = ?", id);
    }
  }

  private static Caller caller(RequestDetails request) {
    return Session.of(request).orElseThrow().caller();
  }
}
