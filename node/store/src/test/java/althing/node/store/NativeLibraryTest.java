package althing.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/** The shared library in a data directory is code: what is not as packed is never loaded. */
final class NativeLibraryTest {

  private static final FileTime LONG_AGO = FileTime.fromMillis(0);

  @TempDir Path directory;
  private Path library;

  private final URL packed =
      Objects.requireNonNull(
          RocksDB.class.getResource("/" + Environment.getJniLibraryFileName("rocksdb")));

  @BeforeEach
  void unpack() throws IOException {
    library = directory.resolve("native").resolve("library");
    NativeLibrary.unpack(packed, library);
    Files.setLastModifiedTime(library, LONG_AGO);
  }

  @Test
  void a_sound_library_is_left_as_it_is() throws IOException {
    NativeLibrary.unpack(packed, library);

    assertThat(Files.getLastModifiedTime(library)).isEqualTo(LONG_AGO);
  }

  @Test
  void a_library_with_one_byte_flipped_is_unpacked_anew() throws IOException {
    byte[] sound = Files.readAllBytes(library);
    byte[] harmed = sound.clone();
    harmed[harmed.length / 3] ^= 1;
    Files.write(library, harmed);

    NativeLibrary.unpack(packed, library);

    assertThat(library).hasBinaryContent(sound);
  }

  @Test
  void a_library_cut_short_is_unpacked_anew() throws IOException {
    byte[] sound = Files.readAllBytes(library);
    Files.write(library, new byte[] {sound[0]});

    NativeLibrary.unpack(packed, library);

    assertThat(library).hasBinaryContent(sound);
  }
}
