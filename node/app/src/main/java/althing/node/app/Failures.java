package althing.node.app;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.MalformedException;
import althing.node.app.client.RpcException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command threw into a sentence on the error stream and an exit code. */
final class Failures implements IExecutionExceptionHandler {

  private final Althing root;

  Failures(Althing root) {
    this.root = root;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    int exitCode = exitCode(failure);
    PrintWriter err = line.getErr();
    err.println("althing: " + sentence(failure, exitCode));
    if (root.verbose) {
      failure.printStackTrace(err);
    } else if (exitCode == ExitCode.INTERNAL) {
      err.println("This is a bug. Run the command again with --verbose and report what it prints.");
    }
    err.flush();
    return exitCode;
  }

  private static int exitCode(Exception failure) {
    return switch (failure) {
      case CommandFailure known -> known.exitCode();
      case RpcException.Unreachable _ -> ExitCode.UNREACHABLE;
      case RpcException _ -> ExitCode.REFUSED;
      case StoreException _, MalformedException _ -> ExitCode.NOT_VERIFIED;
      case UncheckedIOException _ -> ExitCode.FAILED;
      default -> ExitCode.INTERNAL;
    };
  }

  private static String sentence(Exception failure, int exitCode) {
    @Nullable String message = failure.getMessage();
    if (exitCode == ExitCode.INTERNAL || message == null) {
      return failure.toString();
    }
    return message;
  }
}
