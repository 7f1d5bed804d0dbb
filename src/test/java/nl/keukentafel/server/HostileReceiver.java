package nl.keukentafel.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Receivers of every kind, one for each path, and what they saw. An event counts as received when
 * the receiver said yes to it; whatever it answered, it remembers in which order things came.
 */
final class HostileReceiver implements AutoCloseable {
  static final List<String> KINDS =
      List.of("good", "accepting", "silent", "failing", "stalling", "moved", "garbage");

  /** What one subscription saw. */
  static final class Seen {
    final Map<Long, String> focus = new LinkedHashMap<>();
    final Map<Long, Long> acknowledgedAt = new LinkedHashMap<>();
    final List<String> wrong = new ArrayList<>();
    long duplicates;
    long last;
    long longestWait;
  }

  private final HttpServer server;
  private final Random random;
  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  final AtomicLong received = new AtomicLong();
  volatile boolean friendly = true;
  private volatile long lastKill = Long.MIN_VALUE;

  HostileReceiver(long seed) {
    random = new Random(seed);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newCachedThreadPool());
    KINDS.forEach(
        kind -> {
          seen.put(kind, new Seen());
          server.createContext("/" + kind, exchange -> receive(kind, exchange));
        });
    server.start();
  }

  String address(String kind) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + kind;
  }

  Seen seen(String kind) {
    return seen.get(kind);
  }

  /** From now on, what came before may come again. */
  void noteKill() {
    lastKill = System.nanoTime();
  }

  private void receive(String kind, HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Mailbox.Letter letter = new Mailbox.Letter(exchange, body);
      int status = friendly ? 200 : status(kind);
      if (status == 0) { // says nothing until the sender has hung up
        try {
          closed.await(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return;
      }
      note(seen.get(kind), letter, status / 100 == 2);
      if (status == 301) {
        exchange.getResponseHeaders().set("Location", address("good"));
      }
      if (kind.equals("garbage")) {
        byte[] garbage = new byte[random.nextInt(40_000) + 1];
        random.nextBytes(garbage);
        exchange.sendResponseHeaders(status, garbage.length);
        exchange.getResponseBody().write(garbage);
      } else {
        exchange.sendResponseHeaders(status, -1);
      }
    } catch (IOException senderIsGone) {
      // killed while it waited
    }
  }

  private int status(String kind) {
    boolean well = random.nextInt(3) > 0;
    return switch (kind) {
      case "accepting" -> 202;
      case "silent" -> 204;
      case "failing" -> well ? 200 : 500;
      case "stalling" -> well ? 200 : 0;
      case "moved" -> well ? 200 : 301;
      default -> 200;
    };
  }

  private void note(Seen of, Mailbox.Letter letter, boolean yes) {
    synchronized (of) {
      List<Long> numbers = letter.numbers();
      List<String> focuses = letter.focuses();
      long now = System.nanoTime();
      for (int i = 0; i < numbers.size(); i++) {
        long number = numbers.get(i);
        if (number > of.last + 1 + i) {
          of.wrong.add("out of order: " + number + " after " + of.last);
        }
        if (!yes) {
          continue;
        }
        Long before = of.acknowledgedAt.get(number);
        if (before != null) {
          of.duplicates++;
          if (before > lastKill) {
            of.wrong.add("twice without a kill: " + number);
          }
        }
        String focus = focuses.size() == numbers.size() ? focuses.get(i) : "";
        String told = of.focus.putIfAbsent(number, focus);
        if (told != null && !told.equals(focus)) {
          of.wrong.add("number " + number + " is of " + told + " and of " + focus);
        }
        of.acknowledgedAt.put(number, now);
      }
      if (yes && !numbers.isEmpty()) {
        of.last = Math.max(of.last, numbers.get(numbers.size() - 1));
        of.longestWait = Math.max(of.longestWait, letter.age());
        received.addAndGet(numbers.size());
      }
    }
  }

  /** The longest that an event took to come, in milliseconds. */
  long longestWait(String kind) {
    Seen of = seen.get(kind);
    synchronized (of) {
      return of.longestWait;
    }
  }

  Set<String> focuses(String kind) {
    Seen of = seen.get(kind);
    synchronized (of) {
      return new LinkedHashSet<>(of.focus.values());
    }
  }

  long last(String kind) {
    Seen of = seen.get(kind);
    synchronized (of) {
      return of.last;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
