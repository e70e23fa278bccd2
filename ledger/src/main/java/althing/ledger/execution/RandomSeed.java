package althing.ledger.execution;

import althing.ledger.block.BlockHeader;
import althing.ledger.crypto.Ecvrf;
import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The chain of random seeds (RULES 0): each block's proposer proves, with ECVRF over the parent's
 * seed and the height, an output that it could not choose; the seed is SHA-256(parent's seed ‖
 * output). What bias is left: a proposer that does not like its output may stay silent and be
 * skipped.
 */
public record RandomSeed(Hash value, Bytes proof) {

  /** The seed of height 0. */
  public static Hash ofGenesis(Bytes genesisHash) {
    return Sha256.hash(Bytes.utf8("althing/seed/v1").concat(genesisHash));
  }

  /** The seed of the block after {@code parent}, proposed by the holder of {@code nodeSeed}. */
  public static RandomSeed prove(BlockHeader parent, byte[] nodeSeed) {
    byte[] proof = Ecvrf.prove(nodeSeed, alpha(parent));
    return new RandomSeed(next(parent, Ecvrf.proofToHash(proof)), Bytes.wrap(proof));
  }

  /** The seed that {@code proof} stands for, if the proposer with {@code nodeKey} made it. */
  public static Optional<Hash> verify(BlockHeader parent, Bytes nodeKey, Bytes proof) {
    if (proof.size() != Ecvrf.PROOF_SIZE) {
      return Optional.empty();
    }
    return Ecvrf.verify(nodeKey.unsafeArray(), alpha(parent), proof.unsafeArray())
        .map(output -> next(parent, output));
  }

  private static Hash next(BlockHeader parent, byte[] output) {
    return Sha256.hash(parent.mixHash().unsafeArray(), output);
  }

  private static byte[] alpha(BlockHeader parent) {
    return ByteBuffer.allocate(Hash.SIZE + Long.BYTES)
        .put(parent.mixHash().unsafeArray())
        .putLong(parent.height() + 1)
        .array();
  }
}
