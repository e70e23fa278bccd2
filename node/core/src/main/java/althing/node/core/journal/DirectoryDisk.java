package althing.node.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A directory of the file system, with a lock against other processes. */
final class DirectoryDisk implements Disk {

  private static final String LOCK = "LOCK";

  private final Path directory;
  private final FileChannel lock;

  private DirectoryDisk(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Makes the directory if need be, and locks it.
   *
   * @throws JournalException if it is in use
   */
  static DirectoryDisk lock(Path directory) throws IOException {
    create(directory.toAbsolutePath());
    var lock =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() == null) {
        throw new JournalException("journal " + directory + " is in use by another process");
      }
      return new DirectoryDisk(directory, lock);
    } catch (OverlappingFileLockException e) {
      lock.close();
      throw new JournalException("journal " + directory + " is in use by this process", e);
    } catch (IOException | JournalException e) {
      lock.close();
      throw e;
    }
  }

  private static void create(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (Files.isDirectory(directory) || parent == null) {
      return;
    }
    create(parent);
    Files.createDirectory(directory);
    sync(parent);
  }

  @Override
  public List<String> list() throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.equals(LOCK))
          .sorted()
          .toList();
    }
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Files.readAllBytes(directory.resolve(name));
  }

  @Override
  public Output create(String name) throws IOException {
    return new ChannelOutput(
        FileChannel.open(
            directory.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  @Override
  public Output open(String name) throws IOException {
    return new ChannelOutput(FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        directory.resolve(from),
        directory.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void sync() throws IOException {
    sync(directory);
  }

  private static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  private record ChannelOutput(FileChannel channel) implements Output {

    @Override
    public void write(long at, ByteBuffer bytes) throws IOException {
      long position = at;
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
