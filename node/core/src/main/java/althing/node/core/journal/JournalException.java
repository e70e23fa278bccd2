package althing.node.core.journal;

/**
 * The journal cannot be used, or could not be written. After a failed write or sync nobody knows
 * what is on disk, so the node must stop; nothing is tried again.
 */
public final class JournalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
