package althing.node.app.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {

  @TempDir Path directory;

  @Test
  void it_is_there_whole_and_for_its_owner_only() throws IOException {
    Path file = directory.resolve("keys").resolve("a.json");

    SecretFile.write(file, "secret");

    assertThat(file).hasContent("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void one_that_is_there_already_stays_as_it_is() throws IOException {
    Path file = directory.resolve("a.json");
    SecretFile.write(file, "first");

    assertThatThrownBy(() -> SecretFile.write(file, "second"))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(file).hasContent("first");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }
}
