package althing.ledger.state;

/** The 256 bits of a key's SHA-256 as a path from the root: the first bit is the top turn. */
final class KeyPath {

  static final int BITS = 256;
  static final int NIBBLES = 64;

  private KeyPath() {}

  /** Turn {@code depth} of the path that starts in {@code hashes} at {@code at}: 1 is right. */
  static int bit(byte[] hashes, int at, int depth) {
    return hashes[at + depth / 8] >>> 7 - depth % 8 & 1;
  }

  static int nibble(byte[] hashes, int at, int depth) {
    return hashes[at + depth / 2] >>> (depth % 2 == 0 ? 4 : 0) & 0x0f;
  }

  /** Whether two paths take the same first {@code bits} turns. */
  static boolean sameStart(byte[] one, byte[] other, int bits) {
    for (int depth = 0; depth < bits; depth++) {
      if (bit(one, 0, depth) != bit(other, 0, depth)) {
        return false;
      }
    }
    return true;
  }
}
