package nl.keukentafel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/**
 * A story of {@code fixtures/rules}: each item with the decisions that the legal analysis wants.
 */
record Casus(JsonNode story) {
  private static final Rulebook RULEBOOK = Rulebook.load();

  static Casus read(String name) throws IOException {
    return new Casus(
        new YAMLMapper().readTree(Path.of("fixtures", "rules", name + ".yaml").toFile()));
  }

  Stream<DynamicTest> tests() {
    return each(story.get("items"))
        .flatMap(item -> each(item.get("decisions")).map(decision -> test(item, decision)));
  }

  Set<String> paragraphs() {
    return Set.copyOf(
        each(story.get("items"))
            .flatMap(item -> Stream.of(item.get("rn").asText().split("[, -]+")))
            .toList());
  }

  private DynamicTest test(JsonNode item, JsonNode decision) {
    String name =
        "%s: %s (rn %s) %s"
            .formatted(
                decision.get("who").asText(),
                decision.get("act").asText(),
                item.get("rn").asText(),
                item.get("item").asText());
    return dynamicTest(name, () -> each(story.get("on")).forEach(on -> check(item, decision, on)));
  }

  private void check(JsonNode item, JsonNode expected, JsonNode on) {
    Facts facts = facts(item, expected, LocalDate.parse(on.asText()));
    Decision decision = RULEBOOK.decide(facts);
    assertThat(decision.verdict().code()).isEqualTo(expected.get("verdict").asText());
    assertThat(decision.rule().id()).isEqualTo(expected.get("rule").asText());
  }

  private Facts facts(JsonNode item, JsonNode expected, LocalDate on) {
    JsonNode party = story.get("parties").get(expected.get("who").asText());
    Role role = Role.of(party.get("role").asText());
    EnumSet<Condition> conditions = EnumSet.noneOf(Condition.class);
    expected.path("when").forEach(code -> conditions.add(Condition.of(code.asText())));
    Herkomst herkomst = Herkomst.of(own(item, "herkomst"));
    Asker asker =
        new Asker(
            role,
            Set.of(Relation.of(party.get("relation").asText())),
            party.has("organisation") ? Controller.ofTag(party.get("organisation").asText()) : null,
            Purpose.defaultOf(role),
            on,
            conditions,
            expected.path("consent").asBoolean() ? Set.of(herkomst) : Set.of());
    return new Facts(
        asker,
        Act.of(expected.get("act").asText()),
        new DossierClass(
            Controller.ofTag(own(item, "controller")),
            Category.of(item.get("category").asText()),
            herkomst));
  }

  /** The item's own value, or that of the whole story. */
  private String own(JsonNode item, String field) {
    return (item.has(field) ? item : story).get(field).asText();
  }

  private static Stream<JsonNode> each(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
