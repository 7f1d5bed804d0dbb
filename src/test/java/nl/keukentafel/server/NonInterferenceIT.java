package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Facts;
import nl.keukentafel.policy.Role;
import nl.keukentafel.policy.Rulebook;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Non-interference: what a caller may not see makes no difference to any answer, over everything
 * that the gate leaves open.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("proof")
class NonInterferenceIT {
  private static final int AT_ONCE = 100;

  /** Of every so many hidden rows one is put there; all of them in the proof. */
  private static final int STEP = Integer.getInteger("keukentafel.rowstep", 1);

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired Gate gate;
  @Autowired Rulebook rulebook;
  @Autowired InformationCategories categories;
  @Autowired DaoRegistry daos;
  @Autowired PlatformTransactionManager transactions;

  private final List<String> counts = new ArrayList<>();
  private List<Insider> insiders;
  private Store store;

  @BeforeAll
  void thereIsADossier() {
    store = new Store(daos);
    insiders = Insider.all(new Tokens(key, port));
    OwnDossier.organizations(store);
    insiders.forEach(insider -> new OwnDossier(store, categories, insider).fill());
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whatIsHiddenMakesNoDifference(Role role) {
    Insider insider = insider(role);
    List<Surface> requests = new AllowList(gate, insider).requests();
    List<Row> hidden = some(rows(insider).filter(row -> !mayRead(insider, row)).toList());
    Target target = new Target("ni-%s-0".formatted(role.code()), "", "");

    List<Compared> before = answers(requests, insider, target);
    putAll(hidden, "ni-" + role.code());
    List<Compared> after = answers(requests, insider, target);

    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < requests.size(); i++) {
      softly
          .assertThat(after.get(i))
          .as("%s by %s", requests.get(i), role)
          .isEqualTo(before.get(i));
      softly.assertThat(after.get(i).said()).as("%s", requests.get(i)).isLessThan(500);
    }
    long found = before.stream().filter(answer -> answer.status() == 200).count();
    counts.add("%-36s %6d %8d %8d".formatted(role.code(), hidden.size(), requests.size(), found));
    softly.assertAll();
  }

  @Test
  void whatIsVisibleDoesMakeADifference() {
    Insider client = insider(Role.CLIENT);
    Row visible =
        rows(client)
            .filter(
                row -> row.type().equals("Observation") && row.patient().equals(client.client()))
            .filter(row -> mayRead(client, row))
            .findFirst()
            .orElseThrow();
    List<Surface> requests = new AllowList(gate, client).requests();
    Target target = new Target("ni-zichtbaar", "", "");
    List<Compared> before = answers(requests, client, target);
    put(visible, target.id());
    List<Compared> after = answers(requests, client, target);

    List<String> changed =
        IntStream.range(0, requests.size())
            .filter(i -> !after.get(i).equals(before.get(i)))
            .mapToObj(i -> requests.get(i).name())
            .toList();
    assertThat(changed)
        .contains(
            "GET Observation/{id}",
            "GET Observation?patient={own}",
            "GET Observation?patient={own}&_summary=count",
            "GET Observation?patient={own}&_count=2&_offset=1")
        .allMatch(name -> name.contains("Observation") || name.contains("$populate"));
  }

  @Test
  void everyRoleAsks() {
    assertThat(insiders.stream().map(Insider::role).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Role.class));
  }

  @AfterAll
  void print() {
    System.out.println(
        "\nNon-interference: rows are hidden, answers stay the same\n%-36s %6s %8s %8s%n"
                .formatted("role", "hidden", "requests", "of 200")
            + String.join("\n", counts));
  }

  private Insider insider(Role role) {
    return insiders.stream().filter(each -> each.role() == role).findFirst().orElseThrow();
  }

  private boolean mayRead(Insider insider, Row row) {
    Asker asker = row.patient().equals(insider.client()) ? insider.here() : insider.elsewhere();
    return rulebook.decide(new Facts(asker, Act.RAADPLEGEN, row.what())).permitted();
  }

  /** Also the first of every type. */
  private static List<Row> some(List<Row> rows) {
    Set<String> types = new HashSet<>();
    return IntStream.range(0, rows.size())
        .filter(i -> types.add(rows.get(i).type()) || i % STEP == 0)
        .mapToObj(rows::get)
        .toList();
  }

  /** The first of every type is the one that is asked for by its id. */
  private void putAll(List<Row> hidden, String name) {
    Map<String, Integer> numbers = new HashMap<>();
    TransactionTemplate together = new TransactionTemplate(transactions);
    for (int from = 0; from < hidden.size(); from += AT_ONCE) {
      List<Row> some = hidden.subList(from, Math.min(from + AT_ONCE, hidden.size()));
      together.executeWithoutResult(
          status ->
              some.forEach(
                  row -> put(row, name + "-" + (numbers.merge(row.type(), 1, Integer::sum) - 1))));
    }
  }

  private void put(Row row, String id) {
    store.put(row.resource(id), row.what());
  }

  private Stream<Row> rows(Insider insider) {
    return Row.all(new HiddenDossier(gate, categories, daos).types(), insider, categories).stream();
  }

  private static List<Compared> answers(List<Surface> requests, Insider insider, Target target) {
    return requests.parallelStream()
        .map(request -> request.ask(insider.party(), target, insider.client()))
        .toList();
  }
}
