package althing.node.store;

import althing.ledger.port.KeyValueStore.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's shared library, unpacked once into a directory of ours. Its own loader would leave a
 * copy in the temporary directory after every hard exit and unpack it anew at every start.
 */
final class NativeLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

  private NativeLibrary() {}

  /**
   * Loads the library from {@code directory}, unpacking it there when missing or of another size.
   */
  static synchronized void load(Path directory) {
    URL packed = RocksDB.class.getResource("/" + Environment.getJniLibraryFileName("rocksdb"));
    if (packed == null) {
      RocksDB.loadLibrary();
      return;
    }
    // The name under which RocksDB looks in a directory, which is not the one in its archive.
    Path library = directory.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    try {
      unpack(packed, library);
    } catch (IOException e) {
      throw new StoreException("cannot unpack the native library to " + library + ": " + e, e);
    }
    try {
      RocksDB.loadLibrary(List.of(directory.toAbsolutePath().toString()));
    } catch (UnsatisfiedLinkError e) {
      LOG.warn("{} cannot be loaded ({}), using the temporary directory", library, e.getMessage());
      RocksDB.loadLibrary();
    }
  }

  private static void unpack(URL packed, Path library) throws IOException {
    var connection = packed.openConnection();
    connection.setUseCaches(false);
    try (InputStream content = connection.getInputStream()) {
      if (Files.exists(library) && Files.size(library) == connection.getContentLengthLong()) {
        return;
      }
      Path directory = Files.createDirectories(library.toAbsolutePath().getParent());
      Path part = Files.createTempFile(directory, "rocksdb", ".part");
      try {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }
}
