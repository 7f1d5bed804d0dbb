package nl.keukentafel.notify;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.notify.channel.Addresses;
import nl.keukentafel.notify.subscription.Accepted;
import nl.keukentafel.notify.subscription.Backport;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.notify.subscription.Subscribers;
import nl.keukentafel.notify.subscription.Topic;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the subscriptions that nobody has to ask for: real ones, which the organisation sees, asks
 * the status of and reactivates as if they were its own.
 */
final class Provisioning implements ApplicationRunner {
  /** No subscription that was asked for has such an id. */
  static final String PREFIX = "provisioned-";

  private final List<Provisioned> organizations;
  private final IFhirResourceDao<Subscription> subscriptions;
  private final Subscribers subscribers;
  private final Addresses addresses;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Provisioning(
      List<Provisioned> organizations,
      IFhirResourceDao<Subscription> subscriptions,
      Subscribers subscribers,
      Addresses addresses,
      TransactionTemplate transaction,
      Clock clock) {
    this.organizations = organizations;
    this.subscriptions = subscriptions;
    this.subscribers = subscribers;
    this.addresses = addresses;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    for (Provisioned each : organizations) {
      Optional<String> objection = addresses.objection(each.endpoint());
      if (objection.isPresent()) {
        throw new IllegalStateException(
            "keukentafel.notify.provisioned: " + each.organization() + ": " + objection.get());
      }
      each.demanded().forEach(topic -> provide(each, topic));
    }
  }

  private void provide(Provisioned organization, Topic topic) {
    String id = PREFIX + topic.id() + "-" + key(organization);
    try {
      provide(organization, topic, id);
    } catch (RuntimeException e) {
      if (subscribers.find(id).isEmpty()) {
        throw e;
      } // else a node that started together with this one was first
    }
  }

  private void provide(Provisioned organization, Topic topic, String id) {
    Optional<Subscriber> known = subscribers.find(id);
    if (known.isPresent()
        && known.get().channel().endpoint().equals(organization.endpoint())
        && known.get().status() != SubscriptionStatus.ERROR) { // then it is asked again
      return;
    }
    Caller caller = organization.caller(topic);
    Subscription subscription = subscription(organization, topic);
    Accepted accepted = Backport.accept(subscription, caller.role());
    subscription.setId(id);
    Labeller.labelAsOf(caller, subscription);
    transaction.executeWithoutResult(
        both -> {
          subscriptions.update(subscription, new SystemRequestDetails());
          if (known.isPresent()) {
            subscribers.change(
                id,
                accepted,
                accepted.channel(),
                caller,
                SubscriptionStatus.REQUESTED,
                clock.instant());
          } else {
            subscribers.enrol(id, accepted, accepted.channel(), caller, clock.instant());
          }
        });
  }

  /** One and the same for an organisation at every start, on every node. */
  private static String key(Provisioned organization) {
    return UUID.nameUUIDFromBytes(organization.organization().getBytes(StandardCharsets.UTF_8))
        .toString()
        .substring(0, 13);
  }

  private static Subscription subscription(Provisioned organization, Topic topic) {
    Subscription subscription =
        new Subscription()
            .setStatus(SubscriptionStatus.REQUESTED)
            .setReason("Het proces vraagt dit bericht")
            .setCriteria(topic.canonical());
    subscription.getMeta().addProfile(Backport.SD + "backport-subscription");
    subscription
        .getChannel()
        .setType(SubscriptionChannelType.RESTHOOK)
        .setEndpoint(organization.endpoint())
        .setPayload("application/fhir+json")
        .getPayloadElement()
        .addExtension(Backport.SD + "backport-payload-content", new CodeType("id-only"));
    return subscription;
  }
}
