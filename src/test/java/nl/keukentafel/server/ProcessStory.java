package nl.keukentafel.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A process of {@code fixtures/}, step by step ({@code process.yaml}).
 *
 * @param gemeente the id of the one that is responsible for the client
 * @param cast who has a part in it, by name; the client is there always
 * @param listens the topics that somebody is subscribed to, by name
 */
record ProcessStory(
    String gemeente, Map<String, Actor> cast, Map<String, List<String>> listens, List<Step> steps) {

  /**
   * Somebody in a role.
   *
   * @param system id of a client of the demo
   * @param user the employee, when it matters who that is
   */
  record Actor(String system, String role, @Nullable String user) {}

  /**
   * What somebody does, or that a day comes, and how things are then.
   *
   * @param by who does it, by name
   * @param makes the name of what is new
   * @param like the example it is made like
   * @param sends a form of this folder
   * @param changes the name of what is changed
   * @param change how it differs from the example or from what is stored: a JSON Patch, in which
   *     {@code {name}} stands for a reference to what has that name
   * @param approves the name of what is approved
   * @param day the calendar is looked at on this day
   * @param finds a search that finds exactly one new thing, by the name that it gets; newest first
   * @param seeker who looks for that, when the client would not find it
   * @param gives the status of the answer, when it is a refusal
   * @param step where the aanvraag stands
   * @param reads who can read what, by name; nobody else in the cast can
   * @param told who hears of it, by topic
   */
  record Step(
      String says,
      @Nullable String by,
      @Nullable String makes,
      @Nullable String like,
      @Nullable String sends,
      @Nullable String changes,
      @Nullable JsonNode change,
      @Nullable String approves,
      @Nullable String day,
      @Nullable Map<String, String> finds,
      @Nullable String seeker,
      @JsonProperty("gives") @Nullable Integer refused,
      @Nullable String step,
      @Nullable Map<String, List<String>> reads,
      @Nullable Map<String, List<String>> told) {
    Step {
      if (reads == null && refused == null) {
        throw new IllegalArgumentException(says + ": who reads what?");
      }
    }
  }

  static ProcessStory of(Path folder) {
    try {
      return new YAMLMapper()
          .readValue(folder.resolve("process.yaml").toFile(), ProcessStory.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
