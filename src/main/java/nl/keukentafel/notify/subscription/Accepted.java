package nl.keukentafel.notify.subscription;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a Subscription asks for, when this server can do it.
 *
 * @param channel without the headers
 * @param headers {@code Name: value}, as they were sent
 * @param clients whose dossiers it is about; absent when those of all
 */
public record Accepted(
    Topic topic, Channel channel, List<String> headers, @Nullable Set<String> clients) {}
