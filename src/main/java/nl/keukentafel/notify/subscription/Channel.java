package nl.keukentafel.notify.subscription;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how somebody is told.
 *
 * @param payload MIME type of the notification
 * @param content {@code empty} or {@code id-only}
 * @param headers to send along, encrypted; absent when there are none
 * @param maxCount of events in one notification
 * @param patience how long the receiver may take
 * @param heartbeat after how much silence to say that all is well; absent when never
 */
public record Channel(
    String endpoint,
    String payload,
    String content,
    @Nullable String headers,
    int maxCount,
    Duration patience,
    @Nullable Duration heartbeat) {

  public Channel withHeaders(@Nullable String encrypted) {
    return new Channel(endpoint, payload, content, encrypted, maxCount, patience, heartbeat);
  }

  public boolean isEmpty() {
    return content.equals("empty");
  }
}
