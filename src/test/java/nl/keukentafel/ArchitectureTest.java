package nl.keukentafel;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/**
 * Holds the edges that every {@code package-info} states, and that there is no cycle among them.
 */
class ArchitectureTest {
  @Test
  void packagesUseOnlyWhatTheyDeclareAndFormNoCycle() {
    ApplicationModules.of(Application.class).verify();
  }
}
