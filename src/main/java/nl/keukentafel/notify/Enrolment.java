package nl.keukentafel.notify;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.Interaction;
import nl.keukentafel.notify.channel.Addresses;
import nl.keukentafel.notify.channel.Keys;
import nl.keukentafel.notify.subscription.Accepted;
import nl.keukentafel.notify.subscription.Backport;
import nl.keukentafel.notify.subscription.Channel;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.notify.subscription.Subscribers;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a Subscription, or refuses it before it is stored; keeps its row beside it. The headers
 * go into that row, encrypted, and never into the resource.
 */
@Interceptor
public final class Enrolment {
  private static final String ENROLLED = Enrolment.class.getName();

  /** What was accepted, on its way from before the store to after it. */
  private record Enrolled(Accepted accepted, Channel channel) {}

  private final Subscribers subscribers;
  private final Addresses addresses;
  private final Keys keys;
  private final Clock clock;

  Enrolment(Subscribers subscribers, Addresses addresses, Keys keys, Clock clock) {
    this.subscribers = subscribers;
    this.addresses = addresses;
    this.keys = keys;
    this.clock = clock;
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void accept(IBaseResource created, RequestDetails request) {
    if (created instanceof Subscription subscription && Session.of(request).isPresent()) {
      accept(subscription, caller(request), null);
      subscription.setStatus(SubscriptionStatus.REQUESTED).setError(null);
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void enrol(IBaseResource created, RequestDetails request) {
    if (created instanceof Subscription subscription && Session.of(request).isPresent()) {
      Enrolled enrolled = enrolled(subscription);
      subscribers.enrol(
          id(subscription), enrolled.accepted, enrolled.channel, caller(request), clock.instant());
    }
  }

  /** A reader never gets the headers, so who leaves them out keeps them, at the same address. */
  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void accept(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (after instanceof Subscription subscription && Session.of(request).isPresent()) {
      Subscription stored = (Subscription) before;
      Backport.require(
          stored.getCriteria().equals(subscription.getCriteria()),
          "criteria",
          "Another topic is another subscription");
      Subscriber known = subscribers.find(id(stored)).orElseThrow();
      Channel channel = accept(subscription, caller(request), known.channel());
      boolean elsewhere =
          !channel.endpoint().equals(known.channel().endpoint())
              || !Objects.equals(channel.headers(), known.channel().headers());
      if (subscription.getStatus() == SubscriptionStatus.OFF) {
        requireAskedFor(stored);
        subscription.setError(null);
      } else if (elsewhere || subscription.getStatus() == SubscriptionStatus.REQUESTED) {
        subscription.setStatus(SubscriptionStatus.REQUESTED).setError(null);
      } else {
        subscription.setStatus(stored.getStatus()).setError(stored.getError());
      }
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void change(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (after instanceof Subscription subscription && Session.of(request).isPresent()) {
      Enrolled enrolled = enrolled(subscription);
      subscribers.change(
          id(subscription),
          enrolled.accepted,
          enrolled.channel,
          caller(request),
          subscription.getStatus(),
          clock.instant());
    }
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
  public void requireLeave(IBaseResource deleted, RequestDetails request) {
    if (deleted instanceof Subscription subscription && Session.of(request).isPresent()) {
      requireAskedFor(subscription);
    }
  }

  private static void requireAskedFor(Subscription subscription) {
    Backport.require(
        !id(subscription).startsWith(Provisioning.PREFIX),
        "id",
        "The process demands this subscription: it cannot be stopped");
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void leave(IBaseResource deleted) {
    if (deleted instanceof Subscription subscription) {
      subscribers.leave(id(subscription));
    }
  }

  private Channel accept(Subscription subscription, Caller caller, @Nullable Channel known) {
    Accepted accepted = Backport.accept(subscription, caller.role());
    Backport.require(
        caller.scopes().allows(accepted.topic().type(), Interaction.READ),
        "criteria",
        "The scopes of the token do not cover what this topic is about");
    Optional<String> objection = addresses.objection(accepted.channel().endpoint());
    Backport.require(objection.isEmpty(), "channel.endpoint", objection.orElse(""));
    Channel asked = accepted.channel();
    String headers = null;
    if (!accepted.headers().isEmpty()) {
      headers = keys.encrypt(String.join("\n", accepted.headers()));
    } else if (known != null && known.endpoint().equals(asked.endpoint())) {
      headers = known.headers();
    }
    Channel channel = asked.withHeaders(headers);
    subscription.getChannel().setHeader(List.of());
    subscription.setUserData(ENROLLED, new Enrolled(accepted, channel));
    return channel;
  }

  private static Enrolled enrolled(Subscription subscription) {
    return (Enrolled) Objects.requireNonNull(subscription.getUserData(ENROLLED));
  }

  private static String id(Subscription subscription) {
    return subscription.getIdElement().getIdPart();
  }

  private static Caller caller(RequestDetails request) {
    return Session.of(request).orElseThrow().caller();
  }
}
