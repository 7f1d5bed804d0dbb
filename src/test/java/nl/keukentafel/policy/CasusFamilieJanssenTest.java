package nl.keukentafel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Casus 2 of the legal analysis, rn 6.3–6.13. */
class CasusFamilieJanssenTest {
  @TestFactory
  Stream<DynamicTest> everyItemIsDecidedAsTheAnalysisSays() throws IOException {
    return Casus.read("casus-2-familie-janssen").tests();
  }

  @Test
  void everyParagraphThatJudgesAnItemIsThere() throws IOException {
    assertThat(Casus.read("casus-2-familie-janssen").paragraphs())
        .contains("3.18", "6.6", "6.7", "6.8", "6.9", "6.10", "6.11", "6.13");
  }
}
