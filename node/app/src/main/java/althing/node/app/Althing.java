package althing.node.app;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.bench.BenchCommand;
import althing.node.app.client.SendCommand;
import althing.node.app.contract.CallCommand;
import althing.node.app.contract.IouCommand;
import althing.node.app.data.ExportCommand;
import althing.node.app.data.ImportCommand;
import althing.node.app.data.InspectCommand;
import althing.node.app.data.VerifyCommand;
import althing.node.app.event.EventsCommand;
import althing.node.app.genesis.GenesisCommand;
import althing.node.app.key.KeysCommand;
import althing.node.app.proof.ProofCommand;
import althing.node.app.run.DevnetCommand;
import althing.node.app.run.NodeCommand;
import althing.node.app.terminal.AmountText;
import java.io.PrintWriter;
import java.util.function.Function;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The {@code althing} command. */
@Command(
    name = "althing",
    description = "An event-sourced ledger node: signed transactions in, a provable event log out.",
    subcommands = {
      DevnetCommand.class,
      NodeCommand.class,
      GenesisCommand.class,
      KeysCommand.class,
      SendCommand.class,
      CallCommand.class,
      IouCommand.class,
      EventsCommand.class,
      ProofCommand.class,
      VerifyCommand.class,
      InspectCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      BenchCommand.class,
      GenerateCompletion.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:what was asked for could not be done",
      " 2:the command line is wrong",
      " 3:something does not check out: a proof, a signature, a data directory",
      " 4:no answer from the node",
      " 5:the node or the chain refused the transaction or the call",
      " 6:a proof is whole, but not checked against signatures",
      "70:a bug in Althing"
    })
public final class Althing implements Runnable {

  @Option(
      names = "--verbose",
      description = "Log in detail; show where errors come from.",
      scope = ScopeType.INHERIT)
  boolean verbose;

  @Spec CommandSpec spec;

  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    System.out.flush();
    if (exitCode != ExitCode.OK) {
      System.exit(exitCode);
    }
  }

  /** The command line with its error handling, ready to execute. */
  public static CommandLine commandLine() {
    var root = new Althing();
    var line = new CommandLine(root);
    line.setExecutionExceptionHandler(new Failures(root));
    line.setExecutionStrategy(root::execute);
    line.setParameterExceptionHandler(Althing::usage);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Amount.class, new AmountText());
    line.registerConverter(Address.class, text -> hex(text, Address::fromHex, "20 bytes"));
    line.registerConverter(Hash.class, text -> hex(text, Hash::fromHex, "32 bytes"));
    line.registerConverter(Bytes.class, text -> hex(text, Bytes::fromHex, "bytes"));
    return line;
  }

  /** What is wrong with the command line, in a sentence, and where help is. */
  private static int usage(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    String command = line.getCommandSpec().qualifiedName();
    err.println("althing: " + wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try '" + command + " --help'.");
    err.flush();
    return ExitCode.USAGE;
  }

  private int execute(CommandLine.ParseResult parsed) {
    if (verbose) {
      Logging.level("DEBUG");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static <T> T hex(String text, Function<String, T> read, String what) {
    try {
      return read.apply(text);
    } catch (IllegalArgumentException _) {
      throw new TypeConversionException("'%s' is not %s in hexadecimal".formatted(text, what));
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
