package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What {@code docs/aansluiten.md} tells a supplier to run does run. */
@ServerTest
class ConnectingIT {
  private static final Pattern SHELL = Pattern.compile("(?s)```bash\n(.*?)```");

  @LocalServerPort int port;
  @TempDir Path work;

  @Value("${keukentafel.data}")
  Path data;

  @Test
  void theRequestsOfTheDocumentationWork() throws IOException, InterruptedException {
    MevrouwT.toldHerStory(port);
    String script =
        SHELL
            .matcher(Files.readString(Path.of("docs/aansluiten.md")))
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining("\n", "set -euo pipefail\n", ""));
    assertThat(script).contains("client_assertion", "/oauth2/authorize");
    Path file = Files.writeString(work.resolve("aansluiten.sh"), script);
    Path printed = work.resolve("printed");
    ProcessBuilder shell = new ProcessBuilder("bash", "-x", file.toString());
    shell.environment().put("BASE", "http://localhost:" + port);
    shell.environment().put("DATA", data.toString());
    Process process = shell.redirectErrorStream(true).redirectOutput(printed.toFile()).start();

    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();

    assertThat(ended && process.exitValue() == 0).as(Files.readString(printed)).isTrue();
  }
}
