package althing.node.network;

import althing.ledger.types.Bytes;

/** A peer: the Ed25519 public key that it proved to hold, 32 bytes, ordered as unsigned bytes. */
public record PeerId(Bytes key) implements Comparable<PeerId> {

  public static final int SIZE = 32;

  public PeerId {
    if (key.size() != SIZE) {
      throw new IllegalArgumentException("a peer's key has 32 bytes, not " + key.size());
    }
  }

  public static PeerId of(byte[] key) {
    return new PeerId(Bytes.of(key));
  }

  @Override
  public int compareTo(PeerId other) {
    return key.compareTo(other.key);
  }

  @Override
  public String toString() {
    return key.toHex().substring(2, 14);
  }
}
