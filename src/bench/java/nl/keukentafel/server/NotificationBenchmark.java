package nl.keukentafel.server;

import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What notifications cost and how soon they come. Writer, server, database and receiver share one
 * process and its two cores. The aims: 30 ms at p50 and 250 ms at p99 from commit to receipt, at 50
 * changes a second; a write takes at most 1.1 times as long with 1,000 subscriptions as with none.
 */
@Fork(0) // one server for all of it
public class NotificationBenchmark {
  private static final String SD =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
  private static final int CLIENTS = 300;

  /** A write over HTTP; the p50 is the figure to compare. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Warmup(iterations = 1, time = 10)
  @Measurement(iterations = 3, time = 10)
  public int write(Written state) {
    return state.bench.change();
  }

  /** Fifty changes a second for half a minute; prints the percentiles. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public void commitToReceived(Told state) throws InterruptedException {
    state.bench.received.clear();
    int changes = 50 * 30;
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
    CountDownLatch written = new CountDownLatch(changes);
    for (int i = 0; i < changes; i++) {
      clock.schedule(
          () -> {
            state.bench.change();
            written.countDown();
          },
          i * 20L,
          TimeUnit.MILLISECONDS);
    }
    written.await();
    state.bench.awaitReceived(changes);
    clock.shutdown();
    List<Long> waits = state.bench.received.values().stream().sorted().toList();
    System.out.printf(
        "%ncommit to received at 50/s: p50 %d ms, p99 %d ms, most %d ms, of %d%n",
        waits.get(waits.size() / 2),
        waits.get(waits.size() * 99 / 100),
        waits.get(waits.size() - 1),
        waits.size());
  }

  /** Two thousand events that waited while the receiver was away, twenty at a time. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public void catchUp(Told state) throws InterruptedException {
    state.bench.received.clear();
    state.bench.status = 503;
    int events = 2_000;
    state.bench.happen(events);
    state.bench.status = 200;
    long start = System.nanoTime();
    state.bench.retry();
    state.bench.awaitReceived(events);
    System.out.printf(
        "%ncatch-up: %.0f events/s%n", events / ((System.nanoTime() - start) / 1e9));
  }

  /** One subscription that is told of everything, and others that are told of nothing. */
  @State(Scope.Benchmark)
  public static class Written {
    @Param({"0", "10", "1000"})
    int subscriptions;

    Bench bench;

    @Setup(Level.Trial)
    public void subscribe() throws IOException, InterruptedException {
      bench = Bench.shared();
      bench.silence();
      for (int i = 0; i < subscriptions; i++) {
        bench.subscribe(i == 0 ? "" : "patient=bestaat-niet-" + i);
      }
      bench.awaitActive(subscriptions);
    }
  }

  /** One subscription. */
  @State(Scope.Benchmark)
  public static class Told {
    Bench bench;

    @Setup(Level.Trial)
    public void subscribe() throws IOException, InterruptedException {
      bench = Bench.shared();
      bench.silence();
      bench.subscribe("");
      bench.awaitActive(1);
    }
  }

  /** The server, who writes, and who receives. */
  static final class Bench {
    private static Bench shared;

    final ConcurrentHashMap<Long, Long> received = new ConcurrentHashMap<>();
    volatile int status = 200;
    private final Party lindehoven;
    private final Party deLinde;
    private final JdbcTemplate jdbc;
    private final HttpServer receiver;
    private final List<String> clients = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private String focus = "";

    static synchronized Bench shared() throws IOException {
      if (shared == null) {
        shared = new Bench(BenchedServer.start().application());
      }
      return shared;
    }

    private Bench(ConfigurableApplicationContext server) throws IOException {
      int port = server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
      Tokens tokens = new Tokens(server.getBean(RSAKey.class), port);
      lindehoven =
          tokens.employee(Role.WMO_CONSULENT, NamingSystems.GEMEENTECODE + "|9901", "Practitioner/c");
      deLinde =
          tokens.employee(Role.ZORGCOORDINATOR, NamingSystems.AGB + "|99000001", "Practitioner/z");
      jdbc = server.getBean(JdbcTemplate.class);
      receiver =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      receiver.setExecutor(Executors.newCachedThreadPool());
      receiver.createContext(
          "/",
          exchange -> {
            try (exchange) {
              String body =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              if (status == 200) {
                note(new Mailbox.Letter(exchange, body));
              }
              exchange.sendResponseHeaders(status, -1);
            }
          });
      receiver.start();
      IntStream.range(0, CLIENTS)
          .forEach(i -> clients.add(NewClient.of(lindehoven, "gemeente-lindehoven")));
    }

    private void note(Mailbox.Letter letter) {
      long now = System.currentTimeMillis();
      letter.status().getParameter().stream()
          .filter(each -> each.getName().equals("notification-event"))
          .map(ParametersParameterComponent::getPart)
          .forEach(
              part ->
                  received.put(
                      Long.valueOf(part.get(0).getValue().primitiveValue()),
                      now - ((InstantType) part.get(1).getValue()).getValue().getTime()));
    }

    void subscribe(String filter) {
      Subscription asked = HiddenDossier.subscription(Canonical.topic("toewijzing"), "x");
      asked
          .getChannel()
          .setEndpoint("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook")
          .addExtension(SD + "backport-max-count", new PositiveIntType(20));
      if (!filter.isEmpty()) {
        asked
            .getCriteriaElement()
            .addExtension(SD + "backport-filter-criteria", new StringType(filter));
      }
      require(deLinde.post("Subscription", asked));
    }

    /** Nobody is told any more. */
    void silence() {
      jdbc.update("update notify_subscription set status = 'off', due = null, token = token + 1");
    }

    void awaitActive(int many) throws InterruptedException {
      while (number("select count(*) from notify_subscription where status = 'active'") < many) {
        Thread.sleep(20);
      }
    }

    int change() {
      ServiceRequest order = MevrouwT.toewijzing();
      order.setSubject(new Reference(clients.get(turn.getAndIncrement() % clients.size())));
      Party.Answer made = lindehoven.post("ServiceRequest", order);
      require(made);
      if (focus.isEmpty()) {
        focus = "ServiceRequest/" + made.as(ServiceRequest.class).getIdElement().getIdPart();
      }
      return made.status();
    }

    /** As if so much had changed while nobody answered. */
    void happen(int events) throws InterruptedException {
      if (focus.isEmpty()) {
        change();
        awaitReceived(1);
        received.clear();
      }
      Timestamp now = Timestamp.from(Instant.now());
      jdbc.batchUpdate(
          "insert into notify_event (topic, focus, at, fanned_out) values ('toewijzing', ?, ?, false)",
          IntStream.range(0, events).mapToObj(i -> new Object[] {focus, now}).toList());
      while (number("select count(*) from notify_event where fanned_out = false") > 0) {
        Thread.sleep(20);
      }
    }

    void retry() {
      jdbc.update(
          "update notify_subscription set due = ? where status = 'active' and due is not null",
          Timestamp.from(Instant.now()));
    }

    void awaitReceived(int many) throws InterruptedException {
      while (received.size() < many) {
        Thread.sleep(5);
      }
    }

    private long number(String query) {
      return jdbc.queryForObject(query, Long.class);
    }

    private static void require(Party.Answer answer) {
      if (answer.status() != 201) {
        throw new IllegalStateException(answer.body());
      }
    }
  }
}
