package althing.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * L1: every kind of file with a byte flipped, cut short or gone. Either the store says which file
 * is wrong, or everything that was acknowledged is there.
 */
final class CorruptionTest {

  /** How many places of each file are tried; a large number tries every byte. */
  private static final int POSITIONS = Integer.getInteger("althing.corruption.positions", 7);

  @TempDir Path temporary;
  private Path image;
  private final TreeMap<Bytes, Bytes> acknowledged = new TreeMap<>();

  /**
   * The directory of a process that was killed: some data in tables, some only in the write-ahead
   * log, all of it acknowledged.
   */
  @BeforeEach
  void killAProcess() throws IOException {
    Path live = temporary.resolve("live");
    var random = new Random(7);
    try (var store = RocksDbStore.open(live)) {
      for (int i = 0; i < 30; i++) {
        write(store, random);
      }
    }
    image = temporary.resolve("image");
    try (var store = RocksDbStore.open(live)) {
      for (int i = 0; i < 12; i++) {
        write(store, random);
        if (i == 5) {
          store.flush();
        }
      }
      copy(live, image);
    }
  }

  private void write(KeyValueStore store, Random random) {
    try (Batch batch = store.newBatch()) {
      for (Column column : List.of(Column.LATEST, Column.BODIES, Column.META)) {
        byte[] key = new byte[8];
        byte[] value = new byte[20 + random.nextInt(40)];
        random.nextBytes(key);
        random.nextBytes(value);
        batch.put(column, key, value);
        acknowledged.put(Bytes.utf8(column.name()).concat(Bytes.of(key)), Bytes.wrap(value));
      }
      store.write(batch, true);
    }
  }

  @Test
  void an_unharmed_image_has_everything() throws IOException {
    assertThat(readAll(image)).isEqualTo(acknowledged);
  }

  @ParameterizedTest
  @ValueSource(strings = {".log", ".sst", "MANIFEST", "CURRENT", "ACKNOWLEDGED"})
  void a_flipped_byte_is_named_or_harmless(String kind) throws IOException {
    for (Path file : files(image, kind)) {
      byte[] content = Files.readAllBytes(file);
      for (int at : positions(content.length)) {
        byte[] harmed = content.clone();
        harmed[at] ^= 0x41;
        assertThat(isRefused(file, harmed)).as("byte %d of %s", at, file).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".log", ".sst", "MANIFEST", "CURRENT", "ACKNOWLEDGED"})
  void a_file_cut_short_is_named(String kind) throws IOException {
    for (Path file : files(image, kind)) {
      byte[] content = Files.readAllBytes(file);
      for (int length : positions(content.length)) {
        byte[] cut = Arrays.copyOf(content, length);
        assertThat(isRefused(file, cut)).as("%s cut to %d", file, length).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".log", ".sst", "MANIFEST", "CURRENT", "ACKNOWLEDGED"})
  void a_missing_file_is_named(String kind) throws IOException {
    for (Path file : files(image, kind)) {
      assertThat(isRefused(file, null)).as("no " + file).isTrue();
    }
  }

  /** What RocksDB writes and nobody reads. */
  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "IDENTITY", "LOCK"})
  void a_file_that_is_never_read_does_no_harm(String kind) throws IOException {
    List<Path> found = files(image, kind);
    assertThat(found).isNotEmpty();
    for (Path file : found) {
      assertThat(isRefused(file, new byte[] {1, 2, 3})).isFalse();
    }
  }

  /**
   * Opens a copy of the image with other content in a file, null for none. If it is not refused by
   * name, everything acknowledged must be there.
   */
  private boolean isRefused(Path file, byte[] content) throws IOException {
    Path copy = temporary.resolve("copy");
    copy(image, copy);
    Path harmed = copy.resolve(image.relativize(file));
    try {
      if (content == null) {
        Files.delete(harmed);
      } else {
        Files.write(harmed, content);
      }
      try {
        assertThat(readAll(copy)).isEqualTo(acknowledged);
        return false;
      } catch (StoreException e) {
        String name = file.getFileName().toString();
        boolean onlyLog = content == null && name.endsWith(".log");
        assertThat(e.getMessage()).contains(onlyLog ? "*.log" : name);
        return true;
      }
    } finally {
      delete(copy);
    }
  }

  @Test
  void an_unfinished_write_that_was_not_acknowledged_is_cut_off() throws IOException {
    Path live = temporary.resolve("again");
    copy(image, live);
    Path torn = temporary.resolve("torn");
    long whole;
    Path log;
    try (var store = RocksDbStore.open(live);
        Batch batch = store.newBatch()) {
      log = files(live, ".log").getLast();
      whole = Files.size(log);
      batch.put(Column.META, new byte[] {1}, new byte[40_000]);
      store.write(batch, false);
      copy(live, torn);
    }
    byte[] content = Files.readAllBytes(torn.resolve(live.relativize(log)));
    assertThat(content.length).isGreaterThan((int) whole + 40_000);
    for (int size : positions(content.length - (int) whole)) {
      byte[] cut = Arrays.copyOf(content, (int) whole + size);
      assertThat(readWith(torn, live.relativize(log), cut)).isEqualTo(acknowledged);
      byte[] garbled = content.clone();
      garbled[(int) whole + size] ^= 0x10;
      assertThat(readWith(torn, live.relativize(log), garbled)).isEqualTo(acknowledged);
    }
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(content, (int) whole), (int) whole + 70_000);
    assertThat(readWith(torn, live.relativize(log), zeros)).isEqualTo(acknowledged);
  }

  private TreeMap<Bytes, Bytes> readWith(Path directory, Path file, byte[] content)
      throws IOException {
    Path copy = temporary.resolve("copy");
    copy(directory, copy);
    Files.write(copy.resolve(file), content);
    try {
      return readAll(copy);
    } finally {
      delete(copy);
    }
  }

  private static int[] positions(int size) {
    int step = Math.max(1, size / POSITIONS);
    return IntStream.iterate(0, at -> at < size, at -> at + step).toArray();
  }

  private static TreeMap<Bytes, Bytes> readAll(Path directory) {
    var entries = new TreeMap<Bytes, Bytes>();
    try (var store = RocksDbStore.open(directory)) {
      store.verifyChecksums();
      for (Column column : Column.values()) {
        try (Cursor cursor = store.cursor(column)) {
          for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
            entries.put(
                Bytes.utf8(column.name()).concat(Bytes.wrap(cursor.key())),
                Bytes.wrap(cursor.value()));
          }
        }
      }
    }
    return entries;
  }

  private static List<Path> files(Path directory, String kind) throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().contains(kind))
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : all(from)) {
      Path target = to.resolve(from.relativize(file));
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else if (file.getFileName().toString().startsWith("librocksdb")) {
        Files.createLink(target, file);
      } else {
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    for (Path file : all(directory).reversed()) {
      Files.delete(file);
    }
  }

  private static List<Path> all(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return new ArrayList<>(files.toList());
    }
  }
}
