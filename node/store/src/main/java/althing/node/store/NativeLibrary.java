package althing.node.store;

import althing.ledger.port.KeyValueStore.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
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

  /** Loads the library from {@code directory}, unpacking it there when missing or not as packed. */
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

  /** Makes {@code library} what is packed; what is there already is read against its checksum. */
  static void unpack(URL packed, Path library) throws IOException {
    var connection = packed.openConnection();
    connection.setUseCaches(false);
    try (InputStream content = connection.getInputStream()) {
      if (Files.exists(library)) {
        if (isAsPacked(library, connection)) {
          return;
        }
        LOG.warn("{} is damaged or of another release, unpacking it anew", library);
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

  private static boolean isAsPacked(Path library, URLConnection packed) throws IOException {
    if (Files.size(library) != packed.getContentLengthLong()) {
      return false;
    }
    // An archive knows the checksums of what is in it.
    long wanted =
        packed instanceof JarURLConnection jar
            ? jar.getJarEntry().getCrc()
            : checksum(packed.getURL().openStream());
    return checksum(Files.newInputStream(library)) == wanted;
  }

  private static long checksum(InputStream source) throws IOException {
    var crc = new CRC32();
    try (var content = new CheckedInputStream(source, crc)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    return crc.getValue();
  }
}
