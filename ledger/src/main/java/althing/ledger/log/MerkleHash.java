package althing.ledger.log;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;

/** Hashes of RFC 9162 section 2.1.1: leaves and inner nodes live in different domains. */
public final class MerkleHash {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  /** Root of the tree without leaves: SHA-256 of nothing. */
  public static final Hash EMPTY_ROOT = Sha256.hash();

  private MerkleHash() {}

  public static Hash leaf(Bytes entry) {
    return Sha256.hash(LEAF, entry.unsafeArray());
  }

  public static Hash node(Hash left, Hash right) {
    return Sha256.hash(NODE, left.unsafeArray(), right.unsafeArray());
  }
}
