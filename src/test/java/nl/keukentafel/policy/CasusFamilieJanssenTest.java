package nl.keukentafel.policy;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Casus 2 of the legal analysis, rn 6.3–6.13. */
class CasusFamilieJanssenTest {
  @TestFactory
  Stream<DynamicTest> everyItemIsDecidedAsTheAnalysisSays() throws IOException {
    return Casus.read("casus-2-familie-janssen").tests();
  }
}
