package althing.node.app;

/** A command cannot go on, for a reason that is told to the person in one sentence. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param message a sentence for people, without a final stop
   */
  public CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public static CommandFailure failed(String message) {
    return new CommandFailure(ExitCode.FAILED, message);
  }

  public static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  public static CommandFailure notVerified(String message) {
    return new CommandFailure(ExitCode.NOT_VERIFIED, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
