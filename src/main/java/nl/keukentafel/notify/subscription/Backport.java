package nl.keukentafel.notify.subscription;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelComponent;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.jspecify.annotations.Nullable;

/**
 * What this server accepts of a backport subscription,
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/StructureDefinition-backport-subscription.html.
 * What it does not support it refuses, rather than ignore it.
 */
public final class Backport {
  public static final String SD =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
  private static final String CONTENT = SD + "backport-payload-content";
  private static final String FILTER = SD + "backport-filter-criteria";
  private static final String MAX_COUNT = SD + "backport-max-count";
  private static final String TIMEOUT = SD + "backport-timeout";
  private static final String HEARTBEAT = SD + "backport-heartbeat-period";

  private static final Set<String> PAYLOADS = Set.of("application/fhir+json", "application/json");
  private static final int MOST_HEADERS = 10;

  /** Set by us, or by the one who carries the message. */
  private static final Set<String> OUR_HEADERS =
      Set.of(
          "accept",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "date",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "x-jws-signature");

  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}): ?([\\x20-\\x7e]{1,2000})");

  /** {@code patient=}, {@code patient:Patient=}, {@code Contract.patient=}, {@code Contract?…}. */
  private static final Pattern ABOUT =
      Pattern.compile("(?:([A-Z][A-Za-z]+)[.?])?patient(?::(\\w+))?=(.+)");

  private static final Pattern CLIENT = Pattern.compile("(?:Patient/)?([A-Za-z0-9.-]{1,64})");

  private Backport() {}

  /**
   * @throws UnprocessableEntityException 422 naming the element that is not supported
   */
  public static Accepted accept(Subscription subscription, Role subscriber) {
    Topic topic =
        Topic.of(String.valueOf(subscription.getCriteria()))
            .orElseThrow(() -> refusal("criteria", "This topic is not known here"));
    require(topic.isOpenTo(subscriber), "criteria", "This topic is not open to this role");
    require(!subscription.hasEnd(), "end", "Delete a subscription when it is over");
    SubscriptionChannelComponent channel = subscription.getChannel();
    require(
        channel.getType() == SubscriptionChannelType.RESTHOOK,
        "channel.type",
        "Only rest-hook is supported");
    requireKnown(channel, "channel", Set.of(MAX_COUNT, TIMEOUT, HEARTBEAT));
    requireKnown(channel.getTypeElement(), "channel.type", Set.of());
    requireKnown(channel.getPayloadElement(), "channel.payload", Set.of(CONTENT));
    require(
        PAYLOADS.contains(String.valueOf(channel.getPayload())),
        "channel.payload",
        "The payload is application/fhir+json");
    String content =
        value(channel.getPayloadElement(), CONTENT)
            .orElseThrow(
                () -> refusal("channel.payload.extension", "backport-payload-content is required"));
    require(
        content.equals("id-only") || content.equals("empty"),
        "channel.payload.extension",
        "Only empty and id-only are supported: whoever is told comes and reads");
    Optional<Integer> heartbeat = number(channel, HEARTBEAT, 10, 86_400);
    return new Accepted(
        topic,
        new Channel(
            String.valueOf(channel.getEndpoint()),
            channel.getPayload(),
            content,
            null,
            number(channel, MAX_COUNT, 1, 100).orElse(20),
            Duration.ofSeconds(number(channel, TIMEOUT, 1, 30).orElse(10)),
            heartbeat.map(Duration::ofSeconds).orElse(null)),
        headers(channel),
        clients(subscription, topic));
  }

  private static List<String> headers(SubscriptionChannelComponent channel) {
    require(
        channel.getHeader().size() <= MOST_HEADERS,
        "channel.header",
        "At most 10 headers are sent");
    return channel.getHeader().stream()
        .map(
            header -> {
              Matcher parts = HEADER.matcher(String.valueOf(header.getValue()));
              require(parts.matches(), "channel.header", "A header is written Name: value");
              require(
                  !OUR_HEADERS.contains(parts.group(1).toLowerCase(Locale.ROOT)),
                  "channel.header",
                  "This header is the server's own to send");
              return parts.group(1) + ":" + parts.group(2).strip();
            })
        .toList();
  }

  /** Filters are all to hold; a value with commas holds for any of them. */
  private static @Nullable Set<String> clients(Subscription subscription, Topic topic) {
    requireKnown(subscription.getCriteriaElement(), "criteria", Set.of(FILTER));
    Set<String> clients = null;
    for (Extension filter : subscription.getCriteriaElement().getExtensionsByUrl(FILTER)) {
      String written = filter.hasValue() ? String.valueOf(filter.getValue().primitiveValue()) : "";
      Matcher parts = ABOUT.matcher(written);
      require(
          parts.matches()
              && (parts.group(1) == null || parts.group(1).equals(topic.type()))
              && (parts.group(2) == null || parts.group(2).equals("Patient")),
          "criteria.extension",
          "This topic is filtered by patient only");
      Set<String> any =
          Stream.of(parts.group(3).split(",", -1))
              .map(
                  each -> {
                    Matcher client = CLIENT.matcher(each);
                    require(
                        client.matches(), "criteria.extension", "A client is written Patient/<id>");
                    return client.group(1);
                  })
              .collect(Collectors.toCollection(HashSet::new));
      if (clients != null) {
        any.retainAll(clients);
      }
      clients = any;
    }
    require(
        clients == null || (!clients.isEmpty() && String.join(" ", clients).length() <= 4000),
        "criteria.extension",
        "The filters leave nobody, or more clients than fit");
    return clients;
  }

  private static void requireKnown(Element element, String path, Set<String> known) {
    element
        .getExtension()
        .forEach(
            each ->
                require(
                    known.contains(each.getUrl()),
                    path + ".extension",
                    "This extension is not supported"));
  }

  private static Optional<Integer> number(Element element, String url, int least, int most) {
    return value(element, url)
        .map(
            written -> {
              String name = url.substring(SD.length());
              require(
                  written.matches("\\d{1,6}")
                      && Integer.parseInt(written) >= least
                      && Integer.parseInt(written) <= most,
                  "channel.extension",
                  name + " is a number from " + least + " to " + most);
              return Integer.valueOf(written);
            });
  }

  private static Optional<String> value(Element element, String url) {
    List<Extension> found = element.getExtensionsByUrl(url);
    require(found.size() <= 1, "channel.extension", "An extension comes once");
    return found.stream()
        .filter(each -> each.getValue() instanceof PrimitiveType<?>)
        .map(each -> String.valueOf(each.getValue().primitiveValue()))
        .findFirst();
  }

  public static void require(boolean holds, String element, String technical) {
    if (!holds) {
      throw refusal(element, technical);
    }
  }

  private static UnprocessableEntityException refusal(String element, String technical) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(IssueType.NOTSUPPORTED)
        .setDiagnostics(technical)
        .addExpression("Subscription." + element)
        .getDetails()
        .setText("Zo kunt u zich hier niet abonneren.");
    return new UnprocessableEntityException(technical, outcome);
  }
}
