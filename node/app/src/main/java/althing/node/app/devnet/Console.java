package althing.node.app.devnet;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Shows on the error stream how the nodes are: a table that is drawn anew each second on a
 * terminal, else a line when something has changed, one in ten seconds at most.
 */
final class Console {

  private static final Duration REFRESH = Duration.ofSeconds(1);
  private static final int LINE_EVERY = 10;

  private final StatusPoll poll;
  private final PrintStream out;
  private final boolean terminal;

  private int drawn;
  private String said = "";
  private int turnsSinceLine = LINE_EVERY;

  Console(StatusPoll poll, PrintStream out, boolean terminal) {
    this.poll = poll;
    this.out = out;
    this.terminal = terminal;
  }

  /** Goes on until the thread is interrupted. */
  void run() throws InterruptedException {
    while (true) {
      show(poll.ask());
      Thread.sleep(REFRESH);
    }
  }

  /** One turn of {@link #run}. */
  void show(List<NodeStatus> nodes) {
    if (terminal) {
      draw(NodeStatus.table(nodes).lines().toList());
    } else {
      say(nodes.stream().map(NodeStatus::brief).collect(Collectors.joining("; ")));
    }
    out.flush();
  }

  private void draw(List<String> lines) {
    var text = new StringBuilder();
    if (drawn > 0) {
      text.append("\033[").append(drawn).append('A');
    }
    lines.forEach(line -> text.append(line).append("\033[K\n"));
    out.print(text);
    drawn = lines.size();
  }

  private void say(String line) {
    turnsSinceLine++;
    if (turnsSinceLine >= LINE_EVERY && !Objects.equals(line, said)) {
      out.println("nodes: " + line);
      said = line;
      turnsSinceLine = 0;
    }
  }
}
