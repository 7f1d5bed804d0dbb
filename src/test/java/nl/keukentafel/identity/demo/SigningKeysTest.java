package nl.keukentafel.identity.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
  @TempDir private Path directory;

  @Test
  void survivesARestart() throws IOException {
    Path data = directory.resolve("data");

    assertThat(SigningKeys.in(data)).isEqualTo(SigningKeys.in(data));
  }

  @Test
  void keepsARetiredKeyForWhatItSigned() throws IOException {
    SigningKeys before = SigningKeys.in(directory);
    Files.move(
        directory.resolve("signing-key.json"), directory.resolve("signing-key-2026-11.json"));

    SigningKeys after = SigningKeys.in(directory);

    assertThat(after.current()).isNotEqualTo(before.current());
    assertThat(after.retired()).containsExactly(before.current().toPublicJWK());
    assertThat(after.all().getKeys()).containsExactly(after.current(), after.retired().get(0));
  }

  @Test
  void isReadableByItsOwnerOnly() throws IOException {
    SigningKeys.in(directory);

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
        .isThrownBy(() -> SigningKeys.in(directory))
        .withMessageContaining(file.toString());
  }
}
