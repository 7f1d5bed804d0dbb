package nl.keukentafel.notify.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import nl.keukentafel.audit.AccessEntry;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.identity.Scopes;
import nl.keukentafel.notify.subscription.Accepted;
import nl.keukentafel.notify.subscription.Channel;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.notify.subscription.Subscribers;
import nl.keukentafel.notify.subscription.Topic;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The post room of one server, with a store in which everybody may see everything. */
final class Node {
  private static final Topic TOPIC = Topic.TOEWIJZING;
  private static final Caller CALLER =
      new Caller(
          "",
          "test",
          "test",
          Role.ZORGCOORDINATOR,
          OrganizationIdentifier.parse("http://fhir.nl/fhir/NamingSystem/agb-z|99000001"),
          null,
          null,
          null,
          Scopes.of());

  /** What a receiver got, in the order in which it came; only what it said yes to. */
  final Map<String, List<Long>> received = Collections.synchronizedMap(new LinkedHashMap<>());

  final List<AccessEntry> logged = Collections.synchronizedList(new ArrayList<>());
  final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
  final Semaphore written = new Semaphore(0);
  final JdbcTemplate jdbc;
  final TransactionTemplate transaction;
  final Subscribers subscribers;
  final FanOut fanOut;
  final Claims claims;
  final Deliverer deliverer;
  final PostRoom postRoom;
  private final Clock clock;

  Node(JdbcTemplate jdbc, Clock clock, Deliverer.Post post) {
    this.jdbc = jdbc;
    this.clock = clock;
    transaction =
        new TransactionTemplate(
            new DataSourceTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
    subscribers = new Subscribers(jdbc);
    Audience everybody =
        new Audience() {
          @Override
          public List<String> of(Topic topic, String focus) {
            return subscribers.of(topic, Set.of("agb-99000001")).stream()
                .map(Subscriber::id)
                .toList();
          }

          @Override
          public Seen judge(Caller caller, String focus) {
            return Seen.NOTHING;
          }
        };
    fanOut = new FanOut(jdbc, transaction, everybody, clock);
    claims = new Claims(jdbc, transaction, subscribers, clock);
    deliverer =
        new Deliverer(
            claims,
            new Letters(jdbc, everybody, logged::addAll, () -> "http://base", clock),
            transaction,
            (channel, bundle) -> {
              Optional<String> wrong = post.deliver(channel, bundle);
              if (wrong.isEmpty()) {
                keep(channel, bundle);
              }
              return wrong;
            },
            (id, status, error) -> {},
            Duration.ofDays(7),
            clock);
    postRoom = new PostRoom(fanOut, deliverer, claims, written);
  }

  private void keep(Channel channel, Bundle bundle) {
    List<Long> numbers = numbers(bundle);
    if (!numbers.isEmpty()) {
      batches.add(numbers.size());
      received
          .computeIfAbsent(
              channel.endpoint(), any -> Collections.synchronizedList(new ArrayList<>()))
          .addAll(numbers);
    }
  }

  static String type(Bundle bundle) {
    return ((Parameters) bundle.getEntryFirstRep().getResource())
        .getParameter().stream()
            .filter(each -> each.getName().equals("type"))
            .map(each -> each.getValue().primitiveValue())
            .findFirst()
            .orElseThrow();
  }

  static List<Long> numbers(Bundle bundle) {
    return ((Parameters) bundle.getEntryFirstRep().getResource())
        .getParameter().stream()
            .filter(each -> each.getName().equals("notification-event"))
            .map(each -> Long.valueOf(each.getPartFirstRep().getValue().primitiveValue()))
            .toList();
  }

  void subscribe(String id, int maxCount) {
    subscribe(id, maxCount, null);
  }

  void subscribe(String id, int maxCount, Duration heartbeat) {
    Channel channel =
        new Channel(
            id,
            "application/fhir+json",
            "id-only",
            null,
            maxCount,
            Duration.ofSeconds(10),
            heartbeat);
    subscribers.enrol(
        id, new Accepted(TOPIC, channel, List.of(), null), channel, CALLER, clock.instant());
  }

  void reactivate(String id) {
    Channel channel = subscribers.find(id).orElseThrow().channel();
    subscribers.change(
        id,
        new Accepted(TOPIC, channel, List.of(), null),
        channel,
        CALLER,
        SubscriptionStatus.REQUESTED,
        clock.instant());
  }

  void happen(int times) {
    IntStream.range(0, times)
        .forEach(
            any ->
                jdbc.update(
                    "insert into notify_event (topic, focus, at, fanned_out)"
                        + " values (?, 'ServiceRequest/x', ?, false)",
                    TOPIC.id(),
                    Timestamp.from(clock.instant())));
    written.release();
  }

  Subscriber row(String id) {
    return subscribers.find(id).orElseThrow();
  }

  Instant due(String id) {
    return jdbc.queryForObject(
            "select due from notify_subscription where id = ?", Timestamp.class, id)
        .toInstant();
  }
}
