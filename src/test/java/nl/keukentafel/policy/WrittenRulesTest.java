package nl.keukentafel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of the rulebook itself must be. */
class WrittenRulesTest {
  private static final Rulebook RULEBOOK = Rulebook.load();

  @ParameterizedTest
  @ValueSource(strings = {"2024-01-01", "2026-01-01"})
  void everyRowOfTheTableHasARule(LocalDate on) {
    assertThat(RULEBOOK.rules(on))
        .extracting(Rule::number)
        .containsAll(IntStream.rangeClosed(1, 27).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-01-01", "2026-01-01"})
  void everySentenceIsShort(LocalDate on) {
    assertThat(RULEBOOK.rules(on))
        .allSatisfy(rule -> assertThat(rule.sentence().split(" ")).hasSizeBetween(3, 30));
  }

  @Test
  void noTwoRulesExplainThemselvesInTheSameWords() {
    assertThat(RULEBOOK.rules(Question.TODAY)).extracting(Rule::sentence).doesNotHaveDuplicates();
    assertThat(RULEBOOK.rules(Question.TODAY)).extracting(Rule::question).doesNotHaveDuplicates();
  }

  @Test
  void onlyTheRulesOnTheCizDifferBetweenTheVersions() {
    List<Rule> changed = new ArrayList<>(RULEBOOK.rules(LocalDate.of(2026, 1, 1)));
    changed.removeAll(RULEBOOK.rules(LocalDate.of(2025, 12, 31)));
    assertThat(changed)
        .extracting(Rule::id)
        .containsExactly("wmo-5.1.1-5b-wlz", "wmo-2.6.3-wlz-ciz");
  }

  @ParameterizedTest
  @MethodSource
  void theSchemaKnowsExactlyTheCodesOfTheVocabulary(Coded[] vocabulary, String where)
      throws IOException {
    JsonNode schema =
        new ObjectMapper().readTree(getClass().getResourceAsStream("/rules/schema.json"));
    Set<String> codes = new HashSet<>();
    schema.at("/$defs/rule/properties/" + where).forEach(code -> codes.add(code.asText()));
    assertThat(Stream.of(vocabulary).map(Coded::code)).hasSameElementsAs(codes);
  }

  static Stream<Object[]> theSchemaKnowsExactlyTheCodesOfTheVocabulary() {
    return Stream.of(
        new Object[] {Verdict.values(), "effect/enum"},
        new Object[] {Act.values(), "act/items/enum"},
        new Object[] {Role.values(), "who/properties/roles/else/items/enum"},
        new Object[] {Relation.values(), "who/properties/relations/else/items/enum"},
        new Object[] {Relation.values(), "who/properties/without/items/enum"},
        new Object[] {Controller.Kind.values(), "what/properties/controllers/else/items/enum"},
        new Object[] {Category.values(), "what/properties/categories/else/items/enum"},
        new Object[] {Herkomst.values(), "what/properties/herkomst/else/items/enum"},
        new Object[] {Purpose.values(), "why/items/enum"},
        new Object[] {Condition.values(), "when/items/enum"});
  }
}
