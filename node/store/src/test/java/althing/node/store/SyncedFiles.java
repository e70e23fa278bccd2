package althing.node.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.DBOptions;
import org.rocksdb.FileOperationInfo;

/**
 * Watches a database's files from beside RocksDB: how much of each was synced, and how often. It
 * can leave behind what a power cut would.
 */
final class SyncedFiles {

  private final Path database;
  private final Map<String, Long> syncedBytes = new ConcurrentHashMap<>();
  private final AtomicLong syncsOfLogs = new AtomicLong();

  SyncedFiles(Path database) throws IOException {
    this.database = database;
    if (Files.exists(database)) {
      syncedBytes.putAll(sizes());
    }
  }

  /** To be passed to the store that is opened. */
  void watch(DBOptions options) {
    options.setListeners(List.of(new Listener()));
  }

  /** How often a write-ahead log was synced. */
  long syncsOfLogs() {
    return syncsOfLogs.get();
  }

  /**
   * Copies the data directory as a power cut leaves it: of logs, tables and manifests what was
   * synced. Some logs keep a random part of what came after, as a disk may have written it already.
   */
  void copyAfterPowerCut(Path target, Random random) throws IOException {
    Map<String, byte[]> image = still();
    Path copy = Files.createDirectories(target.resolve("db"));
    for (var file : image.entrySet()) {
      byte[] content = file.getValue();
      int size = kept(file.getKey(), content.length, random);
      Files.write(copy.resolve(file.getKey()), Arrays.copyOf(content, size));
    }
    Path mark = database.resolveSibling(AcknowledgedMark.FILE_NAME);
    Files.copy(mark, target.resolve(AcknowledgedMark.FILE_NAME));
  }

  /** All files at one moment: compactions go on in the background, so it may take several tries. */
  private Map<String, byte[]> still() throws IOException {
    while (true) {
      var image = new TreeMap<String, byte[]>();
      try {
        for (Path file : files(database)) {
          image.put(name(file), Files.readAllBytes(file));
        }
        if (sizes(image).equals(sizes())) {
          return image;
        }
      } catch (NoSuchFileException _) {
        // Compacted away between listing and reading.
      }
    }
  }

  private int kept(String name, int size, Random random) {
    boolean log = name.endsWith(".log");
    if (!log && !name.endsWith(".sst") && !name.startsWith("MANIFEST")) {
      return size;
    }
    int synced = Math.toIntExact(syncedBytes.getOrDefault(name, 0L));
    return log && random.nextBoolean() ? synced + random.nextInt(size - synced + 1) : synced;
  }

  private Map<String, Long> sizes() throws IOException {
    var sizes = new TreeMap<String, Long>();
    for (Path file : files(database)) {
      sizes.put(name(file), Files.size(file));
    }
    return sizes;
  }

  private static Map<String, Long> sizes(Map<String, byte[]> image) {
    var sizes = new TreeMap<String, Long>();
    image.forEach((name, content) -> sizes.put(name, (long) content.length));
    return sizes;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private final class Listener extends AbstractEventListener {
    Listener() {
      super(
          EnabledEventCallback.SHOULD_BE_NOTIFIED_ON_FILE_IO,
          EnabledEventCallback.ON_FILE_SYNC_FINISH);
    }

    @Override
    public boolean shouldBeNotifiedOnFileIO() {
      return true;
    }

    /** Called by the thread that wrote the file, before it writes more. */
    @Override
    public void onFileSyncFinish(FileOperationInfo sync) {
      Path file = Path.of(sync.getPath());
      try {
        syncedBytes.put(name(file), Files.size(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (name(file).endsWith(".log")) {
        syncsOfLogs.incrementAndGet();
      }
    }
  }
}
