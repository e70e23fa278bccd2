package althing.node.app.bench;

import althing.ledger.types.Hex;
import althing.node.app.client.RpcClient;
import althing.node.app.client.RpcException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the receipts of each new block, as a client that waits for its transactions does, and tells
 * the tracker. Blocks come with {@code eth_getBlockReceipts}, whose answer is read as a stream.
 */
final class ReceiptFollower implements Runnable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long PAUSE_NANOS = 1_000_000;

  private final RpcClient client;
  private final Tracker tracker;
  private final BooleanSupplier running;
  private final LongAdder blocks = new LongAdder();
  private long next;

  /**
   * @param next the first height to read
   */
  ReceiptFollower(RpcClient client, Tracker tracker, long next, BooleanSupplier running) {
    this.client = client;
    this.tracker = tracker;
    this.next = next;
    this.running = running;
  }

  long blocks() {
    return blocks.sum();
  }

  @Override
  public void run() {
    while (running.getAsBoolean()) {
      if (!readBlock()) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Reads the next block; false when there is none yet. */
  private boolean readBlock() {
    byte[] answer = client.postForBytes(client.body("eth_getBlockReceipts", Hex.quantity(next)));
    long now = System.nanoTime();
    try (JsonParser parser = JSON.createParser(answer)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("error")) {
          RpcClient.result(JSON.readTree(answer));
          throw new RpcException.Unreachable(client.url() + " answered an error without words");
        }
        if (field.equals("result")) {
          if (value != JsonToken.START_ARRAY) {
            return false;
          }
          receipts(parser, now);
        } else {
          parser.skipChildren();
        }
      }
    }
    next++;
    blocks.increment();
    return true;
  }

  private void receipts(JsonParser parser, long now) {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      long shortHash = 0;
      boolean succeeded = false;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "transactionHash" ->
              shortHash = Long.parseUnsignedLong(parser.getString().substring(2, 18), 16);
          case "status" -> succeeded = parser.getString().equals("0x1");
          default -> parser.skipChildren();
        }
      }
      tracker.receipt(shortHash, succeeded, now);
    }
  }
}
