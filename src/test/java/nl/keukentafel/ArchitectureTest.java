package nl.keukentafel;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
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

  @Test
  void roomsOfAccessFormNoCycle() {
    SlicesRuleDefinition.slices()
        .matching("nl.keukentafel.access.(*)")
        .should()
        .beFreeOfCycles()
        .check(new ClassFileImporter().importPackages("nl.keukentafel.access"));
  }
}
