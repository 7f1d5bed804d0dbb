package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
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
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  @TempDir static Path work;
  @LocalServerPort int port;

  @BeforeAll
  static void installTheClients() throws Exception {
    assumeTrue(isThere("node") && isThere("npm"), "skipped: there is no Node on this machine");
    assumeTrue(Files.isExecutable(CHROMIUM), "skipped: there is no " + CHROMIUM);
    for (String file : List.of("package.json", "package-lock.json", "launch.mjs")) {
      Files.copy(Path.of("src/test/js", file), work.resolve(file));
    }
    run("npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts");
  }

  @Test
  void fhirclientAndOpenidClientLaunchAndReadTheDossier() throws Exception {
    MevrouwT.toldHerStory(port);

    String printed =
        run("node", "launch.mjs", "http://localhost:" + port + "/fhir", CHROMIUM.toString());

    JsonNode seen = new ObjectMapper().readTree(printed.substring(printed.lastIndexOf("{\"fhir")));
    JsonNode own = seen.get("fhirclient");
    assertThat(own.get("patient").asText()).isEqualTo("meneer-y");
    assertThat(own.get("fhirUser").asText()).isEqualTo("Patient/meneer-y");
    JsonNode represented = seen.get("openid-client");
    assertThat(represented.get("patient").asText()).isEqualTo(MevrouwT.ID);
    assertThat(represented.get("fhirUser").asText()).isEqualTo("RelatedPerson/mentor-t");
    assertThat(represented.get("verslagen").asInt()).isPositive();
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(work, command[0], ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String printed = Files.readString(output);
    assertThat(ended && process.exitValue() == 0).as(printed).isTrue();
    return printed;
  }
}
