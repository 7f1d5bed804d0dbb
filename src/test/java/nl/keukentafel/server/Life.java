package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/**
 * A client, the parties around them, and where the aanvraag must stand by {@code process/wmo.yaml}:
 * the model against which the server is held after whatever anybody does.
 */
final class Life {
  private static final JsonNode PROCESS = process();

  final String client;
  final Map<String, Party> parties;
  final Map<String, Resource> things = new HashMap<>();
  final List<String> done = new ArrayList<>();
  private final Party reader;
  private final List<Party> strangers;
  private String step;
  private int entered = 1;
  private boolean term = true;

  /**
   * @param parties by the names that the process has for them
   * @param reader who sees everything
   * @param strangers who see nothing
   */
  Life(String client, Map<String, Party> parties, Party reader, List<Party> strangers, Task begun) {
    this.client = client;
    this.parties = parties;
    this.reader = reader;
    this.strangers = strangers;
    this.step = code(begun);
    things.put("aanvraag", begun);
  }

  private static JsonNode process() {
    try {
      return new YAMLMapper().readTree(Path.of("src/main/resources/process/wmo.yaml").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> steps() {
    List<String> steps = new ArrayList<>();
    PROCESS.path("steps").fieldNames().forEachRemaining(steps::add);
    return steps;
  }

  String step() {
    return step;
  }

  boolean isClosed() {
    return PROCESS.path("steps").path(step).path("closed").asBoolean();
  }

  /** The way that this party may take itself. */
  Optional<JsonNode> way(String to, String party) {
    return ways()
        .filter(way -> !way.has("on") && way.path("to").asText().equals(to))
        .filter(way -> names(way.path("by")).contains(party))
        .findFirst();
  }

  /** What must follow when this happens, by this party. */
  void happens(String happening, String party) {
    ways()
        .filter(way -> way.path("on").asText().equals(happening))
        .filter(way -> names(way.path("by")).contains(party))
        .findFirst()
        .ifPresent(this::take);
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

  private Stream<JsonNode> ways() {
    return StreamSupport.stream(PROCESS.path("transitions").spliterator(), false)
        .filter(way -> names(way.path("from")).contains(step));
  }

  private static List<String> names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  Task aanvraag() {
    return read("aanvraag", Task.class);
  }

  <R extends Resource> R read(String thing, Class<R> type) {
    Party.Answer answer = reader.get(path(thing));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(type);
  }

  String path(String thing) {
    Resource resource = things.get(thing);
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  /** Held after every action: the step, how it came there, its term, and who does not see it. */
  void requireAsTheProcessSays() {
    Task now = aanvraag();
    assertThat(code(now)).isEqualTo(step);
    assertThat(now.getOutput()).as("no step is lost").hasSize(entered);
    assertThat(code(now))
        .isEqualTo(now.getOutput().get(entered - 1).getType().getCodingFirstRep().getCode());
    assertThat(now.getRestriction().hasPeriod()).as("a term").isEqualTo(term);
    assertThat(now.getBusinessStatus().getText()).isNotBlank();
    assertThat(isClosed()).isEqualTo(now.getStatus() == Task.TaskStatus.COMPLETED);
    for (Party stranger : strangers) {
      assertThat(stranger.get(path("aanvraag")).status()).isEqualTo(404);
    }
  }

  static String code(Task task) {
    return task.getBusinessStatus().getCodingFirstRep().getCode();
  }

  @Override
  public String toString() {
    return String.join(" → ", done);
  }
}
