package althing.node.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** One directory, which this process alone uses. Nothing is on disk before it is synced. */
interface Disk extends Closeable {

  /** Names of all files, in order. */
  List<String> list() throws IOException;

  byte[] read(String name) throws IOException;

  /** An empty file of this name, in the place of one that may be there. */
  Output create(String name) throws IOException;

  /** A file that is there. */
  Output open(String name) throws IOException;

  /** Puts a file in the place of one that may be there, in one step. */
  void rename(String from, String to) throws IOException;

  /** Names are on disk when this returns. */
  void sync() throws IOException;

  /** A file that is written. */
  interface Output extends Closeable {

    /** Writes all of {@code bytes}; the file grows if need be. */
    void write(long at, ByteBuffer bytes) throws IOException;

    /** What was written is on disk when this returns. */
    void sync() throws IOException;
  }
}
