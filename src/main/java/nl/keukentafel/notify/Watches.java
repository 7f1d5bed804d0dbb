package nl.keukentafel.notify;

import java.util.List;

/** The ids of the subscriptions that watch a client, which go when the client goes. */
@FunctionalInterface
public interface Watches {
  List<String> about(String client);
}
