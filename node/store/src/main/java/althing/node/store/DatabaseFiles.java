package althing.node.store;

import althing.ledger.port.KeyValueStore.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** RocksDB's files by name, to say which of them is wrong. */
final class DatabaseFiles {

  private static final Pattern CURRENT = Pattern.compile("(MANIFEST-\\d{6,})\n");

  private DatabaseFiles() {}

  /**
   * The manifest that CURRENT names.
   *
   * @throws StoreException if CURRENT does not name one that is there
   */
  static String manifest(Path database) throws IOException {
    Path current = database.resolve("CURRENT");
    String content = new String(Files.readAllBytes(current), StandardCharsets.ISO_8859_1);
    var name = CURRENT.matcher(content);
    if (!name.matches()) {
      throw new StoreException("file " + current + " is corrupted: it names no manifest");
    }
    Path manifest = database.resolve(name.group(1));
    if (!Files.exists(manifest)) {
      throw new StoreException("file %s is missing, which %s names".formatted(manifest, current));
    }
    return name.group(1);
  }

  /** The files that the newest writes may be lost from, in words. */
  static String logsAndManifest(Path database) throws IOException {
    List<String> logs = named(database, ".log");
    return "write-ahead log %s or %s is cut short or missing"
        .formatted(logs.isEmpty() ? "*.log" : String.join(", ", logs), manifest(database));
  }

  /** The first table with a block that does not match its checksum. */
  static Optional<String> corruptedTable(Path database) throws IOException {
    for (String table : named(database, ".sst")) {
      try (var options = new Options();
          var reader = new SstFileReader(options)) {
        reader.open(database.resolve(table).toString());
        reader.verifyChecksum();
      } catch (RocksDBException e) {
        return Optional.of(table);
      }
    }
    return Optional.empty();
  }

  private static List<String> named(Path database, String end) throws IOException {
    try (var files = Files.list(database)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(end))
          .sorted()
          .toList();
    }
  }
}
