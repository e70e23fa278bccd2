package althing.node.app.data;

import althing.ledger.chain.ChainStore;
import althing.ledger.chain.Retention;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.projection.Registry;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.Projections;
import althing.node.store.RocksDbStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * The chain in a data directory, opened by this process alone.
 *
 * @param chain what the store holds
 */
public record DataDirectory(Path path, RocksDbStore store, ChainStore chain, Registry registry)
    implements AutoCloseable {

  /**
   * Opens a directory that holds a chain, without changing it.
   *
   * @throws CommandFailure when there is none, another process uses it, or it is damaged
   */
  public static DataDirectory openExisting(Path path) {
    if (!Files.isDirectory(path.resolve("db"))) {
      throw CommandFailure.failed("no chain in " + path);
    }
    Registry registry = Projections.registry();
    RocksDbStore store = openStore(path);
    try {
      long chainId =
          ChainStore.chainIdOf(store)
              .orElseThrow(() -> CommandFailure.failed("the chain in " + path + " has no genesis"));
      var chain = ChainStore.open(store, chainId, Retention.ARCHIVE, registry);
      return new DataDirectory(path, store, chain, registry);
    } catch (StoreException e) {
      store.close();
      throw damaged(path, e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens the store of a directory, making one where there is none.
   *
   * @throws CommandFailure when another process uses the directory, or it is damaged
   */
  public static RocksDbStore openStore(Path path) {
    requireUnused(path);
    try {
      return RocksDbStore.open(path);
    } catch (StoreException e) {
      requireUnused(path);
      throw damaged(path, e);
    }
  }

  /** What a person can do about a directory whose files do not hold what was acknowledged. */
  public static CommandFailure damaged(Path path, StoreException problem) {
    String message = String.valueOf(problem.getMessage());
    if (problem.getCause() instanceof IOException) {
      return new CommandFailure(ExitCode.FAILED, message, problem);
    }
    return new CommandFailure(
        ExitCode.NOT_VERIFIED,
        "%s%nRestore %s from a backup, or import an export into a new directory"
            .formatted(message, path),
        problem);
  }

  /**
   * Refuses when a process uses the directory. Opening the store would refuse as well, but a
   * damaged one cannot be opened.
   */
  public static void requireUnused(Path path) {
    Path lockFile = path.resolve("ACKNOWLEDGED");
    if (!Files.exists(lockFile)) {
      return;
    }
    try (var channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      if (lock == null) {
        throw inUse(path);
      }
    } catch (OverlappingFileLockException _) {
      throw inUse(path);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot lock " + lockFile + ": " + e.getMessage());
    }
  }

  private static CommandFailure inUse(Path path) {
    return CommandFailure.failed(
        "data directory %s is in use by a running node: stop it first".formatted(path));
  }

  /** Whether nothing is there: {@code path} does not exist or is an empty directory. */
  public static boolean isVacant(Path path) {
    if (!Files.exists(path)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw CommandFailure.failed("cannot look into " + path + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
