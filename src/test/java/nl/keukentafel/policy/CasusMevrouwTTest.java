package nl.keukentafel.policy;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Casus 3 of the legal analysis, rn 7.2–7.30. */
class CasusMevrouwTTest {
  @TestFactory
  Stream<DynamicTest> everyItemIsDecidedAsTheAnalysisSays() throws IOException {
    return Casus.read("casus-3-mevrouw-t").tests();
  }
}
