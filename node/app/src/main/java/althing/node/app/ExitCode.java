package althing.node.app;

/** What the process answers its caller with; part of the command line's contract. */
public final class ExitCode {

  /** Done. */
  public static final int OK = 0;

  /** What was asked for could not be done; the message says why. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Something does not check out: a proof, a signature, a data directory. */
  public static final int NOT_VERIFIED = 3;

  /** No answer from the node. */
  public static final int UNREACHABLE = 4;

  /** The node or the chain refused the transaction or the call. */
  public static final int REFUSED = 5;

  /** What a proof says fits together, but no signature that one has reason to trust is under it. */
  public static final int UNSIGNED = 6;

  /** A bug in Althing. */
  public static final int INTERNAL = 70;

  private ExitCode() {}
}
