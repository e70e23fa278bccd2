package althing.node.core.sync;

import althing.ledger.block.Block;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.chain.ChainReader;
import althing.ledger.types.Bytes;
import althing.node.core.Environment;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.EncodedBlock;
import althing.node.core.sync.SyncMessage.NotAvailable;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.TokenBucket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Sends final blocks to peers that ask for them (rules SY1 to SY3). Reads the chain on a lane of
 * its own, one question at a time, the peers in turn.
 */
final class RangeServer {

  /** Questions of one peer that wait, the one that is being answered among them. */
  static final int MAX_WAITING = 4;

  static final long REQUESTS_PER_SECOND = 50;
  static final long BYTES_PER_SECOND = 32 << 20;

  private static final int MAX_CLIENTS = 1_024;
  private static final int TOO_MANY_POINTS = 10;
  private static final long MILLI = 1_000_000;

  private final ChainReader chain;
  private final PeerNetwork network;
  private final Environment environment;
  private final SyncMetrics metrics;
  private final Executor lane;
  private final Map<PeerId, Client> clients =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Client> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /** What one peer asked for and may still ask for; remembered when it leaves. */
  private static final class Client {
    final Deque<BlocksWanted> waiting = new ArrayDeque<>();
    final TokenBucket requests;
    final TokenBucket bytes;
    boolean served;

    Client(long now) {
      requests = new TokenBucket(REQUESTS_PER_SECOND, 2 * REQUESTS_PER_SECOND, now);
      bytes = new TokenBucket(BYTES_PER_SECOND, BYTES_PER_SECOND, now);
    }
  }

  RangeServer(
      ChainReader chain, PeerNetwork network, Environment environment, SyncMetrics metrics) {
    this.chain = chain;
    this.network = network;
    this.environment = environment;
    this.metrics = metrics;
    lane = environment.lane("sync-serve");
  }

  /** {@code peer} asks for blocks; it is answered later. */
  synchronized void wanted(PeerId peer, BlocksWanted wanted) {
    var client = clients.computeIfAbsent(peer, _ -> new Client(environment.nanoTime()));
    if (client.waiting.size() == MAX_WAITING) {
      network.penalise(peer, TOO_MANY_POINTS, "more questions for blocks than may wait");
      return;
    }
    client.waiting.add(wanted);
    if (!client.served) {
      client.served = true;
      lane.execute(() -> serve(peer));
    }
  }

  /** What {@code peer} asked for is not needed any more. */
  synchronized void disconnected(PeerId peer) {
    var client = clients.get(peer);
    if (client != null) {
      client.waiting.clear();
    }
  }

  private void serve(PeerId peer) {
    Optional<BlocksWanted> wanted = next(peer);
    if (wanted.isPresent()) {
      send(peer, wanted.get(), SyncCodec.encode(answer(wanted.get())));
    }
  }

  /** The question to answer now, if there is one and the peer's allowance permits it. */
  private synchronized Optional<BlocksWanted> next(PeerId peer) {
    var client = clients.get(peer);
    if (client == null) {
      return Optional.empty();
    }
    long now = environment.nanoTime();
    long wait = Math.max(client.requests.waitNanos(now), client.bytes.waitNanos(now));
    if (wait > 0 && !client.waiting.isEmpty()) {
      environment.schedule(wait / MILLI + 1, () -> lane.execute(() -> serve(peer)));
      return Optional.empty();
    }
    BlocksWanted wanted = client.waiting.peek();
    if (wanted == null) {
      client.served = false;
      return Optional.empty();
    }
    client.requests.take(1, now);
    return Optional.of(wanted);
  }

  /** Answers, unless the peer has left since; a new connection knows nothing of the question. */
  private synchronized void send(PeerId peer, BlocksWanted wanted, byte[] answer) {
    var client = clients.get(peer);
    if (client == null) {
      return;
    }
    if (wanted.equals(client.waiting.peek())) {
      client.waiting.remove();
      network.send(peer, Lane.BLOCKS, answer);
    }
    client.bytes.take(answer.length, environment.nanoTime());
    lane.execute(() -> serve(peer));
  }

  /**
   * Blocks from the height asked for on, to the first certificate at or after the last one wanted,
   * or to the end of the validator set. If that is too much, to the last certificate that fits; if
   * none does, what fits, without a certificate.
   */
  private SyncMessage answer(BlocksWanted wanted) {
    long head = chain.headHeight();
    long lowest = chain.oldestBlock();
    if (wanted.from() > head || wanted.from() < lowest) {
      return new NotAvailable(wanted.request(), lowest, head);
    }
    long last = wanted.from() + wanted.blocks() - 1;
    List<EncodedBlock> blocks = new ArrayList<>();
    Bytes certificate = Bytes.EMPTY;
    int certified = 0;
    int bytes = 0;
    for (long height = wanted.from(); height <= head; height++) {
      Block block = chain.block(height).orElseThrow();
      var encoded =
          new EncodedBlock(HeaderCodec.encode(block.header()), BodyCodec.encode(block.body()));
      bytes += encoded.size();
      boolean isTooMuch = bytes > wanted.bytes() || blocks.size() == BlocksWanted.MAX_BLOCKS;
      if (isTooMuch && !blocks.isEmpty()) {
        break;
      }
      blocks.add(encoded);
      Optional<Bytes> own = chain.certificate(height);
      if (own.isPresent()) {
        certificate = own.get();
        certified = blocks.size();
      }
      if (block.header().closesSet() || own.isPresent() && height >= last) {
        break;
      }
    }
    List<EncodedBlock> row = certified == 0 ? blocks : blocks.subList(0, certified);
    metrics.served.increment(row.size());
    return new BlocksSent(wanted.request(), head, row, certificate);
  }
}
