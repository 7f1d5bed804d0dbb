package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import nl.keukentafel.fhir.Canonical;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed again and again while it writes and delivers, and no event is lost. Repeat a
 * run with {@code -Dkeukentafel.seed}.
 */
@Tag("crash")
class NotificationsCrashIT {
  private static final int KILLS = Integer.getInteger("keukentafel.kills", 30);
  private static final int ORDERS_PER_CLIENT = 10;
  private static final String SD =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

  @TempDir Path data;
  private final long seed =
      Long.getLong("keukentafel.seed", ThreadLocalRandom.current().nextLong());
  private final Random random = new Random(seed);
  private final HostileReceiver receiver = new HostileReceiver(seed);
  private final List<String> subscriptions = new ArrayList<>();

  /** What the server said it stored; what it was killed over may be stored too. */
  private final Queue<String> stored = new ConcurrentLinkedQueue<>();

  private final Set<String> clients = new LinkedHashSet<>();
  private final AtomicReference<String> client = new AtomicReference<>();
  private int ordersOfClient = ORDERS_PER_CLIENT;
  private final Map<Integer, Party> tokens = new ConcurrentHashMap<>();
  private volatile List<ServerProcess> up = List.of();

  @Test
  void onH2WithOneServer() {
    ServerProcess server = new ServerProcess(data);
    try {
      start(server);
      subscribe();
      ScheduledExecutorService writers = write();
      receiver.friendly = false;
      for (int kill = 0; kill < KILLS; kill++) {
        awaitSomething();
        up = List.of();
        server.kill();
        receiver.noteKill();
        start(server);
      }
      finish(writers);
      check("H2, one server");
    } finally {
      server.kill();
      receiver.close();
    }
  }

