package althing.ledger.state;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;

/**
 * Under which a node of the state tree is stored: the height that wrote it and the path from the
 * root to it. Newer heights sort after older ones, so that a store appends.
 *
 * @param encoded height(8) ‖ number of nibbles(1) ‖ nibbles, two a byte, the last byte filled with
 *     zero bits
 */
public record NodeKey(Bytes encoded) {

  private static final int HEAD = Long.BYTES + 1;

  /** The key of the root node that {@code height} wrote. */
  public static NodeKey root(long height) {
    return of(height, 0, new byte[0], 0);
  }

  /** The path is the first {@code depth} nibbles of what starts in {@code hashes} at {@code at}. */
  static NodeKey of(long height, int depth, byte[] hashes, int at) {
    byte[] key = new byte[HEAD + (depth + 1) / 2];
    BigEndian.putLong(key, 0, height);
    key[Long.BYTES] = (byte) depth;
    System.arraycopy(hashes, at, key, HEAD, key.length - HEAD);
    if (depth % 2 == 1) {
      key[key.length - 1] &= (byte) 0xf0;
    }
    return new NodeKey(Bytes.wrap(key));
  }

  /**
   * Reads a key.
   *
   * @throws MalformedException if these are not the bytes of a key
   */
  public static NodeKey decode(Bytes encoded) {
    if (encoded.size() < HEAD) {
      throw new MalformedException("state node key: " + encoded.size() + " bytes, at least 9");
    }
    var key = new NodeKey(encoded);
    if (key.depth() >= KeyPath.NIBBLES
        || encoded.size() != HEAD + (key.depth() + 1) / 2
        || key.depth() % 2 == 1 && (encoded.get(encoded.size() - 1) & 0x0f) != 0) {
      throw new MalformedException(
          "state node key: path of depth " + key.depth() + " in " + encoded);
    }
    return key;
  }

  /** The height that wrote the node. */
  public long height() {
    return BigEndian.getLong(encoded.unsafeArray(), 0);
  }

  /** Nibbles from the root, 0..63. */
  public int depth() {
    return encoded.get(Long.BYTES) & 0xff;
  }

  @Override
  public String toString() {
    String digits = encoded.toHex().substring(2 + 2 * HEAD);
    return "state tree node /%s of height %d".formatted(digits.substring(0, depth()), height());
  }
}
