package nl.keukentafel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Casus 3 of the legal analysis, rn 7.2–7.30. */
class CasusMevrouwTTest {
  @TestFactory
  Stream<DynamicTest> everyItemIsDecidedAsTheAnalysisSays() throws IOException {
    return Casus.read("casus-3-mevrouw-t").tests();
  }

  @Test
  void everyParagraphThatJudgesAnItemIsThere() throws IOException {
    assertThat(Casus.read("casus-3-mevrouw-t").paragraphs())
        .contains(
            "7.6", "7.7", "7.15", "7.16", "7.17", "7.18", "7.20", "7.25", "7.28", "7.29", "7.30");
  }
}
