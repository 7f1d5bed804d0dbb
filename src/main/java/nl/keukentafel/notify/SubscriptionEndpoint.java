package nl.keukentafel.notify;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Parties;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.session.Disclosure;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.notify.delivery.Letters;
import nl.keukentafel.notify.delivery.Letters.Asked;
import nl.keukentafel.notify.subscription.Notification;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.notify.subscription.Subscribers;
import nl.keukentafel.policy.Act;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * {@code $status} and {@code $events} of a subscription,
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/operations.html. Both answer 404 unless the
 * subscription is the caller's own.
 */
public final class SubscriptionEndpoint implements IResourceProvider {
  private static final int MOST_EVENTS = 1000;

  private final IFhirResourceDao<Subscription> subscriptions;
  private final Subscribers subscribers;
  private final Letters letters;
  private final Clock clock;

  SubscriptionEndpoint(
      IFhirResourceDao<Subscription> subscriptions,
      Subscribers subscribers,
      Letters letters,
      Clock clock) {
    this.subscriptions = subscriptions;
    this.subscribers = subscribers;
    this.letters = letters;
    this.clock = clock;
  }

  @Override
  public Class<Subscription> getResourceType() {
    return Subscription.class;
  }

  /**
   * Of one subscription, or of all that are the caller's own.
   *
   * @param ids of these only, when there are any
   * @param statuses in one of these only, when there are any
   */
  @Operation(name = "$status", idempotent = true)
  public Bundle status(
      @IdParam(optional = true) @Nullable IdType id,
      @OperationParam(name = "id", max = OperationParam.MAX_UNLIMITED) @Nullable List<IdType> ids,
      @OperationParam(name = "status", max = OperationParam.MAX_UNLIMITED)
          @Nullable List<CodeType> statuses,
      RequestDetails request) {
    Set<String> wanted = values(ids);
    Set<String> in = values(statuses);
    List<Subscriber> own =
        id != null
            ? List.of(own(id, request))
            : subscribers.of(Parties.of(Session.of(request).orElseThrow().caller())).stream()
                .filter(each -> wanted.isEmpty() || wanted.contains(each.id()))
                .filter(each -> in.isEmpty() || in.contains(each.status().toCode()))
                .toList();
    Bundle all = new Bundle().setType(Bundle.BundleType.SEARCHSET).setTotal(own.size());
    own.forEach(
        each -> all.getEntry().addAll(letters.about(each, clock.instant()).status().getEntry()));
    return all;
  }

  private static Set<String> values(@Nullable List<? extends PrimitiveType<?>> written) {
    return Stream.ofNullable(written)
        .flatMap(List::stream)
        .map(each -> String.valueOf(each.primitiveValue()).replaceFirst("^Subscription/", ""))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What was sent or is to be sent, judged again for who asks.
   *
   * @param since the first number, 1 when absent; at most {@value #MOST_EVENTS} events are given
   * @param until the last number; the newest when absent
   * @param content {@code empty} or {@code id-only}; that of the subscription when absent
   */
  @Operation(name = "$events", idempotent = true)
  public Bundle events(
      @IdParam IdType id,
      @OperationParam(name = "eventsSinceNumber") @Nullable StringType since,
      @OperationParam(name = "eventsUntilNumber") @Nullable StringType until,
      @OperationParam(name = "content") @Nullable CodeType content,
      RequestDetails request) {
    Subscriber subscriber = own(id, request);
    boolean empty = subscriber.channel().isEmpty();
    if (content != null && content.hasValue()) {
      empty = content.getValue().equals("empty");
      if (!empty && !content.getValue().equals("id-only")) {
        throw Refusal.invalid(
            "Alleen empty en id-only kan.", "content is empty or id-only: come and read the rest");
      }
    }
    Session session = Session.of(request).orElseThrow();
    List<Asked> asked =
        letters.asked(
            subscriber,
            session.caller(),
            number(since, 1),
            number(until, Long.MAX_VALUE),
            MOST_EVENTS);
    if (!empty) {
      asked.forEach(each -> log(session, request, each));
    }
    return new Notification(letters.base(), subscriber, empty, clock.instant())
        .asked(asked.stream().map(Asked::event).toList());
  }

  private static void log(Session session, RequestDetails request, Asked asked) {
    String patient = asked.seen().patient();
    if (patient != null && asked.seen().decision() != null) {
      Disclosure disclosure =
          new Disclosure(Act.RAADPLEGEN, patient, asked.focus(), asked.seen().decision());
      if (asked.seen().readable()) {
        session.disclose(request, disclosure);
      } else {
        session.refuse(request, disclosure);
      }
    }
  }

  private Subscriber own(IdType id, RequestDetails request) {
    subscriptions.read(id, request);
    return subscribers.find(id.getIdPart()).orElseThrow(Refusal::notFound);
  }

  private static long number(@Nullable StringType written, long otherwise) {
    if (written == null || !written.hasValue()) {
      return otherwise;
    }
    if (!written.getValue().matches("\\d{1,18}")) {
      throw Refusal.invalid(
          "Een nummer bestaat uit cijfers.", "eventsSinceNumber and eventsUntilNumber are numbers");
    }
    return Long.parseLong(written.getValue());
  }
}
