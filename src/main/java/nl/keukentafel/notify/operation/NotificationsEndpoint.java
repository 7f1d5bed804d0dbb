package nl.keukentafel.notify.operation;

import java.time.Instant;
import java.util.List;
import nl.keukentafel.notify.subscription.Subscriber;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code /actuator/notifications}: the subscriptions that are stuck; {@code POST …/{id}} with
 * {@code {"action": "retry"}} or {@code {"action": "skip", "reason": "…"}}.
 */
@Endpoint(id = "notifications")
public final class NotificationsEndpoint {
  private static final int SHORTEST_REASON = 10;

  private final Repairs repairs;

  public NotificationsEndpoint(Repairs repairs) {
    this.repairs = repairs;
  }

  /**
   * A subscription that fails or is in error, without whose it is.
   *
   * @param waiting how many events
   * @param next number of the event at which it is stuck
   */
  public record Stuck(
      String id,
      String topic,
      String status,
      @Nullable String error,
      int failures,
      @Nullable Instant failingSince,
      long waiting,
      long next) {
    static Stuck of(Subscriber subscriber) {
      return new Stuck(
          subscriber.id(),
          subscriber.topic().id(),
          subscriber.status().toCode(),
          subscriber.error(),
          subscriber.failures(),
          subscriber.failingSince(),
          subscriber.events() - subscriber.delivered(),
          subscriber.delivered() + 1);
    }
  }

  @ReadOperation
  public List<Stuck> stuck() {
    return repairs.stuck().stream().map(Stuck::of).toList();
  }

  /** 404 for a subscription that is not there, 400 for an action that is not, or has no ground. */
  @WriteOperation
  public WebEndpointResponse<Void> act(
      @Selector String id, String action, @org.springframework.lang.Nullable String reason) {
    boolean done;
    if (action.equals("retry")) {
      done = repairs.retry(id);
    } else if (action.equals("skip")
        && reason != null
        && reason.strip().length() >= SHORTEST_REASON
        && reason.length() <= 500) {
      done = repairs.skip(id, reason.strip());
    } else {
      return new WebEndpointResponse<>(WebEndpointResponse.STATUS_BAD_REQUEST);
    }
    return new WebEndpointResponse<>(
        done ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
  }
}
