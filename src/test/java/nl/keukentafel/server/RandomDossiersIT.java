package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Facts;
import nl.keukentafel.policy.Rulebook;
import nl.keukentafel.server.RandomDossier.Question;
import nl.keukentafel.server.RandomDossier.Stored;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The whole of access against its meaning: in random dossiers a search finds what the rulebook
 * permits, resource by resource, and its totals and pages tell nothing else. Repeat a run with
 * {@code -Dkeukentafel.seed}; the profile {@code proof} thinks up ten times as many.
 */
@ServerTest
@Tag("proof")
class RandomDossiersIT {
  private static final int AT_ONCE = 100;

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired DaoRegistry daos;
  @Autowired PlatformTransactionManager transactions;
  @Autowired Rulebook rulebook;
  @Autowired InformationCategories informationCategories;
  @Autowired Gate gate;
  @Autowired Clock clock;

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder pages = new LongAdder();
  private final LongAdder visible = new LongAdder();
  private final LongAdder hidden = new LongAdder();

  @Test
  void aSearchFindsWhatTheRulebookPermitsAndNothingElse() throws Exception {
    long seed = Long.getLong("keukentafel.seed", ThreadLocalRandom.current().nextLong());
    int number = Integer.getInteger("keukentafel.dossiers", 200);
    LocalDate today = LocalDate.now(clock);
    List<RandomDossier> dossiers =
        RandomDossiers.of(gate, informationCategories).generate(seed, number);
    long resources = store(dossiers, today);

    ExecutorService askers = Executors.newFixedThreadPool(4);
    List<Future<?>> asked = new ArrayList<>();
    for (RandomDossier dossier : dossiers) {
      asked.add(askers.submit(() -> dossier.questions().forEach(q -> ask(dossier, q, today))));
    }
    for (Future<?> each : asked) {
      each.get();
    }
    askers.shutdown();

    System.out.printf(
        "Random dossiers: %d with %d resources, seed %d; %d searches, %d pages, %d rows seen, %d"
            + " hidden%n",
        number,
        resources,
        seed,
        dossiers.stream().mapToLong(each -> each.questions().size()).sum(),
        pages.sum(),
        visible.sum(),
        hidden.sum());
    assertThat(wrong.stream().limit(20)).as(wrong.size() + " wrong; seed " + seed).isEmpty();
    assertThat(visible.sum()).isPositive();
    assertThat(hidden.sum()).isPositive();
  }

  private long store(List<RandomDossier> dossiers, LocalDate today) {
    Store store = new Store(daos);
    TransactionTemplate transaction = new TransactionTemplate(transactions);
    long resources = 0;
    for (int from = 0; from < dossiers.size(); from += AT_ONCE) {
      List<Stored> some =
          dossiers.subList(from, Math.min(from + AT_ONCE, dossiers.size())).stream()
              .flatMap(dossier -> dossier.resources(today).stream())
              .toList();
      transaction.executeWithoutResult(
          status -> some.forEach(each -> store.put(each.resource(), each.what())));
      resources += some.size();
    }
    return resources;
  }

  private void ask(RandomDossier dossier, Question question, LocalDate today) {
    Asker asker = question.seat().asker(dossier, today);
    List<Stored> all =
        dossier.resources(today).stream().filter(e -> e.type().equals(question.type())).toList();
    Set<String> expected =
        all.stream()
            .filter(e -> rulebook.decide(new Facts(asker, Act.RAADPLEGEN, e.what())).permitted())
            .map(Stored::id)
            .collect(Collectors.toSet());
    visible.add(expected.size());
    hidden.add(all.size() - expected.size());
    int status = question.seat().refusal(dossier);
    String search =
        question.type()
            + (question.type().equals("Patient") ? "?_id=" : "?patient=")
            + dossier.id();
    Party party = question.seat().party(new Tokens(key, port), dossier);
    try {
      check(party, search, question.page(), status, expected);
    } catch (AssertionError difference) {
      wrong.add(
          "%s by %s, in %s: %s".formatted(search, asker, dossier, difference.getMessage().strip()));
    }
  }

  private void check(Party party, String search, int size, int status, Set<String> expected) {
    Party.Answer count = party.get(search + "&_summary=count");
    assertThat(count.status()).as("status").isEqualTo(status);
    if (status != 200) {
      assertThat(expected).as("permitted, yet refused as a whole").isEmpty();
      return;
    }
    assertThat(count.as(Bundle.class).getTotal()).as("_summary=count").isEqualTo(expected.size());
    List<String> found = new ArrayList<>();
    for (String page = search + "&_count=" + size; page != null; ) {
      Bundle bundle = party.get(page).as(Bundle.class);
      pages.increment();
      assertThat(bundle.getTotal()).as("total of " + page).isEqualTo(expected.size());
      assertThat(bundle.getEntry().size()).as("size of " + page).isLessThanOrEqualTo(size);
      bundle.getEntry().forEach(e -> found.add(e.getResource().getIdElement().getIdPart()));
      Bundle.BundleLinkComponent next = bundle.getLink("next");
      page = next == null ? null : next.getUrl().replaceFirst(".*/fhir/", "");
    }
    assertThat(found).as("found").containsExactlyInAnyOrderElementsOf(expected);
  }
}
