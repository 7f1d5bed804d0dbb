package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.notify.subscription.Topic;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Facts;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Rulebook;
import nl.keukentafel.server.Life.Actor;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Subscription;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Holds what a life left in the store against the rulebook and against what was told of it. */
final class Onlooker {
  private static final Set<Topic> OF_THE_CLIENT =
      Set.of(Topic.STATUS, Topic.VERSLAG, Topic.BESCHIKKING, Topic.ONDERSTEUNINGSPLAN);

  @Autowired DaoRegistry daos;
  @Autowired JdbcTemplate jdbc;
  @Autowired Rulebook rulebook;
  @Autowired Gate gate;
  @Autowired Clock clock;

  /** The client asks to be told of everything. */
  void listen(Party client, Map<Topic, String> subscriptions) {
    for (Topic topic : OF_THE_CLIENT) {
      Party.Answer answer =
          client.post(
              "Subscription",
              HiddenDossier.subscription(
                  Canonical.topic(topic.id()), UUID.randomUUID().toString()));
      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
      subscriptions.put(topic, answer.as(Subscription.class).getIdElement().getIdPart());
    }
  }

  /** Everybody reads what there is, and gets what {@code decide} permits. */
  void requireNobodySeesMore(Life life) {
    List<String> names = List.copyOf(life.things.keySet());
    List<DossierClass> classes = names.stream().map(name -> what(stored(life.path(name)))).toList();
    Bundle reads = new Bundle().setType(BundleType.BATCH);
    names.forEach(
        name -> reads.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(life.path(name)));
    life.actors.forEach(
        (who, actor) -> {
          Map<String, Boolean> permitted = new TreeMap<>();
          for (int i = 0; i < names.size(); i++) {
            permitted.put(names.get(i), mayRead(life, who, classes.get(i)));
          }
          Party.Answer answer = actor.party().post("", reads);
          assertThat(answer.status()).as(answer.body()).isEqualTo(200);
          Bundle got = answer.as(Bundle.class);
          Map<String, Boolean> read = new TreeMap<>();
          for (int i = 0; i < names.size(); i++) {
            read.put(names.get(i), got.getEntry().get(i).hasResource());
          }
          assertThat(read).as("what %s reads", who).isEqualTo(permitted);
        });
  }

  /** The whole dossier, forms and all, as everybody finds it by searching. */
  void requireNobodyFindsMore(Life life) {
    gate.types()
        .forEach(
            (type, row) -> {
              if (row.reach() == Gate.Reach.DOSSIER && !type.equals("Patient")) {
                List<Resource> all = all(type, life);
                life.actors.forEach(
                    (who, actor) -> {
                      Party.Answer answer =
                          all.isEmpty()
                              ? null
                              : actor.party().get(type + "?_count=200&patient=" + life.id());
                      if (answer != null && answer.status() == 200) {
                        assertThat(
                                answer.as(Bundle.class).getEntry().stream()
                                    .map(each -> path(each.getResource()))
                                    .collect(Collectors.toSet()))
                            .as("%s of %s", type, who)
                            .isEqualTo(
                                all.stream()
                                    .filter(each -> mayRead(life, who, what(each)))
                                    .map(Onlooker::path)
                                    .collect(Collectors.toSet()));
                      }
                    });
              }
            });
  }

  /** Every committed change that a topic is about has its event. */
  Map<Topic, Set<String>> requireNoEventIsLost(Life life) {
    Map<Topic, Set<String>> focuses = new TreeMap<>();
    for (String type :
        Set.of("Task", "Composition", "Contract", "ServiceRequest", "CarePlan", "Flag")) {
      for (Resource resource : all(type, life)) {
        Map<String, Long> expected = new TreeMap<>();
        Resource before = null;
        for (Resource version : versions(resource)) {
          for (Topic topic : Topic.values()) {
            if (topic.firesOn(before, version)) {
              expected.merge(topic.id(), 1L, Long::sum);
              focuses.computeIfAbsent(topic, any -> new TreeSet<>()).add(path(resource));
            }
          }
          before = version;
        }
        Map<String, Long> written = new TreeMap<>();
        jdbc.query(
            "select topic, count(*) from notify_event where focus = ? group by topic",
            row -> {
              written.put(row.getString(1), row.getLong(2));
            },
            path(resource));
        assertThat(written).as("events of %s", path(resource)).isEqualTo(expected);
      }
    }
    return focuses;
  }

  /** Every event of the client's topics came to the client's subscription, once. */
  void requireToldOf(Map<Topic, Set<String>> focuses, Map<Topic, String> subscriptions) {
    subscriptions.forEach(
        (topic, subscription) -> {
          List<Long> events = new ArrayList<>();
          focuses
              .getOrDefault(topic, Set.of())
              .forEach(
                  focus ->
                      events.addAll(
                          jdbc.queryForList(
                              "select id from notify_event where topic = ? and focus = ?",
                              Long.class,
                              topic.id(),
                              focus)));
          await()
              .atMost(Duration.ofSeconds(30))
              .untilAsserted(
                  () ->
                      assertThat(
                              jdbc.queryForList(
                                  "select event_id from notify_delivery where subscription_id = ?",
                                  Long.class,
                                  subscription))
                          .as("told of %s", topic)
                          .containsExactlyInAnyOrderElementsOf(events));
        });
  }

  private boolean mayRead(Life life, String who, DossierClass what) {
    Actor actor = life.actors.get(who);
    Asker asker =
        new Asker(
            actor.role(),
            life.relations(who),
            actor.organisation() == null ? null : actor.organisation().controller(),
            Purpose.defaultOf(actor.role()),
            LocalDate.now(clock),
            Set.of(),
            Set.of());
    return rulebook.decide(new Facts(asker, Act.RAADPLEGEN, what)).permitted();
  }

  private static DossierClass what(Resource stored) {
    return stored.getMeta().getTag().stream()
        .filter(tag -> Canonical.codeSystem("dossierklasse").equals(tag.getSystem()))
        .map(tag -> DossierClass.of(tag.getCode()))
        .findFirst()
        .orElseThrow();
  }

  private Resource stored(String path) {
    IdType id = new IdType(path);
    return (Resource)
        daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails());
  }

  private List<Resource> versions(Resource newest) {
    List<Resource> versions = new ArrayList<>();
    for (int n = 1; n <= newest.getIdElement().getVersionIdPartAsLong(); n++) {
      versions.add(stored(path(newest) + "/_history/" + n));
    }
    return versions;
  }

  private List<Resource> all(String type, Life life) {
    SearchParameterMap query =
        new SearchParameterMap("patient", new ReferenceParam(life.client)).setLoadSynchronous(true);
    return daos
        .getResourceDao(type)
        .search(query, new SystemRequestDetails())
        .getAllResources()
        .stream()
        .map(Resource.class::cast)
        .toList();
  }

  private static String path(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }
}
