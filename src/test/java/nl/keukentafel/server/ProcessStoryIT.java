package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.fge.jsonpatch.JsonPatch;
import com.github.fge.jsonpatch.JsonPatchException;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import nl.keukentafel.casework.process.calendar.Calendar;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Role;
import nl.keukentafel.schedule.DailyJob;
import nl.keukentafel.server.ProcessStory.Actor;
import nl.keukentafel.server.ProcessStory.Step;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Plays every story of {@code fixtures/} that is written as steps, from melding to closing: after
 * each, where the aanvraag stands, who can read what and nobody else, and who is told.
 */
@ServerTest
class ProcessStoryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> AGB =
      Map.of("aanbieder-de-linde", "99000001", "aanbieder-noord", "99000002");

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired Calendar calendar;
  @Autowired Map<String, DailyJob> jobs;

  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, Party> parties = new LinkedHashMap<>();
  private final Map<String, String> subscriptions = new TreeMap<>();
  private final Map<String, Integer> heard = new TreeMap<>();
  private ProcessStory story;
  private Path folder;

  static Stream<Path> stories() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("fixtures"))) {
      return folders
          .filter(each -> Files.exists(each.resolve("process.yaml")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("stories")
  void everyStepOfTheStoryHolds(Path told) {
    folder = told;
    story = ProcessStory.of(told);
    Party gemeente = Party.of(port, story.gemeente(), "wmo-consulent");
    names.put("client", NewClient.of(gemeente, story.gemeente()));
    names.put("client-id", names.get("client").substring("Patient/".length()));
    story.listens().forEach((who, topics) -> topics.forEach(topic -> listen(who, topic)));
    for (Step step : story.steps()) {
      try {
        take(step);
      } catch (AssertionError | RuntimeException wrong) {
        throw new AssertionError(step.says() + "\n" + wrong.getMessage(), wrong);
      }
    }
    subscriptions.forEach(
        (listener, subscription) ->
            assertThat(
                    Party.answer(party(listener.split(" ")[0]).request(subscription).DELETE())
                        .status())
                .isEqualTo(200));
  }

  private void take(Step step) {
    if (step.day() != null) {
      calendar.of(named("client-id"), LocalDate.parse(step.day()));
      jobs.get("afloop").run(LocalDate.parse(step.day()));
    } else {
      Party.Answer answer = act(step, party(String.valueOf(step.by())));
      if (step.refused() != null) {
        ProperRefusal.of(answer, step.refused());
      } else {
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        if (step.makes() != null) {
          names.put(step.makes(), reference(answer.as(resource(answer))));
        }
      }
    }
    if (step.finds() != null) {
      String seeker = step.seeker() == null ? "client" : step.seeker();
      step.finds().forEach((name, search) -> find(seeker, name, search));
    }
    if (step.step() != null) {
      assertThat(aanvraag().getBusinessStatus().getCodingFirstRep().getCode())
          .isEqualTo(step.step());
    }
    if (step.reads() != null) {
      step.reads().forEach(this::readBy);
    }
    if (step.told() != null) {
      step.told()
          .forEach(
              (topic, all) -> all.forEach(who -> heard.merge(who + " " + topic, 1, Integer::sum)));
    }
    requireHeard();
  }

  private Party.Answer act(Step step, Party by) {
    if (step.approves() != null) {
      return by.post(named(step.approves()) + "/$akkoord", new Parameters());
    }
    if (step.changes() != null) {
      Party.Answer read = by.get(named(step.changes()));
      assertThat(read.status()).as(read.body()).isEqualTo(200);
      return by.put(changed(tree(read.body()), step));
    }
    ObjectNode example =
        (ObjectNode)
            file(
                step.sends() == null
                    ? Path.of("fixtures/examples", step.like() + ".json")
                    : folder.resolve(step.sends()));
    example.remove("id");
    if (step.sends() != null) {
      ((ObjectNode) example.path("identifier")).put("value", UUID.randomUUID().toString());
      ((ObjectNode) example.path("subject")).put("reference", named("client"));
    }
    Resource made = changed(example, step);
    return by.post(made.fhirType(), made);
  }

  private Resource changed(JsonNode before, Step step) {
    try {
      JsonNode after =
          step.change() == null
              ? before
              : JsonPatch.fromJson(tree(resolved(step.change().toString()))).apply(before);
      return (Resource) Party.FHIR.newJsonParser().parseResource(after.toString());
    } catch (IOException | JsonPatchException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode file(Path path) {
    try {
      return tree(Files.readString(path).replace("Patient/voorbeeld-client", named("client")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String resolved(String text) {
    String resolved = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      resolved = resolved.replace("{" + name.getKey() + "}", name.getValue());
    }
    return resolved;
  }

  private String named(String name) {
    assertThat(names).containsKey(name);
    return names.get(name);
  }

  private void find(String seeker, String name, String search) {
    List<Resource> found =
        Forms.found(party(seeker), Resource.class, resolved(search) + "&_sort=-_lastUpdated");
    assertThat(found).as(search).isNotEmpty();
    String reference = reference(found.get(0));
    assertThat(names.values()).as("%s is new", name).doesNotContain(reference);
    names.put(name, reference);
  }

  private Task aanvraag() {
    return party("client").get(named("aanvraag")).as(Task.class);
  }

  private void readBy(String name, List<String> readers) {
    assertThat(story.cast().keySet()).as("the cast").containsAll(without(readers, "client"));
    Map<String, Integer> expected = new TreeMap<>();
    Map<String, Integer> got = new TreeMap<>();
    Stream.concat(Stream.of("client"), story.cast().keySet().stream())
        .filter(who -> parties.containsKey(who) || isThere(who))
        .forEach(
            who -> {
              expected.put(who, readers.contains(who) ? 200 : 404);
              got.put(who, party(who).get(named(name)).status());
            });
    assertThat(got).as("who reads %s", name).isEqualTo(expected);
  }

  private static List<String> without(List<String> all, String one) {
    return all.stream().filter(each -> !each.equals(one)).toList();
  }

  /** Somebody whose employment is part of the story comes in later. */
  private boolean isThere(String who) {
    String user = who.equals("client") ? null : story.cast().get(who).user();
    return user == null || !resolved(user).contains("{");
  }

  private Party party(String who) {
    return parties.computeIfAbsent(
        who, name -> name.equals("client") ? client() : of(story.cast().get(name)));
  }

  private Party client() {
    return new Tokens(key, port).client(named("client-id"));
  }

  private Party of(Actor actor) {
    return actor.user() == null
        ? Party.of(port, actor.system(), actor.role())
        : new Tokens(key, port)
            .employee(
                Role.of(actor.role()),
                NamingSystems.AGB + "|" + AGB.get(actor.system()),
                resolved(actor.user()));
  }

  private void listen(String who, String topic) {
    Subscription asked =
        HiddenDossier.subscription(Canonical.topic(topic), UUID.randomUUID().toString());
    if (topic.equals("afloop")) { // of which the daily job tells about everybody
      asked
          .getCriteriaElement()
          .addExtension(
              "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria",
              new StringType("ServiceRequest?patient=" + named("client")));
    }
    Party.Answer answer = party(who).post("Subscription", asked);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    subscriptions.put(who + " " + topic, reference(answer.as(Subscription.class)));
    heard.put(who + " " + topic, 0);
  }

  /** An organisation may hear of other clients meanwhile, of this one it hears what is said. */
  private void requireHeard() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(heardNow()).isEqualTo(heard));
  }

  private Map<String, Integer> heardNow() {
    Map<String, Integer> now = new TreeMap<>();
    subscriptions.forEach(
        (listener, subscription) ->
            now.put(
                listener,
                Integer.parseInt(
                    party(listener.split(" ")[0])
                        .get(subscription + "/$status")
                        .body()
                        .replaceAll("\\s", "")
                        .replaceFirst(
                            "(?s).*events-since-subscription-start\",\"valueString\":\"(\\d+)\".*",
                            "$1"))));
    return now;
  }

  @SuppressWarnings("unchecked") // of the type that it names
  private static Class<? extends Resource> resource(Party.Answer answer) {
    return (Class<? extends Resource>)
        Party.FHIR
            .getResourceDefinition(tree(answer.body()).path("resourceType").asText())
            .getImplementingClass();
  }

  private static String reference(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }
}
