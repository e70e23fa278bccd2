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
import althing.node.app.devnet.DevnetCommand;
import althing.node.app.event.EventsCommand;
import althing.node.app.genesis.GenesisCommand;
import althing.node.app.key.KeysCommand;
import althing.node.app.proof.ProofCommand;
import althing.node.app.run.NodeCommand;
import althing.node.app.terminal.AmountText;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
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

  /** The commands by name, in the order in which help lists them. */
  private static final SequencedMap<String, Class<?>> COMMANDS = commands();

  @Option(
      names = "--verbose",
      description = "Log in detail; show where errors come from.",
      scope = ScopeType.INHERIT)
  boolean verbose;

  @Spec CommandSpec spec;

  public static void main(String[] args) {
    int exitCode = commandLineFor(args).execute(args);
    System.out.flush();
    if (exitCode != ExitCode.OK) {
      System.exit(exitCode);
    }
  }

  /** The command line with all commands and its error handling, ready to execute. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS.values());
  }

  /**
   * The command line with as much as {@code args} need: reading what all the commands say of
   * themselves would take a good part of a start.
   */
  public static CommandLine commandLineFor(String... args) {
    if (args.length == 1 && args[0].equals("--version")) {
      return commandLine(List.of());
    }
    return Stream.of(args)
        .filter(word -> !word.startsWith("-"))
        .findFirst()
        .map(COMMANDS::get)
        .filter(command -> command != GenerateCompletion.class)
        .map(command -> commandLine(List.of(command)))
        .orElseGet(Althing::commandLine);
  }

  private static CommandLine commandLine(Collection<Class<?>> commands) {
    var root = new Althing();
    var line = new CommandLine(root);
    commands.forEach(line::addSubcommand);
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

  private static SequencedMap<String, Class<?>> commands() {
    var commands = new LinkedHashMap<String, Class<?>>();
    commands.put("devnet", DevnetCommand.class);
    commands.put("node", NodeCommand.class);
    commands.put("genesis", GenesisCommand.class);
    commands.put("keys", KeysCommand.class);
    commands.put("send", SendCommand.class);
    commands.put("call", CallCommand.class);
    commands.put("iou", IouCommand.class);
    commands.put("events", EventsCommand.class);
    commands.put("proof", ProofCommand.class);
    commands.put("verify", VerifyCommand.class);
    commands.put("inspect", InspectCommand.class);
    commands.put("export", ExportCommand.class);
    commands.put("import", ImportCommand.class);
    commands.put("bench", BenchCommand.class);
    commands.put("generate-completion", GenerateCompletion.class);
    return Collections.unmodifiableSequencedMap(commands);
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
