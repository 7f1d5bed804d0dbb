package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * A client, the parties around them, and where the aanvraag must stand by {@code process/wmo.yaml}:
 * the model against which the server is held after whatever anybody does.
 */
final class Life {
  private static final JsonNode PROCESS = data("wmo");

  /** Somebody who has to do with the client, or has not. */
  record Actor(Role role, @Nullable Organisation organisation, Party party) {}

  final String client;
  final Place place;
  final Map<String, Actor> actors;
  final Map<String, Resource> things = new LinkedHashMap<>();
  final List<String> done = new ArrayList<>();
  private String step;
  private int entered = 1;
  private boolean term = true;

  /**
   * @param actors by name; {@code client} sees everything
   */
  Life(String client, Place place, Map<String, Actor> actors, Task begun) {
    this.client = client;
    this.place = place;
    this.actors = actors;
    this.step = code(begun);
    things.put("aanvraag", begun);
  }

  private static JsonNode data(String name) {
    try {
      return new YAMLMapper()
          .readTree(Path.of("src/main/resources/process/" + name + ".yaml").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> steps() {
    List<String> steps = new ArrayList<>();
    PROCESS.path("steps").fieldNames().forEachRemaining(steps::add);
    return steps;
  }

  /** Whether one state may follow on another, by {@code process/<name>.yaml}. */
  static boolean follows(String name, String from, String to) {
    return names(data(name).path("next").path(from)).contains(to);
  }

  String step() {
    return step;
  }

  /** How many steps it took so far. */
  int entered() {
    return entered;
  }

  boolean isClosed() {
    return PROCESS.path("steps").path(step).path("closed").asBoolean();
  }

  /** What ties somebody to the client, by what happened and not by what is stored. */
  Set<Relation> relations(String name) {
    Actor actor = actors.get(name);
    EnumSet<Relation> relations = EnumSet.noneOf(Relation.class);
    if (actor.role == Role.CLIENT) {
      relations.add(Relation.ZELF);
    }
    if (actor.organisation == place.gemeente()) {
      relations.add(Relation.VERANTWOORDELIJKE_GEMEENTE);
    }
    if (actor.organisation == place.aanbieder()) {
      if (things.containsKey("toewijzing")) {
        relations.add(Relation.GEBONDEN_AANBIEDER);
      }
      if (place.isMandated() && !isClosed()) {
        relations.add(Relation.GEMANDATEERDE_AANBIEDER);
      }
    }
    return relations;
  }

  /** The ways that lead on from here and that this one may take or make happen. */
  Stream<JsonNode> ways(String name) {
    Set<String> parties = parties(name);
    return StreamSupport.stream(PROCESS.path("transitions").spliterator(), false)
        .filter(way -> names(way.path("from")).contains(step))
        .filter(way -> names(way.path("by")).stream().anyMatch(parties::contains));
  }

  /** The names that the process has for this one now. */
  private Set<String> parties(String name) {
    Set<String> relations =
        relations(name).stream().map(Relation::code).collect(Collectors.toSet());
    return PROCESS.path("parties").properties().stream()
        .filter(each -> relations.contains(each.getValue().path("relation").asText()))
        .filter(
            each -> names(each.getValue().path("roles")).contains(actors.get(name).role().code()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** The way that this one may take itself. */
  Optional<JsonNode> way(String to, String name) {
    return ways(name)
        .filter(way -> !way.has("on") && way.path("to").asText().equals(to))
        .findFirst();
  }

  /** The way that follows when this one makes it happen. */
  Optional<JsonNode> following(String happening, String name) {
    return ways(name).filter(way -> way.path("on").asText().equals(happening)).findFirst();
  }

  /** The way that follows when it happens, whoever makes it. */
  Optional<JsonNode> following(String happening) {
    return StreamSupport.stream(PROCESS.path("transitions").spliterator(), false)
        .filter(way -> names(way.path("from")).contains(step))
        .filter(way -> way.path("on").asText().equals(happening) && !happening.isEmpty())
        .findFirst();
  }

  void take(JsonNode way) {
    step = way.path("to").asText();
    entered++;
    if (way.path("ends").asBoolean()) {
      term = false;
    }
    if (way.has("sets")) {
      term = true;
    }
  }

  private static List<String> names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  <R extends Resource> R read(String thing, Class<R> type) {
    Party.Answer answer = actors.get("client").party.get(path(thing));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(type);
  }

  String path(String thing) {
    Resource resource = things.get(thing);
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  String id() {
    return client.substring("Patient/".length());
  }

  /** Held after every action: the step is the one of the model, and it and its term are whole. */
  void requireAsTheProcessSays() {
    Task now = read("aanvraag", Task.class);
    assertThat(steps()).contains(code(now));
    assertThat(code(now)).isEqualTo(step);
    assertThat(now.getOutput()).as("no step is lost").hasSize(entered);
    assertThat(code(now))
        .isEqualTo(now.getOutput().get(entered - 1).getType().getCodingFirstRep().getCode());
    assertThat(now.getRestriction().hasPeriod()).as("a term").isEqualTo(term);
    assertThat(now.getBusinessStatus().getText()).isNotBlank();
    assertThat(isClosed()).isEqualTo(now.getStatus() == Task.TaskStatus.COMPLETED);
  }

  static String code(Task task) {
    return task.getBusinessStatus().getCodingFirstRep().getCode();
  }

  @Override
  public String toString() {
    return place + ": " + String.join(" → ", done);
  }
}
