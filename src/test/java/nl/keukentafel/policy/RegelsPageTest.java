package nl.keukentafel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class RegelsPageTest {
  private static final Path PAGE = Path.of("docs", "regels.md");

  @Test
  void pageIsUpToDate() throws IOException {
    String page = new RegelsPage(Rulebook.load()).text();
    if (Boolean.getBoolean("regels.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .withFailMessage(
            "docs/regels.md is not what the rulebook says; refresh it with:"
                + " mvn test -Dtest=RegelsPageTest -Dregels.write=true")
        .hasContent(page);
  }

  @Test
  void everyRuleIsOnThePage() throws IOException {
    String page = new RegelsPage(Rulebook.load()).text();
    assertThat(Rulebook.load().rules(LocalDate.of(2026, 1, 1)))
        .allSatisfy(rule -> assertThat(page).contains(rule.sentence(), rule.link()));
    assertThat(page).doesNotContain("null");
  }
}
