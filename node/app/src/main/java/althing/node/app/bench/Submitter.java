package althing.node.app.bench;

import althing.node.app.client.RpcClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * Sends one lane's transactions over one connection in batches, as fast as the pace and the limit
 * of outstanding transactions allow. A refused transaction is sent again after a pause, unless the
 * node has it already.
 */
final class Submitter implements Runnable {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long PAUSE_NANOS = 500_000;
  private static final long RETRY_PAUSE_NANOS = 20_000_000;

  private final RpcClient client;
  private final Lane lane;
  private final Tracker tracker;
  private final Pace pace;
  private final BooleanSupplier running;
  private final int batchSize;
  private final Deque<Integer> again = new ArrayDeque<>();
  private int next;
  private volatile String lastRefusal = "";

  Submitter(
      RpcClient client,
      Lane lane,
      Tracker tracker,
      Pace pace,
      int batchSize,
      BooleanSupplier running) {
    this.client = client;
    this.lane = lane;
    this.tracker = tracker;
    this.pace = pace;
    this.batchSize = batchSize;
    this.running = running;
  }

  /** The words of the newest refusal, empty if there was none. */
  String lastRefusal() {
    return lastRefusal;
  }

  /** Whether every transaction of the lane was sent. */
  boolean isSpent() {
    return next == lane.size() && again.isEmpty();
  }

  @Override
  public void run() {
    while (running.getAsBoolean() && !isSpent()) {
      int allowed = pace.allowed(batchSize, tracker.outstanding());
      if (allowed == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
        continue;
      }
      send(take(allowed));
    }
  }

  private List<Integer> take(int limit) {
    var batch = new ArrayList<Integer>(limit);
    while (batch.size() < limit && !again.isEmpty()) {
      batch.add(again.poll());
    }
    while (batch.size() < limit && next < lane.size()) {
      batch.add(next++);
    }
    return batch;
  }

  private void send(List<Integer> batch) {
    byte[] body = body(batch);
    long now = System.nanoTime();
    for (int index : batch) {
      tracker.submitting(lane.first() + index, now);
    }
    JsonNode answers = client.post(body);
    if (!answers.isArray()) {
      RpcClient.result(answers);
    }
    boolean refused = false;
    for (JsonNode answer : answers) {
      JsonNode error = answer.get("error");
      if (error != null) {
        refused |= refused(answer.path("id").asInt(), error.path("message").asString(""));
      }
    }
    if (refused) {
      LockSupport.parkNanos(RETRY_PAUSE_NANOS);
    }
  }

  /** Whether the transaction has to be sent again. */
  private boolean refused(int index, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    if (words.contains("already known") || words.contains("nonce too low")) {
      return false;
    }
    lastRefusal = message;
    tracker.rejected(lane.first() + index);
    again.add(index);
    return true;
  }

  private byte[] body(List<Integer> batch) {
    var out = new ByteArrayOutputStream(batch.size() * 320);
    char separator = '[';
    for (int index : batch) {
      ascii(out, separator + "{\"jsonrpc\":\"2.0\",\"id\":" + index);
      ascii(out, ",\"method\":\"eth_sendRawTransaction\",\"params\":[\"0x");
      for (int at = lane.start(index); at < lane.ends()[index]; at++) {
        int value = lane.bytes()[at];
        out.write(HEX[value >> 4 & 0xf]);
        out.write(HEX[value & 0xf]);
      }
      ascii(out, "\"]}");
      separator = ',';
    }
    out.write(']');
    return out.toByteArray();
  }

  private static void ascii(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
