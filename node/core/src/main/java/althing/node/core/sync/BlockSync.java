package althing.node.core.sync;

import althing.ledger.chain.ChainReader;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment;
import althing.node.core.NodeApi.SyncProgress;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.NotAvailable;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/**
 * Final blocks to peers that are behind, and from peers when this node is. It has the messages of
 * {@link althing.node.network.Lane#BLOCKS} to itself. Safe from any thread.
 */
public final class BlockSync implements AutoCloseable {

  private static final int MALFORMED_POINTS = 50;

  private final PeerNetwork network;
  private final RangeServer server;
  private final RangeFetcher fetcher;

  /**
   * @param chain with its genesis block
   * @param sink takes what was fetched
   */
  public BlockSync(
      ChainReader chain,
      PeerNetwork network,
      Environment environment,
      RangeSink sink,
      MeterRegistry meters) {
    this.network = network;
    var metrics = new SyncMetrics(meters);
    long height = chain.headHeight();
    server = new RangeServer(chain, network, environment, metrics);
    fetcher =
        new RangeFetcher(
            height, chain.blockHash(height).orElseThrow(), network, environment, sink, metrics);
  }

  /** {@code peer} says to have final blocks up to {@code height}; it need not be true. */
  public void behind(PeerId peer, long height) {
    fetcher.behind(peer, height);
  }

  /** A message from {@code peer}. */
  public void received(PeerId peer, byte[] message) {
    SyncMessage decoded;
    try {
      decoded = SyncCodec.decode(message);
    } catch (MalformedException e) {
      network.penalise(peer, MALFORMED_POINTS, String.valueOf(e.getMessage()));
      return;
    }
    switch (decoded) {
      case BlocksWanted wanted -> server.wanted(peer, wanted);
      case BlocksSent sent -> fetcher.received(peer, sent);
      case NotAvailable answer -> fetcher.received(peer, answer);
    }
  }

  public void disconnected(PeerId peer) {
    server.disconnected(peer);
    fetcher.disconnected(peer);
  }

  /** The newest final block is this one now, whoever made it so. */
  public void committed(long height, Hash hash) {
    fetcher.committed(height, hash);
  }

  /**
   * The certificate of the blocks of {@code peer} that were handed over last proves nothing.
   *
   * @param reason for the log and the peer's record
   */
  public void refused(PeerId peer, String reason) {
    fetcher.refused(peer, reason);
  }

  /**
   * The blocks of {@code peer} up to {@code height}, which were handed over, come too early: they
   * are handed over again when the newest final block is another one.
   */
  public void early(PeerId peer, long height) {
    fetcher.early(peer, height);
  }

  /** How far this node is behind; empty if nobody is known to be further. */
  public Optional<SyncProgress> progress() {
    return fetcher.progress();
  }

  /** Asks nobody any more. */
  @Override
  public void close() {
    fetcher.close();
  }
}
