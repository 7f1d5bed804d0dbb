package nl.keukentafel.casework.process.rules;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The states that something can have and what may follow on each, {@code process/<name>.yaml}.
 *
 * @param name what it is called
 * @param by who changes it
 */
record StatusTable(String name, String by, Set<String> start, Map<String, Set<String>> next) {
  StatusTable {
    Stream.concat(start.stream(), next.values().stream().flatMap(Set::stream))
        .filter(state -> !next.containsKey(state))
        .findFirst()
        .ifPresent(
            state -> {
              throw new IllegalArgumentException(name + ": nothing is said of " + state);
            });
  }

  static StatusTable load(String file) {
    try (InputStream text = StatusTable.class.getResourceAsStream("/process/" + file + ".yaml")) {
      return new YAMLMapper().readValue(Objects.requireNonNull(text), StatusTable.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param from absent when it is new
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException 409 that says what
   *     may follow, when this may not
   */
  void require(@Nullable String from, String to, String element) {
    Set<String> open = from == null ? start : next.getOrDefault(from, Set.of());
    if (!to.equals(from) && !open.contains(to)) {
      throw Conflict.of(
          element,
          from == null
              ? "Zo begint %s niet. Het begint met: %s.".formatted(name, listed(open))
              : "Op %s kan %s niet volgen. Dit kan wel, door %s: %s."
                  .formatted(from, to, by, listed(open)));
    }
  }

  private static String listed(Set<String> states) {
    return states.isEmpty() ? "niets meer" : String.join(", ", states.stream().sorted().toList());
  }
}
