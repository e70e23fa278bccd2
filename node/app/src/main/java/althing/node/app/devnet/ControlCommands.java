package althing.node.app.devnet;

import althing.node.app.CommandFailure;
import althing.node.app.data.DataOptions;
import althing.node.app.terminal.OutputOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The commands that talk to a running devnet: {@code althing devnet kill}, … */
final class ControlCommands {

  private ControlCommands() {}

  /** What they have in common. */
  abstract static class Control implements Runnable {

    @ParentCommand DevnetCommand devnet;
    @Mixin DataOptions data;
    @Mixin OutputOptions output;

    final void ask(
        String command,
        @Nullable List<Integer> nodes,
        @Nullable List<List<Integer>> groups,
        @Nullable Long millis) {
      Path directory = data.isGiven() ? data.dataDir() : devnet.data.dataDir();
      var client = new ControlClient(ControlFile.read(new DevnetLayout(directory).control()));
      ControlAnswer answer = client.ask(command, nodes, groups, millis);
      if (answer.exitCode() != 0) {
        throw new CommandFailure(answer.exitCode(), answer.text());
      }
      Object json = answer.nodes() != null ? answer.nodes() : Map.of("done", answer.text());
      output.result(json, answer.text());
    }
  }

  /** Numbers, as in {@code 2} or {@code 0,1}. */
  private static List<Integer> numbers(String text) {
    if (!text.matches("[0-9]{1,3}(,[0-9]{1,3})*")) {
      throw CommandFailure.usage("'%s' names no nodes: write 2, or 0,1".formatted(text));
    }
    return Stream.of(text.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static List<Integer> all(List<String> texts) {
    return texts.stream().flatMap(text -> numbers(text).stream()).toList();
  }

  /** {@code althing devnet kill}. */
  @Command(name = "kill", description = "End nodes as kill -9 does.")
  static final class Kill extends Control {
    @Parameters(arity = "1..*", paramLabel = "NODE", description = "Number of a node.")
    List<String> nodes = List.of();

    @Override
    public void run() {
      ask("kill", all(nodes), null, null);
    }
  }

  /** {@code althing devnet stop}. */
  @Command(name = "stop", description = "End nodes cleanly, as SIGTERM does.")
  static final class Stop extends Control {
    @Parameters(arity = "1..*", paramLabel = "NODE", description = "Number of a node.")
    List<String> nodes = List.of();

    @Override
    public void run() {
      ask("stop", all(nodes), null, null);
    }
  }

  /** {@code althing devnet start}. */
  @Command(name = "start", description = "Start nodes that have ended.")
  static final class Start extends Control {
    @Parameters(arity = "1..*", paramLabel = "NODE", description = "Number of a node.")
    List<String> nodes = List.of();

    @Override
    public void run() {
      ask("start", all(nodes), null, null);
    }
  }

  /** {@code althing devnet partition}. */
  @Command(
      name = "partition",
      description = {
        "Cut the links between groups of nodes, as in `partition 0,1 2,3`.",
        "Nodes that no group names make up one more."
      })
  static final class Partition extends Control {
    @Parameters(arity = "1..*", paramLabel = "NODES", description = "A group, as in 0,1.")
    List<String> groups = List.of();

    @Override
    public void run() {
      ask("partition", null, groups.stream().map(ControlCommands::numbers).toList(), null);
    }
  }

  /** {@code althing devnet slow}. */
  @Command(name = "slow", description = "Delay every message from nodes and to them.")
  static final class Slow extends Control {
    @Parameters(arity = "1..*", paramLabel = "NODE", description = "Number of a node.")
    List<String> nodes = List.of();

    @Option(
        names = "--ms",
        required = true,
        paramLabel = "N",
        description = "By how many milliseconds; 0 for no delay.")
    long millis;

    @Override
    public void run() {
      ask("slow", all(nodes), null, millis);
    }
  }

  /** {@code althing devnet heal}. */
  @Command(name = "heal", description = "Mend all links: undo partition and slow.")
  static final class Heal extends Control {
    @Override
    public void run() {
      ask("heal", null, null, null);
    }
  }

  /** {@code althing devnet status}. */
  @Command(name = "status", description = "Show how the nodes are.")
  static final class Status extends Control {
    @Override
    public void run() {
      ask("status", null, null, null);
    }
  }
}
