package althing.consensus.raft;

/** Bytes that are no message, entry or place. The message names the offset. */
public final class MalformedRaftException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedRaftException(String subject, int offset, String what) {
    super("%s, offset %d: %s".formatted(subject, offset, what), null, false, false);
  }
}
