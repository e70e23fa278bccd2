package althing.node.core.engine;

import althing.consensus.raft.Place;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A log that the members of a cluster write together: all read the same entries in the same order,
 * and none is lost that one of them has read. Safe from any thread.
 */
public interface ReplicatedLog extends AutoCloseable {

  /**
   * Begins to take part; {@code reader} is told from here on. Once.
   *
   * @throws LogException if that cannot be, because of an address or of what is on disk
   */
  void start(Reader reader);

  /**
   * Adds an entry, if this node leads.
   *
   * @return completes when it can be read; exceptionally if it is not known whether it ever can be
   */
  CompletionStage<Void> add(byte[] entry);

  /** Takes part no more, and tells the reader nothing more. Waits until that is so. */
  @Override
  void close();

  /** Is told what the log has; {@link #read}, {@link #skipped} and {@link #leads} in its order. */
  interface Reader {

    /**
     * The next entry.
     *
     * @param index greater than that of the entry before, by one or more
     * @return completes when the next one may come
     */
    CompletionStage<Void> read(long term, long index, byte[] entry);

    /** The log goes on behind {@code place}; the entries before it are not to be had. */
    void skipped(Place place);

    /** This node may add entries, and was told of all that others added before. */
    void leads();

    /** This node may not add entries. From any thread. */
    void follows();

    /** The log cannot go on. From any thread. */
    void failed(Throwable cause);

    /** All before this place may be forgotten; what it says is on disk. From any thread. */
    Optional<Place> finalPlace();
  }

  /** The log cannot start. The message says why, and what to do. */
  final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogException(String message) {
      super(message);
    }

    public LogException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
