package althing.ledger.state;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * State proofs to bytes and back: end(1): 0 nothing, 1 leaf ‖ for a leaf key hash(32) ‖ value
 * hash(32) ‖ number of siblings(2), at most 256 ‖ siblings(32 each), the deepest first.
 */
public final class StateProofCodec {

  private static final int NOTHING = 0;
  private static final int LEAF = 1;

  private StateProofCodec() {}

  public static Bytes encode(StateProof proof) {
    var parts = new ArrayList<byte[]>();
    switch (proof.end()) {
      case StateProof.Nothing _ -> parts.add(new byte[] {NOTHING});
      case StateProof.Leaf leaf -> {
        parts.add(new byte[] {LEAF});
        parts.add(leaf.keyHash().unsafeArray());
        parts.add(leaf.valueHash().unsafeArray());
      }
    }
    byte[] count = new byte[Short.BYTES];
    BigEndian.putShort(count, 0, proof.siblings().size());
    parts.add(count);
    proof.siblings().forEach(sibling -> parts.add(sibling.unsafeArray()));
    return Bytes.wrap(Bytes.concat(parts.toArray(byte[][]::new)));
  }

  /**
   * Reads a proof, all bytes of it.
   *
   * @throws MalformedException if they are not what {@link #encode} writes
   */
  public static StateProof decode(Bytes encoded) {
    requireLength(encoded, 1);
    int tag = encoded.get(0) & 0xff;
    if (tag > LEAF) {
      throw new MalformedException("state proof: end " + tag + " at offset 0, must be 0 or 1");
    }
    int at = 1 + tag * 2 * Hash.SIZE;
    requireLength(encoded, at + Short.BYTES);
    int count = BigEndian.getShort(encoded.unsafeArray(), at);
    if (count > KeyPath.BITS) {
      throw new MalformedException(
          "state proof: %d siblings at offset %d, at most 256".formatted(count, at));
    }
    int length = at + Short.BYTES + count * Hash.SIZE;
    requireLength(encoded, length);
    if (encoded.size() != length) {
      throw new MalformedException(
          "state proof: %d bytes left over at offset %d"
              .formatted(encoded.size() - length, length));
    }
    List<Hash> siblings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      siblings.add(hash(encoded, at + Short.BYTES + i * Hash.SIZE));
    }
    return new StateProof(
        tag == NOTHING
            ? new StateProof.Nothing()
            : new StateProof.Leaf(hash(encoded, 1), hash(encoded, 1 + Hash.SIZE)),
        siblings);
  }

  private static Hash hash(Bytes encoded, int at) {
    return Hash.wrap(encoded.slice(at, at + Hash.SIZE).unsafeArray());
  }

  private static void requireLength(Bytes encoded, int length) {
    if (encoded.size() < length) {
      throw new MalformedException(
          "state proof: ends at offset %d, before offset %d".formatted(encoded.size(), length));
    }
  }
}
