package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Clients that others wrote sign in and read: {@code src/test/js}, in a browser without a screen.
 */
@ServerTest
@Tag("e2e")
class SmartClientsIT {
  @TempDir static Path work;
  @LocalServerPort int port;

  @Test
  void fhirclientAndOpenidClientLaunchAndReadTheDossier() {
    String chromium = NodeProject.chromium();
    NodeProject clients = NodeProject.installedIn(work);
    MevrouwT.toldHerStory(port);

    JsonNode seen = clients.node("launch.mjs", "http://localhost:" + port + "/fhir", chromium);

    JsonNode own = seen.get("fhirclient");
    assertThat(own.get("patient").asText()).isEqualTo("meneer-y");
    assertThat(own.get("fhirUser").asText()).isEqualTo("Patient/meneer-y");
    JsonNode represented = seen.get("openid-client");
    assertThat(represented.get("patient").asText()).isEqualTo(MevrouwT.ID);
    assertThat(represented.get("fhirUser").asText()).isEqualTo("RelatedPerson/mentor-t");
    assertThat(represented.get("verslagen").asInt()).isPositive();
  }
}
