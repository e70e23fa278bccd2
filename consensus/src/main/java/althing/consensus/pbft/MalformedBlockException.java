package althing.consensus.pbft;

/** Bytes that are no block, or a block that is not the one that was proposed. */
public final class MalformedBlockException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String what;

  public MalformedBlockException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  /** What is wrong. */
  public String what() {
    return what;
  }
}
