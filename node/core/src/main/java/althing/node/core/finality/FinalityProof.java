package althing.node.core.finality;

import althing.ledger.block.BlockHeader;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evidence that a block is final, from the genesis on. It is worth nothing until {@link
 * FinalityVerifier} has held it against a genesis that one trusts.
 *
 * @param genesis header of the block at height 0, whose hash names the chain
 * @param start bytes of the chain's first event, {@code ChainStarted}, which names the engine
 * @param startPath audit path of that event in the event tree of {@code genesis}
 * @param handovers each block that closed a validator set, in order, up to the set that certified
 *     the proven block
 * @param block the proven block with what makes it final; null when it is genesis itself
 */
public record FinalityProof(
    BlockHeader genesis,
    Bytes start,
    List<Hash> startPath,
    List<CertifiedHeaders> handovers,
    @Nullable CertifiedHeaders block) {

  /** The most hand-overs that a proof holds. */
  public static final int MAX_HANDOVERS = 1_000;

  public FinalityProof {
    startPath = List.copyOf(startPath);
    handovers = List.copyOf(handovers);
    if (handovers.size() > MAX_HANDOVERS) {
      throw new IllegalArgumentException(
          "%d hand-overs, at most %d".formatted(handovers.size(), MAX_HANDOVERS));
    }
  }

  /** Header of the proven block. */
  public BlockHeader proven() {
    return block == null ? genesis : block.headers().getFirst();
  }

  /**
   * Who certified the block at {@code height}, which is not above the proven one.
   *
   * @throws IllegalArgumentException if the proof is of genesis
   */
  public List<Seat> validatorsAt(long height) {
    if (block == null) {
      throw new IllegalArgumentException("a proof of genesis names no validators");
    }
    for (CertifiedHeaders handover : handovers) {
      if (height <= handover.headers().getLast().height()) {
        return handover.validators();
      }
    }
    return block.validators();
  }
}
