package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Walks every story of {@code fixtures/} that can be walked, as a newcomer would: with its script.
 */
@ServerTest
class WalkIT {
  @LocalServerPort int port;
  @TempDir Path state;

  static Stream<Path> stories() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("fixtures"))) {
      return folders
          .map(folder -> folder.resolve("walk.sh"))
          .filter(Files::exists)
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("stories")
  void everyStepOfTheStoryHolds(Path script) throws Exception {
    File output = state.resolve("output").toFile();
    ProcessBuilder walk = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true);
    walk.environment().put("BASE", "http://localhost:" + port);
    walk.environment().put("STATE", state.resolve("state").toString());
    walk.environment().put("RECEIVER_PORT", String.valueOf(freePort()));
    int exit = walk.redirectOutput(output).start().waitFor();

    String said = Files.readString(output.toPath());
    assertThat(exit).as(said).isZero();
    assertThat(said).contains(" 0 failed, 0 not tried");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
