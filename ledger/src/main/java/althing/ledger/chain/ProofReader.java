package althing.ledger.chain;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;
import java.util.Optional;

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
   * A tile of the event tree (C2SP tlog-tiles): {@code width} hashes of 32 bytes, 1..256.
   *
   * @return empty when the tree does not yet hold all of them
   */
  Optional<Bytes> tile(int level, long index, int width);

  /** The leaves below a level-0 tile, each as a 2-byte length and its bytes. */
  Optional<Bytes> entryBundle(long index, int width);
}
