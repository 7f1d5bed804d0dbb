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
import java.util.stream.Stream;

/** What others wrote for Node, {@code src/test/js}, installed as its lock file says. */
record NodeProject(Path folder) {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  /** Skips the test where Node is absent. */
  static NodeProject installedIn(Path folder) {
    assumeTrue(isThere("node") && isThere("npm"), "skipped: there is no Node on this machine");
    NodeProject project = new NodeProject(folder);
    try (Stream<Path> files = Files.list(Path.of("src/test/js"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
      project.run("npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return project;
  }

  /** Skips the test where the browser is absent. */
  static String chromium() {
    assumeTrue(Files.isExecutable(CHROMIUM), "skipped: there is no " + CHROMIUM);
    return CHROMIUM.toString();
  }

  /** The JSON object that the script prints last. */
  JsonNode node(String script, String... arguments) {
    String printed =
        run(Stream.concat(Stream.of("node", script), Stream.of(arguments)).toArray(String[]::new));
    try {
      List<String> lines = printed.lines().toList();
      return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    } catch (IOException e) {
      throw new IllegalStateException(printed, e);
    }
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private String run(String... command) {
    try {
      Path output = Files.createTempFile(folder, command[0], ".log");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();
      String printed = Files.readString(output);
      assertThat(ended && process.exitValue() == 0).as(printed).isTrue();
      return printed;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
