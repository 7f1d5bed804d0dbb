package nl.keukentafel.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.serialization.JsonNodeReader;
import com.networknt.schema.utils.JsonNodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The YAML text of one version of one law, checked against {@code rules/schema.json}. */
final class LawFile {
  private static final JsonNodeReader READER =
      JsonNodeReader.builder()
          .yamlMapper(
              YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build())
          .locationAware()
          .build();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(
              LawFile.class.getResourceAsStream("/rules/schema.json"),
              SchemaValidatorsConfig.builder().locale(Locale.ENGLISH).build());

  private final String name;
  private final JsonNode text;

  private LawFile(String name, JsonNode text) {
    this.name = name;
    this.text = text;
  }

  static LawFile read(String name, InputStream stream) {
    try (stream) {
      LawFile file = new LawFile(name, READER.readTree(stream, InputFormat.YAML));
      file.check();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof JsonProcessingException syntax) {
        int line = syntax.getLocation().getLineNr();
        throw wrong(name, line, syntax.getOriginalMessage());
      }
      throw e;
    }
  }

  /** Carries the changes over on the version that the file extends, if it extends one. */
  Version resolve(List<Version> earlier) {
    RuleText reader = new RuleText(this, articles());
    Map<String, Rule> rules = new LinkedHashMap<>();
    @Nullable Rule fallback = null;
    if (text.has("extends")) {
      Version base = extended(earlier);
      base.rules().forEach(rule -> rules.put(rule.id(), rule));
      fallback = base.fallback();
    }
    for (JsonNode each : text.path("repealed")) {
      if (rules.remove(each.asText()) == null) {
        throw wrong(each, "no rule to repeal: " + each.asText());
      }
    }
    Set<String> taken =
        earlier.stream()
            .filter(version -> !version.law().equals(law()))
            .flatMap(version -> version.rules().stream().map(Rule::id))
            .collect(Collectors.toCollection(HashSet::new));
    if (text.has("default")) {
      fallback = reader.fallback(text.get("default"));
      taken.add(fallback.id());
    }
    for (JsonNode each : text.get("rules")) {
      Rule rule = reader.rule(each);
      if (!taken.add(rule.id())) {
        throw wrong(each.get("id"), "duplicate id: " + rule.id());
      }
      rules.put(rule.id(), rule);
    }
    return new Version(law(), validFrom(), List.copyOf(rules.values()), fallback);
  }

  String name() {
    return name;
  }

  String header(String field) {
    return text.get(field).asText();
  }

  IllegalArgumentException wrong(JsonNode where, String what) {
    return wrong(name, JsonNodes.tokenLocationOf(where).getLineNr(), what);
  }

  private static IllegalArgumentException wrong(String name, int line, String what) {
    return new IllegalArgumentException("rules/%s.yaml:%d: %s".formatted(name, line, what));
  }

  private void check() {
    List<String> errors =
        SCHEMA.validate(text).stream()
            .map(error -> wrong(error.getInstanceNode(), error.getMessage()).getMessage())
            .toList();
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", errors));
    }
    if (!name.equals(law() + "/" + validFrom())) {
      throw wrong(
          text.get("valid_from"), "the file is not named after " + law() + "/" + validFrom());
    }
  }

  private Version extended(List<Version> earlier) {
    JsonNode base = text.get("extends");
    return earlier.stream()
        .filter(version -> version.law().equals(law()))
        .max(Comparator.comparing(Version::validFrom))
        .filter(last -> last.validFrom().toString().equals(base.asText()))
        .orElseThrow(
            () ->
                wrong(base, "a gap between versions: " + base.asText() + " is not the one before"));
  }

  private Set<String> articles() {
    return StreamSupport.stream(text.get("articles").spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.toUnmodifiableSet());
  }

  private String law() {
    return header("law");
  }

  private LocalDate validFrom() {
    return LocalDate.parse(header("valid_from"));
  }

  /**
   * One law as it reads from one date on.
   *
   * @param fallback the rule that refuses what no rule permits; one law of the rulebook carries it
   */
  record Version(String law, LocalDate validFrom, List<Rule> rules, @Nullable Rule fallback) {
    String name() {
      return law + "/" + validFrom;
    }
  }
}
