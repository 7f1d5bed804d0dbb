package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Resource;

/**
 * What came of a story beside what should come of it, in {@code expected/}. {@code
 * -Dstories.write=true} writes it down anew; then a person reads the difference.
 */
final class Goldens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .enable(Feature.MINIMIZE_QUOTES)
              .enable(Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .disable(Feature.WRITE_DOC_START_MARKER)
              .disable(Feature.SPLIT_LINES));

  private final Path expected;
  private final Map<String, String> names = new LinkedHashMap<>();

  Goldens(Path story) {
    this.expected = story.resolve("expected");
  }

  /** Calls this reference the same in every run. */
  void name(String reference, String name) {
    names.put(reference, name);
  }

  /** The resources, without what differs at every run: their ids, and when they were stored. */
  void made(List<Resource> resources) throws IOException {
    Map<String, Integer> ofType = new LinkedHashMap<>();
    for (Resource each : resources) {
      int number = ofType.merge(each.fhirType(), 1, Integer::sum);
      name(reference(each), each.fhirType() + "/" + number);
    }
    List<String> documents = new ArrayList<>();
    for (Resource each : resources) {
      String json = Party.FHIR.newJsonParser().encodeResourceToString(each);
      for (Map.Entry<String, String> name : names.entrySet()) {
        json = json.replaceAll("\"" + name.getKey() + "(/_history/\\d+)?\"", quoted(name));
      }
      ObjectNode resource = (ObjectNode) JSON.readTree(json);
      String name = names.get(reference(each));
      resource.put("id", name.substring(name.indexOf('/') + 1));
      ((ObjectNode) resource.get("meta")).remove(List.of("lastUpdated", "source"));
      if (each instanceof QuestionnaireResponse form) { // its answers are in the story
        resource.set("item", JSON.valueToTree(linkIds(form.getItem())));
      }
      if (resource.has("recorded")) {
        resource.put("recorded", "…");
      }
      documents.add(YAML.writeValueAsString((JsonNode) resource));
    }
    compare("made.yaml", String.join("---\n", documents));
  }

  void compare(String file, String actual) throws IOException {
    Path golden = expected.resolve(file);
    if (Boolean.getBoolean("stories.write")) {
      Files.createDirectories(expected);
      Files.writeString(golden, actual);
    }
    assertThat(actual)
        .as("%s (-Dstories.write=true writes it anew)", golden)
        .isEqualTo(Files.readString(golden));
  }

  private static List<String> linkIds(List<QuestionnaireResponseItemComponent> items) {
    return items.stream()
        .flatMap(
            item ->
                item.hasAnswer() ? Stream.of(item.getLinkId()) : linkIds(item.getItem()).stream())
        .toList();
  }

  private static String quoted(Map.Entry<String, String> name) {
    return "\"" + name.getValue() + "\"";
  }

  private static String reference(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }
}
