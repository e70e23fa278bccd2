package althing.ledger.execution;

import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BlockHeader.ExtraData;
import althing.ledger.block.Bloom;
import althing.ledger.crypto.Sha256;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.state.StateReader;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;

/** Puts the header on executed transactions. */
public final class BlockSealer {

  private BlockSealer() {}

  /**
   * The roots of the two trees after a block.
   *
   * @param state of the state tree
   * @param events of the event tree
   */
  public record Roots(Hash state, Hash events) {}

  /**
   * @param parentHash zero for genesis
   * @param before state before the block, whose validators certify it
   * @param after state after the block, whose validators certify the next
   * @param lastCommit certificate of the newest final ancestor
   * @param vrfProof proof of the seed in {@code executed.input()}
   */
  public static Block seal(
      Hash parentHash,
      ExecutedBlock executed,
      StateReader before,
      StateReader after,
      Roots roots,
      Bytes lastCommit,
      Bytes vrfProof) {
    BlockInput input = executed.input();
    List<Seat> seats = Protocol.validators(after);
    List<Seat> certifiers = input.height() == 0 ? seats : Protocol.validators(before);
    Hash nextSet = Protocol.setHash(seats);
    var extra =
        new ExtraData(
            certifiers.equals(seats) ? nextSet : Protocol.setHash(certifiers),
            nextSet,
            roots.events(),
            executed.eventCount(),
            Hash.ZERO,
            Sha256.hash(lastCommit),
            Sha256.hash(vrfProof));
    var header =
        new BlockHeader(
            parentHash,
            input.proposer(),
            roots.state(),
            Block.transactionsRoot(executed.transactions()),
            Block.receiptsRoot(executed.receipts()),
            Bloom.ofReceipts(executed.receipts()),
            input.height(),
            Simulation.blockGasLimit(after),
            executed.gasUsed(),
            input.timestampMillis(),
            extra,
            input.seed(),
            executed.baseFee());
    return Block.of(header, new BlockBody(executed.transactions(), lastCommit, vrfProof));
  }
}
