package nl.keukentafel.notify;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.net.URI;
import java.util.Set;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelComponent;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;

/**
 * What this server accepts of a backport subscription,
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/StructureDefinition-backport-subscription.html.
 * What it does not support it refuses, rather than ignore it.
 */
final class Backport {
  static final String SD = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
  private static final String CONTENT = SD + "backport-payload-content";
  private static final Set<String> PAYLOADS = Set.of("application/fhir+json", "application/json");

  private final boolean httpAllowed;

  Backport(boolean httpAllowed) {
    this.httpAllowed = httpAllowed;
  }

  /**
   * @throws UnprocessableEntityException 422 naming the element that is not supported
   */
  Topic require(Subscription subscription, Role subscriber) {
    Topic topic =
        Topic.of(String.valueOf(subscription.getCriteria()))
            .orElseThrow(() -> refusal("criteria", "This topic is not known here"));
    require(topic.isOpenTo(subscriber), "criteria", "This topic is not open to this role");
    require(
        subscription.getCriteriaElement().getExtension().isEmpty(),
        "criteria.extension",
        "Filters are not supported");
    SubscriptionChannelComponent channel = subscription.getChannel();
    require(
        channel.getType() == SubscriptionChannelType.RESTHOOK,
        "channel.type",
        "Only rest-hook is supported");
    require(
        isAcceptable(channel.getEndpoint()), "channel.endpoint", "An https address is required");
    require(!channel.hasHeader(), "channel.header", "Headers are not supported");
    require(!channel.hasExtension(), "channel.extension", "Channel options are not supported");
    require(
        PAYLOADS.contains(String.valueOf(channel.getPayload())),
        "channel.payload",
        "The payload is application/fhir+json");
    require(
        content(subscription).equals("id-only") || content(subscription).equals("empty"),
        "channel.payload.extension",
        "Only empty and id-only are supported: whoever is told comes and reads");
    return topic;
  }

  static String content(Subscription subscription) {
    Extension content = subscription.getChannel().getPayloadElement().getExtensionByUrl(CONTENT);
    return content == null || content.getValue() == null
        ? ""
        : String.valueOf(content.getValue().primitiveValue());
  }

  private boolean isAcceptable(String endpoint) {
    try {
      URI address = URI.create(String.valueOf(endpoint));
      return address.getHost() != null
          && address.getUserInfo() == null
          && address.getPort() <= 65_535
          && ("https".equals(address.getScheme())
              || (httpAllowed && "http".equals(address.getScheme())));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void require(boolean holds, String element, String technical) {
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
