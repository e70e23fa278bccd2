package althing.node.core.sync;

import althing.ledger.block.Block;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.chain.ChainReader;
import althing.ledger.types.Bytes;
import althing.node.core.Environment;
import althing.node.core.peer.QuestionLane;
import althing.node.core.peer.QuestionLane.Answer;
import althing.node.core.peer.QuestionLane.Limits;
import althing.node.core.peer.QuestionLane.Subject;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.EncodedBlock;
import althing.node.core.sync.SyncMessage.NotAvailable;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends final blocks to peers that ask for them (rules SY1 to SY3). Reads the chain on a lane of
 * its own, one question at a time, the peers in turn.
 */
final class RangeServer {

  /** Questions of one peer that wait, the one that is being answered among them. */
  static final int MAX_WAITING = 4;

  static final long REQUESTS_PER_SECOND = 50;
  static final long BYTES_PER_SECOND = 32 << 20;

  private final ChainReader chain;
  private final SyncMetrics metrics;
  private final QuestionLane<BlocksWanted> questions;

  RangeServer(
      ChainReader chain, PeerNetwork network, Environment environment, SyncMetrics metrics) {
    this.chain = chain;
    this.metrics = metrics;
    questions =
        new QuestionLane<>(
            new Subject("sync-serve", "blocks", Lane.BLOCKS),
            new Limits(MAX_WAITING, REQUESTS_PER_SECOND, BYTES_PER_SECOND),
            wanted -> new Answer(SyncCodec.encode(answer(wanted)), 0),
            network,
            environment);
  }

  /** {@code peer} asks for blocks; it is answered later. */
  void wanted(PeerId peer, BlocksWanted wanted) {
    questions.asked(peer, wanted);
  }

  /** What {@code peer} asked for is not needed any more. */
  void disconnected(PeerId peer) {
    questions.disconnected(peer);
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
