package althing.consensus.pbft;

/** Bytes that are no message, certificate or journal record. The text names the offset. */
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int offset;

  MalformedMessageException(String subject, int offset, String what) {
    super(subject + ", offset " + offset + ": " + what, null, false, false);
    this.offset = offset;
  }

  /** Where the first thing that is wrong begins, in bytes. */
  public int offset() {
    return offset;
  }
}
