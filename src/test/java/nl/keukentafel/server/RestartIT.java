package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story goes on after the server was killed between the toewijzing and its notification. */
@Tag("crash")
class RestartIT {
  @TempDir Path work;
  private final int port = freePort();
  private final int receiver = freePort();

  @Test
  void aNotificationSurvivesAKilledServer() throws Exception {
    Process first = start();
    try {
      walk("1-3");
    } finally {
      first.destroyForcibly().waitFor();
    }
    Process second = start();
    try {
      walk("4-7");
    } finally {
      second.destroyForcibly().waitFor();
    }
  }

  private Process start() throws IOException {
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "nl.keukentafel.Application",
                "--server.port=" + port,
                "--keukentafel.data=" + work.resolve("data"))
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("server.log").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(
            () ->
                HttpClient.newHttpClient()
                        .send(
                            HttpRequest.newBuilder(
                                    URI.create("http://localhost:" + port + "/fhir/metadata"))
                                .build(),
                            BodyHandlers.discarding())
                        .statusCode()
                    == 200);
    return server;
  }

  private void walk(String steps) throws IOException, InterruptedException {
    Path output = work.resolve("walk-" + steps);
    ProcessBuilder walk =
        new ProcessBuilder("bash", "fixtures/meneer-y/walk.sh", steps).redirectErrorStream(true);
    walk.environment().put("BASE", "http://localhost:" + port);
    walk.environment().put("STATE", work.resolve("state").toString());
    walk.environment().put("RECEIVER_PORT", String.valueOf(receiver));
    int exit = walk.redirectOutput(output.toFile()).start().waitFor();
    assertThat(exit).as(Files.readString(output)).isZero();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
