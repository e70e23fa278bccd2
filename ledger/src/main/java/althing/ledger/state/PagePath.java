package althing.ledger.state;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;

/**
 * Where in the state tree a page is, whatever height wrote it.
 *
 * @param encoded number of nibbles(1), 0 to 63 ‖ nibbles from the root, two a byte, the last byte
 *     filled with zero bits
 */
public record PagePath(Bytes encoded) {

  /** The longest encoding. */
  public static final int MAX_SIZE = 1 + KeyPath.NIBBLES / 2;

  public static final PagePath ROOT = new PagePath(Bytes.of((byte) 0));

  private static final Bytes NO_HEIGHT = Bytes.wrap(new byte[Long.BYTES]);

  /**
   * Reads a path.
   *
   * @throws MalformedException if these are not the bytes of one
   */
  public static PagePath decode(Bytes encoded) {
    return new PagePath(tail(NodeKey.decode(NO_HEIGHT.concat(encoded))));
  }

  static PagePath of(int depth, byte[] nibbles) {
    return new PagePath(tail(NodeKey.of(0, depth, nibbles, 0)));
  }

  private static Bytes tail(NodeKey key) {
    return key.encoded().slice(Long.BYTES, key.encoded().size());
  }

  /** How many bytes a path of so many nibbles has. */
  public static int size(int depth) {
    return 1 + (depth + 1) / 2;
  }

  /** Nibbles from the root. */
  public int depth() {
    return encoded.get(0) & 0xff;
  }

  int nibble(int at) {
    return KeyPath.nibble(encoded.unsafeArray(), 1, at);
  }

  /** The path of the page below {@code slot}. */
  PagePath below(int slot) {
    int depth = depth();
    byte[] nibbles = nibbles();
    nibbles[depth / 2] |= (byte) (depth % 2 == 0 ? slot << 4 : slot);
    return of(depth + 1, nibbles);
  }

  /** Under which the page is stored that {@code height} wrote here. */
  NodeKey at(long height) {
    return NodeKey.of(height, depth(), nibbles(), 0);
  }

  private byte[] nibbles() {
    byte[] nibbles = new byte[KeyPath.NIBBLES / 2 + 1];
    System.arraycopy(encoded.unsafeArray(), 1, nibbles, 0, encoded.size() - 1);
    return nibbles;
  }

  /** How many nibbles the two have in common from the root on. */
  int commonWith(PagePath other) {
    int most = Math.min(depth(), other.depth());
    int common = 0;
    while (common < most && nibble(common) == other.nibble(common)) {
      common++;
    }
    return common;
  }
}
