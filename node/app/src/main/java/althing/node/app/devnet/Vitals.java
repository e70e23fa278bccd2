package althing.node.app.devnet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a node's metrics say of it at one moment; -1 where they do not say.
 *
 * @param height of its newest final block
 * @param view of its consensus engine at the next height
 * @param pool transactions that wait
 */
record Vitals(long height, long epoch, long view, long peers, long pool) {

  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  /** Asks a node; empty when it does not answer soon. */
  static Optional<Vitals> ask(HttpClient client, String rpcUrl) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(rpcUrl).resolve("/metrics")).timeout(PATIENCE).build();
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(of(answer.body())) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Reads the text form of Prometheus. */
  static Vitals of(String metrics) {
    Map<String, Long> values = new HashMap<>();
    metrics
        .lines()
        .filter(line -> line.startsWith("althing_"))
        .map(line -> line.split(" ", 3))
        .filter(words -> words.length >= 2)
        .forEach(words -> values.put(words[0], number(words[1])));
    return new Vitals(
        values.getOrDefault("althing_chain_height", -1L),
        values.getOrDefault("althing_consensus_epoch", -1L),
        values.getOrDefault("althing_consensus_view", -1L),
        values.getOrDefault("althing_network_peers", -1L),
        values.getOrDefault("althing_pool_transactions", -1L));
  }

  private static long number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isNaN(value) ? -1 : (long) value;
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
