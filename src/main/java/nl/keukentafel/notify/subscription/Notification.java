package nl.keukentafel.notify.subscription;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * Builds the Bundles of the backport for R4,
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/StructureDefinition-backport-subscription-notification-r4.html.
 *
 * @param base the FHIR base of this server
 * @param empty whether ids stay out
 */
public record Notification(String base, Subscriber subscriber, boolean empty, Instant at) {
  /**
   * One event as it goes out.
   *
   * @param focus {@code Type/id}; absent when the receiver may not know of it (any more)
   */
  public record Event(long number, Instant at, @Nullable String focus) {}

  public Notification(String base, Subscriber subscriber, Instant at) {
    this(base, subscriber, subscriber.channel().isEmpty(), at);
  }

  public Bundle handshake() {
    return history("handshake", subscriber.events(), List.of());
  }

  public Bundle heartbeat() {
    return history("heartbeat", subscriber.events(), List.of());
  }

  /** What happened, up to and with the last of these events. */
  public Bundle events(List<Event> events) {
    return history("event-notification", events.get(events.size() - 1).number(), events);
  }

  /** The answer to {@code $events}. */
  public Bundle asked(List<Event> events) {
    return history("query-event", subscriber.events(), events);
  }

  /** The answer to {@code $status}: the same Parameters, in a searchset. */
  public Bundle status() {
    Bundle bundle = new Bundle().setType(BundleType.SEARCHSET);
    bundle
        .addEntry()
        .setFullUrl("urn:uuid:" + UUID.randomUUID())
        .setResource(parameters("query-status", subscriber.events(), List.of()))
        .getSearch()
        .setMode(Bundle.SearchEntryMode.MATCH);
    return bundle;
  }

  private Bundle history(String type, long total, List<Event> events) {
    Bundle bundle = new Bundle().setType(BundleType.HISTORY).setTimestamp(Date.from(at));
    bundle.getMeta().addProfile(Backport.SD + "backport-subscription-notification-r4");
    Bundle.BundleEntryComponent status =
        bundle
            .addEntry()
            .setFullUrl("urn:uuid:" + UUID.randomUUID())
            .setResource(parameters(type, total, events));
    status.getRequest().setMethod(HTTPVerb.GET).setUrl(reference() + "/$status");
    status.getResponse().setStatus("200");
    events.stream()
        .map(Event::focus)
        .filter(focus -> focus != null && !empty)
        .distinct()
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

  private Parameters parameters(String type, long total, List<Event> events) {
    Parameters parameters = new Parameters();
    parameters.getMeta().addProfile(Backport.SD + "backport-subscription-status-r4");
    add(parameters, "subscription", new Reference(reference()));
    if (!empty) {
      add(parameters, "topic", new CanonicalType(subscriber.topic().canonical()));
    }
    add(parameters, "status", new CodeType(subscriber.status().toCode()));
    add(parameters, "type", new CodeType(type));
    add(parameters, "events-since-subscription-start", new StringType(Long.toString(total)));
    for (Event event : events) {
      ParametersParameterComponent part = parameters.addParameter().setName("notification-event");
      part.addPart().setName("event-number").setValue(new StringType(Long.toString(event.number)));
      part.addPart().setName("timestamp").setValue(new InstantType(Date.from(event.at)));
      if (event.focus != null && !empty) {
        part.addPart().setName("focus").setValue(new Reference(base + "/" + event.focus));
      }
    }
    if (subscriber.error() != null) {
      add(parameters, "error", new CodeableConcept().setText(subscriber.error()));
    }
    return parameters;
  }

  private static void add(Parameters parameters, String name, Type value) {
    parameters.addParameter().setName(name).setValue(value);
  }

  private String reference() {
    return base + "/Subscription/" + subscriber.id();
  }
}
