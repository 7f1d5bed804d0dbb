package nl.keukentafel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A table is read and written by the package that owns it; HAPI's are HAPI's, and nobody's here.
 */
class OwnTablesTest {
  /** By what the names of its tables begin with. */
  private static final Map<String, List<String>> OWNERS =
      Map.of(
          "audit", List.of("access_log"),
          "access", List.of("dossier_fact", "organization_identifier"),
          "notify", List.of("notify_"),
          "schedule", List.of("scheduled_tasks"),
          "identity", List.of("oauth2_"),
          "casework",
              List.of("form_", "aanvraag", "uitvoering", "calendar_signal", "emergency_untold"));

  private static final Pattern MADE = Pattern.compile("create table (?:if not exists )?(\\w+)");
  private static final Pattern USED = Pattern.compile("\\b(?:from|into|update|join)\\s+(\\w+)");
  private static final Path JAVA = Path.of("src/main/java/nl/keukentafel");

  @Test
  void everyTableHasAnOwner() throws IOException {
    assertThat(matches(Path.of("src/main/resources"), MADE).values())
        .isNotEmpty()
        .allMatch(table -> owner(table) != null);
  }

  @Test
  void noPackageReadsTheTableOfAnother() throws IOException {
    Map<String, String> uses = matches(JAVA, USED);
    uses.values().removeIf(table -> owner(table) == null);
    assertThat(uses.keySet()).hasSizeGreaterThan(30);
    assertThat(uses)
        .allSatisfy(
            (place, table) ->
                assertThat(JAVA.relativize(Path.of(place)).getName(0))
                    .as(place)
                    .hasToString(owner(table)));
  }

  private static String owner(String table) {
    return OWNERS.entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(table::startsWith))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** What was found, by where: a file, and how manieth in it. */
  private static Map<String, String> matches(Path folder, Pattern pattern) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().matches(".*\\.(java|sql)")).toList()) {
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
          found.put(file + "/" + found.size(), matcher.group(1));
        }
      }
    }
    return found;
  }
}
