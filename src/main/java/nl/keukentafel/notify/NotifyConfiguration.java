package nl.keukentafel.notify;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import nl.keukentafel.access.LiveCheck;
import nl.keukentafel.identity.BaseUrl;
import org.hl7.fhir.r4.model.Subscription;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
public class NotifyConfiguration {
  private final Semaphore bell = new Semaphore(0);

  @Bean
  Outbox outbox(JdbcTemplate jdbc, Clock clock) {
    return new Outbox(jdbc, clock, bell::release);
  }

  @Bean
  Enrolment enrolment(
      JdbcTemplate jdbc, @Value("${keukentafel.notify.http-allowed:false}") boolean httpAllowed) {
    return new Enrolment(new Backport(httpAllowed), jdbc);
  }

  @Bean
  PostRoom postRoom(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      DaoRegistry daos,
      LiveCheck check,
      FhirContext fhir,
      BaseUrl base,
      Clock clock) {
    TransactionTemplate transaction = new TransactionTemplate(transactions);
    return new PostRoom(
        new FanOut(jdbc, transaction, daos, check),
        new Deliverer(jdbc, transaction, daos, check, new Courier(fhir), notification(base), clock),
        bell);
  }

  @Bean
  StatusEndpoint statusEndpoint(DaoRegistry daos, JdbcTemplate jdbc, BaseUrl base) {
    return new StatusEndpoint(daos.getResourceDao(Subscription.class), jdbc, notification(base));
  }

  private static Supplier<Notification> notification(BaseUrl base) {
    return () -> new Notification(base.fhir());
  }
}
