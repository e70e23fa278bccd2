package althing.node.app.devnet;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks all nodes at once how they are, by their metrics. Safe from any thread. */
final class StatusPoll implements AutoCloseable {

  private final Supervisor supervisor;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofMillis(500))
          .build();

  StatusPoll(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  /** In the order of the nodes; takes two seconds at most. */
  List<NodeStatus> ask() throws InterruptedException {
    try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<NodeStatus>> answers =
          supervisor.children().stream().map(child -> askers.submit(() -> ask(child))).toList();
      var all = new ArrayList<NodeStatus>();
      for (Future<NodeStatus> answer : answers) {
        all.add(answer.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the nodes' status could not be asked", e.getCause());
    }
  }

  private NodeStatus ask(Child child) throws InterruptedException {
    NodeState state = child.state();
    Optional<String> url = child.announced().map(Announced::rpcUrl);
    Optional<Vitals> vitals =
        state == NodeState.RUNNING && url.isPresent()
            ? Vitals.ask(http, url.get())
            : Optional.empty();
    return new NodeStatus(child.number(), state, vitals, url.orElse(null), note(child, state));
  }

  private String note(Child child, NodeState state) {
    if (state == NodeState.DEAD && child.exitCode().isPresent()) {
      String last = child.log().lastLine();
      return "exit code " + child.exitCode().getAsInt() + (last.isEmpty() ? "" : ": " + last);
    }
    return supervisor.linksOf(child.number());
  }

  @Override
  public void close() {
    http.close();
  }
}