  @Test
  void onPostgresWithTwoServersOfWhichOneIsKilled() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      String url = "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres");
      String user = "--spring.datasource.username=postgres";
      List<ServerProcess> both =
          List.of(
              new ServerProcess(data, url, user, "--spring.datasource.hikari.maximum-pool-size=20"),
              new ServerProcess(
                  data, url, user, "--spring.datasource.hikari.maximum-pool-size=20"));
      try {
        start(both.get(0));
        both.get(1).start();
        both.get(1).awaitUp();
        up = both;
        subscribe();
        ScheduledExecutorService writers = write();
        receiver.friendly = false;
        for (int kill = 0; kill < KILLS; kill++) {
          up = both;
          awaitSomething();
          ServerProcess killed = both.get(random.nextInt(2));
          up = both.stream().filter(each -> each != killed).toList();
          killed.kill();
          receiver.noteKill();
          awaitSomething();
          up = List.of(); // nobody writes, or the writing of this minute is what the run measures
          killed.start();
          killed.awaitUp();
        }
        up = both;
        finish(writers);
        long longest = receiver.longestWait("good");
        check(
            "PostgreSQL, two servers, no event for a good receiver later than " + longest + " ms");
        assertThat(longest).isLessThanOrEqualTo(10_000);
      } finally {
        both.forEach(ServerProcess::kill);
        receiver.close();
      }
    }
  }

  private void start(ServerProcess server) {
    server.start();
    server.awaitUp();
    up = List.of(server);
  }

  private void subscribe() {
    Party deLinde = deLinde();
    for (String kind : HostileReceiver.KINDS) {
      Subscription asked = HiddenDossier.subscription(Canonical.topic("toewijzing"), "x");
      asked.getChannel().setEndpoint(receiver.address(kind));
      asked
          .getChannel()
          .addExtension(
              SD + "backport-timeout", new UnsignedIntType(kind.equals("stalling") ? 2 : 10));
      asked
          .getChannel()
          .addExtension(SD + "backport-max-count", new PositiveIntType(random.nextInt(20) + 1));
      Party.Answer answer = deLinde.post("Subscription", asked);
      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
      subscriptions.add("Subscription/" + answer.as(Subscription.class).getIdElement().getIdPart());
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                subscriptions.stream()
                    .allMatch(
                        each ->
                            deLinde.get(each).as(Subscription.class).getStatus()
                                == Subscription.SubscriptionStatus.ACTIVE));
  }

  private Party deLinde() {
    return Party.of(up.get(0).port, "aanbieder-de-linde", "zorgcoordinator");
  }

  private ScheduledExecutorService write() {
    ScheduledExecutorService writers = Executors.newScheduledThreadPool(1);
    writers.scheduleWithFixedDelay(this::writeOne, 0, 40, TimeUnit.MILLISECONDS);
    return writers;
  }

  /** Whatever a kill does to it, the next goes on. */
  private void writeOne() {
    List<ServerProcess> servers = up;
    if (servers.isEmpty()) {
      return;
    }
    try {
      Party lindehoven =
          tokens.computeIfAbsent(
              servers.get(stored.size() % servers.size()).port,
              port -> Party.of(port, "gemeente-lindehoven", "wmo-consulent"));
      if (ordersOfClient >= ORDERS_PER_CLIENT) {
        client.set(NewClient.of(lindehoven, "gemeente-lindehoven"));
        clients.add(client.get());
        ordersOfClient = 0;
      }
      ServiceRequest order = MevrouwT.toewijzing();
      order.setSubject(new Reference(client.get()));
      ordersOfClient++;
      Party.Answer answer = lindehoven.post("ServiceRequest", order);
      if (answer.status() == 201) {
        stored.add("ServiceRequest/" + answer.as(ServiceRequest.class).getIdElement().getIdPart());
      } else {
        tokens.clear(); // after a quarter of an hour they are over
      }
    } catch (RuntimeException | AssertionError killed) {
      tokens.clear(); // and it may be stored or not: the dossier says at the end
    }
  }

  /** A random amount of writing or of delivering. */
  private void awaitSomething() {
    boolean writing = random.nextBoolean();
    long goal =
        (writing ? stored.size() : receiver.received.get())
            + random.nextInt(writing ? 25 : 150)
            + 1;
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> (writing ? stored.size() : receiver.received.get()) >= goal);
  }

  private void finish(ScheduledExecutorService writers) throws AssertionError {
    writers.shutdown();
    try {
      writers.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    receiver.friendly = true;
    Party deLinde = deLinde();
    Awaitility.await()
        .atMost(Duration.ofMinutes(8))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              int all = inDossiers().size();
              return HostileReceiver.KINDS.stream().allMatch(kind -> receiver.last(kind) >= all)
                  && subscriptions.stream().allMatch(each -> counted(deLinde, each) == all);
            });
  }

  private static long counted(Party party, String subscription) {
    String body = party.get(subscription + "/$status").body();
    return Long.parseLong(new Mailbox.Letter(null, body).value("events-since-subscription-start"));
  }

  /** What is stored, whether or not the writer heard of it. */
  private Set<String> inDossiers() {
    Party lindehoven = Party.of(up.get(0).port, "gemeente-lindehoven", "wmo-consulent");
    Set<String> all = new LinkedHashSet<>();
    for (String each : clients) {
      lindehoven
          .get("ServiceRequest?_count=50&patient=" + each)
          .as(Bundle.class)
          .getEntry()
          .forEach(entry -> all.add(reference(entry.getResource())));
    }
    return all;
  }

  private static String reference(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  private void check(String what) {
    Set<String> committed = inDossiers();
    long duplicates = 0;
    List<String> wrong = new ArrayList<>();
    for (String kind : HostileReceiver.KINDS) {
      HostileReceiver.Seen seen = receiver.seen(kind);
      duplicates += seen.duplicates;
      seen.wrong.forEach(each -> wrong.add(kind + ": " + each));
      assertThat(receiver.focuses(kind)).as(kind).isEqualTo(committed);
      assertThat(seen.focus.keySet()).as(kind + " without gaps").hasSize(committed.size());
    }
    System.out.printf(
        "Crash: %s; %d kills, seed %d; %d events stored (%d acknowledged to the writer), %d"
            + " deliveries to %d receivers, %d lost, %d wrong, %d duplicates, all after a kill%n",
        what,
        KILLS,
        seed,
        committed.size(),
        stored.size(),
        committed.size() * HostileReceiver.KINDS.size() + duplicates,
        HostileReceiver.KINDS.size(),
        0,
        wrong.size(),
        duplicates);
    assertThat(committed).containsAll(stored);
    assertThat(wrong).isEmpty();
  }
}
