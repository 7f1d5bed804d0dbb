package nl.keukentafel.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceResourcesTest {
  private static final String URL = Canonical.codeSystem("grondslag");

  @Test
  void namesTheFileThatIsBroken(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("CodeSystem-x.json"), "{\"resourceType\": \"CodeSystem\"");

    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CodeSystem-x.json");
  }

  @Test
  void refusesAnElementThatFhirDoesNotKnow(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("CodeSystem-y.json"),
        "{\"resourceType\": \"CodeSystem\", \"titel\": \"x\"}");

    assertThatThrownBy(() -> load(folder))
        .hasMessageContaining("CodeSystem-y.json")
        .hasMessageContaining("titel");
  }

  @Test
  void refusesAResourceThatIsNoConformanceResource(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("z.json"), "{\"resourceType\": \"Patient\"}");

    assertThatThrownBy(() -> load(folder)).hasMessageContaining("z.json");
  }

  @Test
  void findsOnlyTheVersionThatIsAskedFor() {
    CodeSystem system = new CodeSystem().setUrl(URL).setVersion("1");
    ConformanceResources resources = RealConformance.only(system);

    assertThat(resources.find(CodeSystem.class, URL)).contains(system);
    assertThat(resources.find(CodeSystem.class, URL + "|1")).contains(system);
    assertThat(resources.find(CodeSystem.class, URL + "|2")).isEmpty();
    assertThat(resources.find(StructureDefinition.class, URL)).isEmpty();
  }

  private static ConformanceResources load(Path folder) {
    return ConformanceResources.load(RealConformance.FHIR, folder.toUri() + "*.json");
  }
}
