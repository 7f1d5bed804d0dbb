package nl.keukentafel.notify;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Parties;
import nl.keukentafel.access.judgement.LiveCheck;
import nl.keukentafel.audit.AccessLog;
import nl.keukentafel.audit.LogReader;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.notify.channel.Addresses;
import nl.keukentafel.notify.channel.Courier;
import nl.keukentafel.notify.channel.Keys;
import nl.keukentafel.notify.channel.KeysEndpoint;
import nl.keukentafel.notify.delivery.Audience;
import nl.keukentafel.notify.delivery.Claims;
import nl.keukentafel.notify.delivery.Deliverer;
import nl.keukentafel.notify.delivery.Emergencies;
import nl.keukentafel.notify.delivery.FanOut;
import nl.keukentafel.notify.delivery.Letters;
import nl.keukentafel.notify.delivery.OldEvents;
import nl.keukentafel.notify.delivery.PostRoom;
import nl.keukentafel.notify.delivery.Sight;
import nl.keukentafel.notify.operation.Meters;
import nl.keukentafel.notify.operation.NotificationsEndpoint;
import nl.keukentafel.notify.operation.Repairs;
import nl.keukentafel.notify.subscription.Subscribers;
import nl.keukentafel.schedule.DailyJob;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Subscription;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NotifyRules.class)
public class NotifyConfiguration {
  private final Semaphore written = new Semaphore(0);

  @Bean
  Outbox outbox(JdbcTemplate jdbc, Clock clock) {
    return new Outbox(jdbc, clock, written::release);
  }

  @Bean
  Keys notificationKeys(NotifyRules rules) throws IOException {
    return Keys.in(rules.keys());
  }

  @Bean
  ServletRegistrationBean<KeysEndpoint> notificationKeysEndpoint(Keys keys) {
    return new ServletRegistrationBean<>(new KeysEndpoint(keys), KeysEndpoint.PATH);
  }

  @Bean
  Addresses addresses(NotifyRules rules) {
    return new Addresses(rules.httpAllowed(), rules.allowedRanges());
  }

  @Bean
  Courier courier(FhirContext fhir, Keys keys, Addresses addresses, Clock clock) {
    return new Courier(fhir, keys, addresses, clock);
  }

  @Bean
  Subscribers subscribers(JdbcTemplate jdbc) {
    return new Subscribers(jdbc);
  }

  @Bean
  Watches watches(Subscribers subscribers) {
    return subscribers::about;
  }

  @Bean
  Enrolment enrolment(Subscribers subscribers, Addresses addresses, Keys keys, Clock clock) {
    return new Enrolment(subscribers, addresses, keys, clock);
  }

  @Bean
  Audience audience(
      LiveCheck check, Parties parties, Dossiers dossiers, Subscribers subscribers, LogReader log) {
    return new Sight(
        check,
        parties,
        dossiers,
        subscribers,
        new Emergencies(log, dossiers, check, parties, subscribers));
  }

  @Bean
  Letters letters(JdbcTemplate jdbc, Audience audience, AccessLog log, BaseUrl base, Clock clock) {
    return new Letters(jdbc, audience, log::append, base::fhir, clock);
  }

  @Bean
  PostRoom postRoom(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      Subscribers subscribers,
      Audience audience,
      Letters letters,
      Courier courier,
      Meters meters,
      Deliverer.Keeper keeper,
      NotifyRules rules,
      Clock clock) {
    TransactionTemplate transaction = new TransactionTemplate(transactions);
    Claims claims = new Claims(jdbc, transaction, subscribers, clock);
    return new PostRoom(
        new FanOut(jdbc, transaction, audience, clock),
        new Deliverer(
            claims,
            letters,
            transaction,
            meters.timed(courier::deliver),
            keeper,
            rules.giveUpAfter(),
            clock),
        claims,
        written);
  }

  @Bean
  Meters notificationMeters(JdbcTemplate jdbc, Clock clock) {
    return new Meters(jdbc, clock);
  }

  @Bean
  NotificationsEndpoint notificationsEndpoint(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      Subscribers subscribers,
      Deliverer.Keeper keeper,
      Clock clock) {
    return new NotificationsEndpoint(
        new Repairs(jdbc, new TransactionTemplate(transactions), subscribers, keeper, clock));
  }

  @Bean
  Deliverer.Keeper subscriptionKeeper(DaoRegistry daos) {
    IFhirResourceDao<Subscription> subscriptions = daos.getResourceDao(Subscription.class);
    return (id, status, error) -> {
      Subscription subscription =
          subscriptions.read(new IdType("Subscription", id), new SystemRequestDetails());
      subscriptions.update(
          subscription.setStatus(status).setError(error), new SystemRequestDetails());
    };
  }

  @Bean
  Provisioning provisioning(
      NotifyRules rules,
      DaoRegistry daos,
      Subscribers subscribers,
      Addresses addresses,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Provisioning(
        rules.provisioned(),
        daos.getResourceDao(Subscription.class),
        subscribers,
        addresses,
        new TransactionTemplate(transactions),
        clock);
  }

  @Bean
  Occasions occasions(JdbcTemplate jdbc, PlatformTransactionManager transactions, Clock clock) {
    return new Occasions(jdbc, new TransactionTemplate(transactions), clock, written::release);
  }

  @Bean
  AccessLog.Follower emergencyOutbox(Outbox outbox) {
    return new EmergencyOutbox(outbox);
  }

  @Bean
  Notice notice(Dossiers dossiers, NotifyRules rules) {
    return new Notice(dossiers, rules.afloopMonths(), rules.afloopMonthsOf());
  }

  @Bean
  DailyJob afloop(Notice notice, Occasions occasions) {
    return new Afloop(notice, occasions);
  }

  @Bean
  DailyJob oldEvents(JdbcTemplate jdbc, NotifyRules rules) {
    return new OldEvents(jdbc, rules.keepEvents());
  }

  @Bean
  SubscriptionEndpoint subscriptionEndpoint(
      DaoRegistry daos, Subscribers subscribers, Letters letters, Clock clock) {
    return new SubscriptionEndpoint(
        daos.getResourceDao(Subscription.class), subscribers, letters, clock);
  }
}
