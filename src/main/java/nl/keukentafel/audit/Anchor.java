package nl.keukentafel.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hash of the last row of a node's chain, kept outside the database: whoever cuts off the end
 * of the log there, or makes the whole chain anew, does not have it here.
 *
 * @param folder best on a machine that the database's administrators do not enter
 */
record Anchor(Path folder, String node) {
  private static final Logger LOG = LoggerFactory.getLogger(Anchor.class);
  private static final String KIND = ".anchor";

  /**
   * Not forced to disk: an anchor that is behind its table is still in it. Nor cut off first: a
   * hash takes the place of one as long, and the file is never empty.
   */
  void drop(String hash) {
    try {
      Files.writeString(file(), hash, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      LOG.error("The anchor of the log cannot be written", e);
    }
  }

  /** Every hash that the chain of this node must hold. */
  List<String> hashes() {
    List<String> hashes = new ArrayList<>();
    for (Path file : files()) {
      try {
        hashes.add(Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return hashes;
  }

  /** The log goes on, and what is wrong stays to be found. */
  void keepAsEvidence(String hash) {
    LOG.error("The log of {} does not hold its anchor: run verify-log", node);
    try {
      Files.writeString(folder.resolve(node + "." + hash.substring(0, 16) + KIND), hash);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file() throws IOException {
    Files.createDirectories(folder);
    return folder.resolve(node + KIND);
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(each -> each.getFileName().toString().startsWith(node + "."))
          .filter(each -> each.getFileName().toString().endsWith(KIND))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
