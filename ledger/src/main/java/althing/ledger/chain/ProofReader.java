package althing.ledger.chain;

import althing.ledger.state.StateProof;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Evidence about the final chain: proofs in the event tree and its static tiles. Sizes run from 0
 * to {@link ChainReader#eventCount()}; an argument outside is an {@link IllegalArgumentException}
 * that names the bound. Safe from any thread.
 */
public interface ProofReader {

  /** RFC 9162 root of the first {@code size} events. */
  Hash eventRoot(long size);

  /**
   * Audit path of the leaf {@code sequence} in the tree of {@code size} leaves, leaf side first.
   */
  List<Hash> inclusionProof(long sequence, long size);

  /** Proof that the tree of {@code newSize} leaves extends the one of {@code oldSize}. */
  List<Hash> consistencyProof(long oldSize, long newSize);

  /** The node's newest signed checkpoint: a C2SP signed note, ending in a line feed. */
  String checkpoint();

  /**
   * The checkpoint that this node signed when the block at {@code height} ended an epoch.
   *
   * @throws NoCheckpointException naming the nearest heights that have one
   */
  String checkpointAt(long height) throws NoCheckpointException;

  /**
   * A tile of the event tree (C2SP tlog-tiles): {@code width} hashes of 32 bytes, 1..256.
   *
   * @return empty when the tree does not yet hold all of them
   */
  Optional<Bytes> tile(int level, long index, int width);

  /**
   * What the state tree after the block at {@code height} says about {@code key}: its value, or
   * that it has none.
   *
   * @throws NotProvableException if that height's tree is not kept (DESIGN §5)
   */
  StateProof stateProof(Bytes key, long height) throws NotProvableException;

  /** The leaves below a level-0 tile, each as a 2-byte length and its bytes. */
  Optional<Bytes> entryBundle(long index, int width);

  /** No state proof can be made at a height any more. The message names the nearest that can. */
  final class NotProvableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param before nearest provable height below, if there is one
     * @param after nearest provable height above
     */
    public NotProvableException(long asked, OptionalLong before, long after) {
      super(
          "no state proof at height %d: the nearest provable heights are %s%d"
              .formatted(asked, before.isPresent() ? before.getAsLong() + " and " : "", after));
    }
  }

  /** No checkpoint is kept at a height. The message names the nearest that has one. */
  final class NoCheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoCheckpointException(long asked, OptionalLong before, OptionalLong after) {
      super(
          "no checkpoint is kept at height %d: the nearest before is %s, the nearest after %s"
              .formatted(asked, text(before), text(after)),
          null,
          false,
          false);
    }

    private static String text(OptionalLong height) {
      return height.isPresent() ? Long.toString(height.getAsLong()) : "none";
    }
  }
}
