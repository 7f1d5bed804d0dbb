package nl.keukentafel.identity.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  @TempDir private Path directory;

  @Test
  void survivesARestart() throws IOException {
    Path data = directory.resolve("data");

    assertThat(SigningKey.in(data)).isEqualTo(SigningKey.in(data));
  }

  @Test
  void isReadableByItsOwnerOnly() throws IOException {
    SigningKey.in(directory);

    assertThat(directory)
        .isDirectoryContaining(file -> file.endsWith("signing-key.json"))
        .isDirectoryNotContaining("glob:**.tmp");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("signing-key.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void saysWhichFileIsBroken() throws IOException {
    Path file = Files.writeString(directory.resolve("signing-key.json"), "{}");

    assertThatIOException()
        .isThrownBy(() -> SigningKey.in(directory))
        .withMessageContaining(file.toString());
  }
}
