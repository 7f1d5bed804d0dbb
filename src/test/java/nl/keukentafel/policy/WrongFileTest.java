package nl.keukentafel.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongFileTest {
  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "effect: permit | effect: perhaps | effect: permit | effect",
        "roles: [wmo-consulent] | roles: [burgemeester] | roles: [wmo-consulent] | enumeration",
        "roles: [wmo-consulent] | roles: iedereen | roles: [wmo-consulent] | alle",
        "categories: [plan, netwerk] | categories: [plan, geheim] | categories: [plan, netwerk] |"
            + " enumeration",
        "herkomst: [jeugdwet] | herkomst: alle | herkomst: [jeugdwet] | string found, array"
            + " expected",
        "number: 2 | number: 28 | number: 2 | 27",
        "kern-1-jeugd | kern-1-lezen | kern-1-jeugd | duplicate id: kern-1-lezen",
        "kern-1-jeugd | kern-3-stil | kern-1-jeugd | duplicate id: kern-3-stil",
        "article: 1 lid 2 | article: 9 lid 2 | article: 1 lid 2 | unknown article: 9",
        "2 jo. 1 lid 1 | 2 jo. 8 | 2 jo. 1 lid 1 | unknown article: 8",
        "artikel=1&lid=1 | artikel=12 | artikel=1&lid=1 | does not lead to article 1",
        "Niemand mag over het netwerk lezen. | ~''~ | Niemand mag over het netwerk lezen. |"
            + " pattern",
        "own: true | mine: true | controllers: [college] | mine",
        "valid_from: 2020-01-01 | valid_from: 2020-02-01 | valid_from: 2020-01-01 | not named after"
            + " kern/2020-02-01",
        "effect: permit | effect: : permit | effect: permit | mapping",
        "why: [onderzoek] | act: [vastleggen] | why: [onderzoek] | Duplicate",
      })
  void aWrongFileIsRefusedWithItsLine(String right, String wrong, String where, String reason)
      throws IOException {
    String law = text("kern/2020-01-01");
    int line = law.substring(0, law.indexOf(where)).split("\n", -1).length;
    assertThatThrownBy(() -> load("kern/2020-01-01", law.replaceFirst(Pattern.quote(right), wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rules/kern/2020-01-01.yaml:" + line + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void aRuleWithoutArticleIsRefused() throws IOException {
    String law = text("kern/2020-01-01").replace("    article: 1 lid 1\n", "");
    assertThatThrownBy(() -> load("kern/2020-01-01", law))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rules/kern/2020-01-01.yaml:16: ")
        .hasMessageContaining("required property 'article' not found");
  }

  @Test
  void aGapBetweenVersionsIsRefused() {
    assertThatThrownBy(() -> Rulebook.load("kern/2021-01-01"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "rules/kern/2021-01-01.yaml:5: a gap between versions: 2020-01-01 is not the one"
                + " before");
  }

  @Test
  void aVersionThatSkipsTheOneBeforeItIsRefused() throws IOException {
    String skipping = text("kern/2021-01-01").replace("valid_from: 2021", "valid_from: 2022");
    assertThatThrownBy(
            () ->
                load(
                    "kern/2020-01-01", text("kern/2020-01-01"),
                    "kern/2021-01-01", text("kern/2021-01-01"),
                    "kern/2022-01-01", skipping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rules/kern/2022-01-01.yaml:5: a gap between versions: 2020-01-01");
  }

  @Test
  void oneIdInTwoLawsIsRefused() throws IOException {
    String other =
        text("kern/2020-01-01")
            .replace("law: kern", "law: ander")
            .replaceFirst("(?s)default:.*?rules:", "rules:");
    assertThatThrownBy(
            () -> load("kern/2020-01-01", text("kern/2020-01-01"), "ander/2020-01-01", other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rules/ander/2020-01-01.yaml:8: duplicate id: kern-1-lezen");
  }

  @Test
  void aRepealOfARuleThatIsNotThereIsRefused() throws IOException {
    String text = text("kern/2021-01-01").replace("[kern-2-netwerk]", "[kern-9]");
    assertThatThrownBy(
            () -> load("kern/2020-01-01", text("kern/2020-01-01"), "kern/2021-01-01", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rules/kern/2021-01-01.yaml:6: no rule to repeal: kern-9");
  }

  @Test
  void aRulebookWithoutDefaultIsRefused() {
    assertThatThrownBy(() -> Rulebook.load("avg/2018-05-25")).hasMessageContaining("default");
  }

  private static Rulebook load(String... namesAndTexts) {
    Map<String, InputStream> files = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], new ByteArrayInputStream(namesAndTexts[i + 1].getBytes(UTF_8)));
    }
    return Rulebook.of(files);
  }

  private static String text(String name) throws IOException {
    try (InputStream file = WrongFileTest.class.getResourceAsStream("/rules/" + name + ".yaml")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
    }
  }
}
