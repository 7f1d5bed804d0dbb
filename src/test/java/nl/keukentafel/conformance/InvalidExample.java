package nl.keukentafel.conformance;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.github.fge.jsonpatch.JsonPatch;
import com.github.fge.jsonpatch.JsonPatchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table in {@code fixtures/invalid}: how a valid example is changed
 * (https://www.rfc-editor.org/rfc/rfc6902) and the only thing that is then wrong with it.
 *
 * @param profile the name of the table, which is the id of a profile or extension
 * @param of the example that is changed
 * @param breaks the key of an invariant or the id of an element
 */
record InvalidExample(String profile, String of, String breaks, JsonPatch change, Issue issue) {
  /**
   * @param at where the validator finds it
   * @param says what its message holds
   */
  record Issue(String at, String says) {}

  private record Row(@Nullable String of, String breaks, JsonNode change, Issue issue) {
    InvalidExample in(String profile) {
      try {
        return new InvalidExample(
            profile, of == null ? profile : of, breaks, JsonPatch.fromJson(change), issue);
      } catch (IOException e) {
        throw new UncheckedIOException(profile + " " + breaks, e);
      }
    }
  }

  private static final YAMLMapper YAML = new YAMLMapper();

  static Stream<InvalidExample> all() {
    try (Stream<Path> files = Files.list(Path.of("fixtures", "invalid"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .flatMap(InvalidExample::table)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<InvalidExample> table(Path file) {
    String profile = file.getFileName().toString().replace(".yaml", "");
    try {
      return YAML.readValue(file.toFile(), new TypeReference<List<Row>>() {}).stream()
          .map(row -> row.in(profile));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  Resource resource() {
    try {
      JsonNode valid = YAML.readTree(Path.of("fixtures", "examples", of + ".json").toFile());
      String invalid = change.apply(valid).toString();
      return (Resource) RealConformance.FHIR.newJsonParser().parseResource(invalid);
    } catch (IOException | JsonPatchException e) {
      throw new IllegalStateException(this + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return profile + ": " + breaks;
  }
}
