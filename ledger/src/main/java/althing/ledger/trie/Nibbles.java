package althing.ledger.trie;

import althing.ledger.types.MalformedException;

/** Keys read as half bytes, and the hex-prefix form of their pieces (Yellow Paper, appendix C). */
final class Nibbles {

  private static final int ODD = 0x10;
  private static final int LEAF = 0x20;

  private Nibbles() {}

  static int count(byte[] key) {
    return key.length * 2;
  }

  static int at(byte[] key, int index) {
    return key[index >>> 1] >>> ((~index & 1) << 2) & 0x0f;
  }

  /** The first nibble from {@code from} on in which the keys differ, or the end of the shorter. */
  static int mismatch(byte[] left, byte[] right, int from) {
    int end = Math.min(count(left), count(right));
    int i = from;
    while (i < end && at(left, i) == at(right, i)) {
      i++;
    }
    return i;
  }

  /**
   * The nibbles {@code from} to {@code to} of a key with the flags that say leaf or not, odd or
   * even.
   */
  static byte[] hexPrefix(byte[] key, int from, int to, boolean leaf) {
    int length = to - from;
    byte[] out = new byte[length / 2 + 1];
    int at = from;
    out[0] = (byte) (leaf ? LEAF : 0);
    if ((length & 1) == 1) {
      out[0] |= (byte) (ODD | at(key, at++));
    }
    for (int i = 1; i < out.length; i++) {
      out[i] = (byte) (at(key, at) << 4 | at(key, at + 1));
      at += 2;
    }
    return out;
  }

  /** A piece of a key as a node holds it. */
  record Piece(byte[] prefixed, boolean leaf) {

    /**
     * Reads the hex-prefix form; refuses unknown flags and an even piece that is not padded by 0.
     */
    static Piece of(byte[] prefixed) {
      int flags = prefixed.length == 0 ? -1 : prefixed[0] & 0xff;
      boolean padded = (flags & ODD) != 0 || (flags & 0x0f) == 0;
      if (flags < 0 || flags >= 0x40 || !padded) {
        throw new MalformedException("trie node: path is not in hex-prefix form");
      }
      return new Piece(prefixed, (flags & LEAF) != 0);
    }

    int length() {
      return count(prefixed) - start();
    }

    /** Whether the nibbles of {@code key} from {@code from} on start with this piece. */
    boolean isAt(byte[] key, int from) {
      if (count(key) - from < length()) {
        return false;
      }
      int start = start();
      for (int i = 0; i < length(); i++) {
        if (at(prefixed, start + i) != at(key, from + i)) {
          return false;
        }
      }
      return true;
    }

    private int start() {
      return (prefixed[0] & ODD) != 0 ? 1 : 2;
    }
  }
}
