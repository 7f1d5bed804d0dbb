package nl.keukentafel.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Receives notifications over HTTP, and answers with the status that it is told to. */
final class Mailbox implements AutoCloseable {
  /** One request as it came. */
  record Letter(HttpExchange http, String body) {
    Bundle bundle() {
      return Party.FHIR.newJsonParser().parseResource(Bundle.class, body);
    }

    Parameters status() {
      return (Parameters) bundle().getEntryFirstRep().getResource();
    }

    /** The id of the subscription that it is about. */
    String subscription() {
      return status().getParameter().stream()
          .filter(each -> each.getName().equals("subscription"))
          .map(each -> ((Reference) each.getValue()).getReferenceElement().getIdPart())
          .findFirst()
          .orElseThrow();
    }

    String type() {
      return value("type");
    }

    String value(String name) {
      return status().getParameter().stream()
          .filter(each -> each.getName().equals(name))
          .map(each -> each.getValue().primitiveValue())
          .findFirst()
          .orElse("");
    }

    List<Long> numbers() {
      return events()
          .map(event -> part(event, "event-number"))
          .map(part -> Long.valueOf(part.getValue().primitiveValue()))
          .toList();
    }

    /** How long ago the oldest event in it happened, in milliseconds. */
    long age() {
      return events()
          .map(event -> (InstantType) part(event, "timestamp").getValue())
          .mapToLong(at -> System.currentTimeMillis() - at.getValue().getTime())
          .max()
          .orElse(0);
    }

    /** {@code Type/id} of every event that says of what. */
    List<String> focuses() {
      return events()
          .map(event -> part(event, "focus"))
          .filter(part -> part != null)
          .map(part -> ((Reference) part.getValue()).getReference())
          .map(reference -> reference.replaceFirst(".*/fhir/", ""))
          .toList();
    }

    private Stream<ParametersParameterComponent> events() {
      return status().getParameter().stream()
          .filter(each -> each.getName().equals("notification-event"));
    }

    private static @Nullable ParametersParameterComponent part(
        ParametersParameterComponent event, String name) {
      return event.getPart().stream()
          .filter(each -> each.getName().equals(name))
          .findFirst()
          .orElse(null);
    }
  }

  private final HttpServer server;
  private final List<Letter> letters = new CopyOnWriteArrayList<>();
  volatile int answer = 200;

  Mailbox() {
    this(0);
  }

  Mailbox(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::receive);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int status = answer;
      if (status / 100 == 3) {
        exchange.getResponseHeaders().set("Location", address() + "/elsewhere");
      }
      letters.add(new Letter(exchange, body));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  List<Letter> letters() {
    return List.copyOf(letters);
  }

  List<Letter> of(String type) {
    return letters.stream().filter(each -> each.type().equals(type)).toList();
  }

  Letter await(Predicate<Letter> wanted) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> letters.stream().filter(wanted).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  Letter awaitEvent(String focus) {
    return await(each -> each.focuses().contains(focus));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
