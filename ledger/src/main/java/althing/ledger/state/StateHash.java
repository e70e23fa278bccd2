package althing.ledger.state;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Hash;

/**
 * The hashes that define the state tree. A leaf and an inner node never share an input: their first
 * byte differs.
 */
final class StateHash {

  private static final byte LEAF = 0x00;
  private static final byte INNER = 0x01;
  private static final int SIZE = Hash.SIZE;

  private StateHash() {}

  /** SHA-256(0x00 ‖ key hash ‖ value hash), the two lying in one array from {@code at}. */
  static byte[] leaf(byte[] pair, int at) {
    byte[] input = new byte[1 + 2 * SIZE];
    input[0] = LEAF;
    System.arraycopy(pair, at, input, 1, 2 * SIZE);
    return Sha256.digest(input);
  }

  static byte[] leaf(byte[] keyHash, byte[] valueHash) {
    byte[] input = new byte[1 + 2 * SIZE];
    input[0] = LEAF;
    System.arraycopy(keyHash, 0, input, 1, SIZE);
    System.arraycopy(valueHash, 0, input, 1 + SIZE, SIZE);
    return Sha256.digest(input);
  }

  /** SHA-256(0x01 ‖ left ‖ right). */
  static byte[] inner(byte[] left, int leftAt, byte[] right, int rightAt) {
    byte[] input = new byte[1 + 2 * SIZE];
    input[0] = INNER;
    System.arraycopy(left, leftAt, input, 1, SIZE);
    System.arraycopy(right, rightAt, input, 1 + SIZE, SIZE);
    return Sha256.digest(input);
  }
}
