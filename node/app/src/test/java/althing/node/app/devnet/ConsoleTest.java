package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is shown of the nodes, on a terminal and elsewhere. */
class ConsoleTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
  private final StatusPoll poll =
      new StatusPoll(new Supervisor(List.of(), new LinkPlan(0, _ -> "")));

  @AfterEach
  void close() {
    poll.close();
  }

  private static NodeStatus running(int node, long height) {
    return new NodeStatus(
        node,
        NodeState.RUNNING,
        Optional.of(new Vitals(height, 2, -1, 3, 17)),
        "http://127.0.0.1:" + (8545 + node),
        "");
  }

  private static final NodeStatus DEAD =
      new NodeStatus(1, NodeState.DEAD, Optional.empty(), null, "exit code 3: disk full");

  private String shown() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_terminal_has_a_table_that_is_drawn_over_the_last_one() {
    var console = new Console(poll, out, true);
    console.show(List.of(running(0, 41), DEAD));
    assertThat(shown().lines().map(line -> line.replace("\033[K", "")))
        .containsExactly(
            "node  state        height   epoch   view  peers     pool  JSON-RPC",
            "   0  running          41       2      -      3       17  http://127.0.0.1:8545",
            "   1  dead              -       -      -      -        -  -                       exit"
                + " code 3: disk full");
    console.show(List.of(running(0, 42), DEAD));
    assertThat(shown()).contains("\033[3A").endsWith("disk full\033[K\n");
  }

  @Test
  void elsewhere_a_line_says_what_has_changed_and_one_in_ten_turns_at_most() {
    var console = new Console(poll, out, false);
    for (int turn = 0; turn < 25; turn++) {
      console.show(List.of(running(0, turn), DEAD));
    }
    assertThat(shown().lines())
        .containsExactly(
            "nodes: 0 running at 0; 1 dead (exit code 3: disk full)",
            "nodes: 0 running at 10; 1 dead (exit code 3: disk full)",
            "nodes: 0 running at 20; 1 dead (exit code 3: disk full)");
    for (int turn = 0; turn < 25; turn++) {
      console.show(List.of(running(0, 20), DEAD));
    }
    assertThat(shown().lines()).hasSize(3);
  }

  @Test
  void a_nodes_metrics_are_read_and_what_they_leave_out_is_unknown() {
    String metrics =
        """
        # HELP althing_chain_height newest final height
        # TYPE althing_chain_height gauge
        althing_chain_height 1789.0
        althing_network_peers 3.0
        althing_pool_transactions 1.2E4
        althing_pool_submissions_total{result="ok"} 5.0
        althing_consensus_epoch NaN
        jvm_memory_used_bytes{area="heap"} 1.0
        althing_broken
        """;
    assertThat(Vitals.of(metrics)).isEqualTo(new Vitals(1789, -1, -1, 3, 12_000));
    assertThat(Vitals.of("")).isEqualTo(new Vitals(-1, -1, -1, -1, -1));
  }
}
