package nl.keukentafel.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A story of {@code fixtures/}: who does what for one client, in this order. Its README tells it.
 *
 * @param gemeente id of the responsible gemeente
 */
record Story(String gemeente, List<Step> steps) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * One act.
   *
   * @param who a party, as {@link Telling} knows it
   * @param does {@code form}, {@code order}, {@code consent}, {@code mandate}, {@code represent} or
   *     {@code assign}
   * @param to id of the organisation that is engaged, mandated or consented to
   * @param from the origin that a consent is about
   * @param form id of the questionnaire
   * @param amends whether the answers change what the same party told before in the same form
   * @param answers by linkId; within a repeating group by the last part of it; null takes one back
   * @param origins by linkId, of what came from another
   * @param refused the items that may not be recorded; then nothing is
   */
  record Step(
      String who,
      String does,
      String to,
      String from,
      String form,
      boolean amends,
      String authored,
      Map<String, Object> answers,
      Map<String, String> origins,
      List<String> refused) {}

  static Stream<Path> all() {
    try (Stream<Path> folders = Files.list(Path.of("fixtures"))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("story.yaml")))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Story in(Path folder) {
    try {
      return YAML.readValue(folder.resolve("story.yaml").toFile(), Story.class);
    } catch (IOException e) {
      throw new UncheckedIOException(folder.toString(), e);
    }
  }
}
