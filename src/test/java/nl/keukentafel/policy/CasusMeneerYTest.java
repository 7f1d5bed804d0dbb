package nl.keukentafel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Casus 1 of the legal analysis, rn 5.11–5.22. */
class CasusMeneerYTest {
  @TestFactory
  Stream<DynamicTest> everyItemIsDecidedAsTheAnalysisSays() throws IOException {
    return Casus.read("casus-1-meneer-y").tests();
  }

  @Test
  void everyParagraphThatJudgesAnItemIsThere() throws IOException {
    assertThat(Casus.read("casus-1-meneer-y").paragraphs())
        .contains(
            "5.11", "5.12", "5.13", "5.14", "5.15", "5.16", "5.17", "5.18", "5.19", "5.21", "5.22");
  }
}
