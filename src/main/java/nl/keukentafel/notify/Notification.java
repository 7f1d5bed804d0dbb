package nl.keukentafel.notify;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * Builds the Bundles of the backport for R4,
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/StructureDefinition-backport-subscription-notification-r4.html.
 *
 * @param base the FHIR base of this server
 */
record Notification(String base) {
  /**
   * One event as it goes out.
   *
   * @param focus {@code Type/id}; absent when the receiver may not know of it (any more)
   */
  record Event(long number, Instant at, @Nullable String focus) {}

  Bundle handshake(Subscription subscription) {
    return bundle(subscription, "handshake", 0, List.of());
  }

  Bundle events(Subscription subscription, long total, List<Event> events) {
    return bundle(subscription, "event-notification", total, events);
  }

  /** The answer to {@code $status}: the same Parameters, in a searchset. */
  Bundle status(Subscription subscription, long total) {
    Bundle bundle = new Bundle().setType(BundleType.SEARCHSET);
    bundle
        .addEntry()
        .setFullUrl("urn:uuid:" + UUID.randomUUID())
        .setResource(parameters(subscription, "query-status", total, List.of()))
        .getSearch()
        .setMode(Bundle.SearchEntryMode.MATCH);
    return bundle;
  }

  private Bundle bundle(Subscription subscription, String type, long total, List<Event> events) {
    Bundle bundle = new Bundle().setType(BundleType.HISTORY).setTimestamp(new Date());
    bundle.getMeta().addProfile(Backport.SD + "backport-subscription-notification-r4");
    Bundle.BundleEntryComponent status =
        bundle
            .addEntry()
            .setFullUrl("urn:uuid:" + UUID.randomUUID())
            .setResource(parameters(subscription, type, total, events));
    status.getRequest().setMethod(HTTPVerb.GET).setUrl(reference(subscription) + "/$status");
    status.getResponse().setStatus("200");
    events.stream()
        .map(Event::focus)
        .filter(focus -> focus != null && !isEmpty(subscription))
        .forEach(
            focus ->
                bundle
                    .addEntry()
                    .setFullUrl(base + "/" + focus)
                    .getRequest()
                    .setMethod(HTTPVerb.GET)
                    .setUrl(base + "/" + focus));
    return bundle;
  }

  private Parameters parameters(
      Subscription subscription, String type, long total, List<Event> events) {
    Parameters parameters = new Parameters();
    parameters.getMeta().addProfile(Backport.SD + "backport-subscription-status-r4");
    add(parameters, "subscription", new Reference(reference(subscription)));
    if (!isEmpty(subscription)) {
      add(parameters, "topic", new CanonicalType(subscription.getCriteria()));
    }
    add(parameters, "status", new CodeType(subscription.getStatus().toCode()));
    add(parameters, "type", new CodeType(type));
    add(parameters, "events-since-subscription-start", new StringType(Long.toString(total)));
    for (Event event : events) {
      ParametersParameterComponent part = parameters.addParameter().setName("notification-event");
      part.addPart().setName("event-number").setValue(new StringType(Long.toString(event.number)));
      part.addPart().setName("timestamp").setValue(new InstantType(Date.from(event.at)));
      if (event.focus != null && !isEmpty(subscription)) {
        part.addPart().setName("focus").setValue(new Reference(base + "/" + event.focus));
      }
    }
    return parameters;
  }

  private static void add(Parameters parameters, String name, Type value) {
    parameters.addParameter().setName(name).setValue(value);
  }

  private static boolean isEmpty(Subscription subscription) {
    return Backport.content(subscription).equals("empty");
  }

  private String reference(Subscription subscription) {
    return base + "/Subscription/" + subscription.getIdElement().getIdPart();
  }
}
