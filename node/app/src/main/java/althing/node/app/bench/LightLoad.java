package althing.node.app.bench;

import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Hex;
import althing.node.app.CommandFailure;
import althing.node.app.client.RpcClient;
import althing.node.app.terminal.ProgressBar;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/**
 * Latency when nobody else is there: one transaction at a time, from just before its submission
 * until its receipt is in hand, asked for in a loop with short pauses.
 */
final class LightLoad {

  private static final long PAUSE_NANOS = 200_000;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final RpcClient client;

  LightLoad(RpcClient client) {
    this.client = client;
  }

  /**
   * @param warmUp how many of the first transactions are not counted
   * @return microseconds from submission to receipt
   */
  Histogram run(List<byte[]> envelopes, int warmUp) {
    var micros = new Histogram(3_600_000_000L, 3);
    try (var progress = ProgressBar.of("transactions one at a time", envelopes.size())) {
      for (int i = 0; i < envelopes.size(); i++) {
        long nanos = submitAndWait(envelopes.get(i));
        if (i >= warmUp) {
          micros.recordValue(nanos / 1000);
        }
        progress.at(i + 1);
      }
    }
    return micros;
  }

  private long submitAndWait(byte[] envelope) {
    String hash = Hex.encode(Keccak256.digest(envelope));
    String hex = Hex.encode(envelope);
    long started = System.nanoTime();
    client.call("eth_sendRawTransaction", hex);
    while (true) {
      JsonNode receipt = client.call("eth_getTransactionReceipt", hash);
      long elapsed = System.nanoTime() - started;
      if (receipt.isObject()) {
        if (!receipt.path("status").asString("").equals("0x1")) {
          throw CommandFailure.failed("transaction " + hash + " was refused by the chain");
        }
        return elapsed;
      }
      if (elapsed > PATIENCE_NANOS) {
        throw CommandFailure.failed("no receipt of " + hash + " after 30 s");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
