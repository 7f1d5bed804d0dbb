package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Facts;
import nl.keukentafel.policy.Rulebook;
import nl.keukentafel.server.RandomDossier.Question;
import nl.keukentafel.server.RandomDossier.Stored;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What goes out names what the rulebook permits its receiver at that moment, and nothing else: in
 * random dossiers, for random receivers, event by event. Repeat a run with {@code
 * -Dkeukentafel.seed}.
 */
@ServerTest
@Tag("proof")
class NotificationsSayNoMoreIT {
  @Autowired DaoRegistry daos;
  @Autowired JdbcTemplate jdbc;
  @Autowired PlatformTransactionManager transactions;
  @Autowired Rulebook rulebook;
  @Autowired InformationCategories categories;
  @Autowired Gate gate;
  @Autowired Clock clock;

  /** Somebody who is told of everything in one dossier. */
  private record Receiver(String id, Seat seat, RandomDossier dossier) {}

  @Test
  void aNotificationNamesWhatItsReceiverMayReadAndNothingElse() {
    long seed = Long.getLong("keukentafel.seed", ThreadLocalRandom.current().nextLong());
    int number = Integer.getInteger("keukentafel.dossiers", 60);
    LocalDate today = LocalDate.now(clock);
    List<RandomDossier> dossiers =
        RandomDossiers.of(gate, categories).generate(seed, number, "verteld-");
    Store store = new Store(daos);
    dossiers.forEach(
        dossier ->
            new TransactionTemplate(transactions)
                .executeWithoutResult(
                    status ->
                        dossier
                            .resources(today)
                            .forEach(each -> store.put(each.resource(), each.what()))));
    try (Mailbox mailbox = new Mailbox()) {
      List<Receiver> receivers = new ArrayList<>();
      dossiers.forEach(dossier -> receivers.addAll(receivers(dossier)));
      receivers.forEach(each -> tell(each, mailbox.address(), today));
      Awaitility.await()
          .atMost(Duration.ofMinutes(5))
          .until(
              () ->
                  jdbc.queryForObject(
                          "select count(*) from notify_subscription"
                              + " where id like 'verteld-%' and delivered < events",
                          Integer.class)
                      == 0);
      Map<String, Set<String>> told = told(mailbox);
      int named = 0;
      int withheld = 0;
      for (Receiver each : receivers) {
        Asker asker = each.seat.asker(each.dossier, today);
        List<Stored> all = each.dossier.resources(today);
        Set<String> expected =
            all.stream()
                .filter(
                    one ->
                        rulebook.decide(new Facts(asker, Act.RAADPLEGEN, one.what())).permitted())
                .map(one -> one.type() + "/" + one.id())
                .collect(Collectors.toSet());
        assertThat(told.getOrDefault(each.id, Set.of()))
            .as("%s in %s, seed %d", asker, each.dossier, seed)
            .isEqualTo(expected);
        named += expected.size();
        withheld += all.size() - expected.size();
      }
      System.out.printf(
          "Notifications: %d receivers in %d random dossiers, seed %d; %d events named, %d withheld%n",
          receivers.size(), number, seed, named, withheld);
      assertThat(named).isPositive();
      assertThat(withheld).isPositive();
    }
  }

  private static List<Receiver> receivers(RandomDossier dossier) {
    Set<Seat> seats =
        dossier.questions().stream()
            .map(Question::seat)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<Receiver> receivers = new ArrayList<>();
    seats.forEach(
        seat -> receivers.add(new Receiver(dossier.id() + "-" + receivers.size(), seat, dossier)));
    return receivers;
  }

  /** As if fan-out had let everything through: what is judged here is the sending. */
  private void tell(Receiver receiver, String address, LocalDate today) {
    Caller caller = receiver.seat.caller(receiver.dossier);
    List<Stored> all = receiver.dossier.resources(today);
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              jdbc.update(
                  "insert into notify_subscription (id, topic, party, status, endpoint, payload,"
                      + " content, max_count, patience, issuer, client_id, subject, role,"
                      + " organization, fhir_user, patient, events, delivered, failures, due, token)"
                      + " values (?, 'toewijzing', 'nobody', 'active', ?, 'application/fhir+json',"
                      + " 'id-only', 100, 10, '', '', '', ?, ?, ?, ?, ?, 0, 0, ?, 0)",
                  receiver.id,
                  address,
                  caller.role().code(),
                  caller.organization() == null ? null : caller.organization().toString(),
                  caller.fhirUser(),
                  caller.patient(),
                  all.size(),
                  Timestamp.from(clock.instant()));
              for (int i = 0; i < all.size(); i++) {
                String focus = all.get(i).type() + "/" + all.get(i).id();
                jdbc.update(
                    "insert into notify_event (topic, focus, at, fanned_out)"
                        + " values ('toewijzing', ?, ?, true)",
                    focus,
                    Timestamp.from(clock.instant()));
                jdbc.update(
                    "insert into notify_delivery (subscription_id, event_number, event_id)"
                        + " values (?, ?, (select max(id) from notify_event))",
                    receiver.id,
                    i + 1);
              }
            });
  }

  /** The focuses that each subscription was told. */
  private static Map<String, Set<String>> told(Mailbox mailbox) {
    Map<String, Set<String>> told = new HashMap<>();
    for (Mailbox.Letter letter : mailbox.letters()) {
      String subscription = letter.subscription();
      told.computeIfAbsent(subscription, any -> new LinkedHashSet<>()).addAll(letter.focuses());
    }
    return told;
  }
}
