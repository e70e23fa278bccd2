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
  private static final int SIZE = 1 + 2 * Hash.SIZE;

  /** Where the hashes of the two halves stand in the input of an inner node. */
  static final int LEFT = 1;

  static final int RIGHT = 1 + Hash.SIZE;

  private StateHash() {}

  /**
   * Puts SHA-256(0x00 ‖ key hash ‖ value hash), the two lying in {@code pair} from {@code from}.
   */
  static void leaf(byte[] pair, int from, byte[] target, int at) {
    byte[] input = new byte[SIZE];
    input[0] = LEAF;
    System.arraycopy(pair, from, input, 1, 2 * Hash.SIZE);
    Sha256.digest(input, target, at);
  }

  static byte[] leaf(byte[] keyHash, byte[] valueHash) {
    return Sha256.digest(new byte[] {LEAF}, keyHash, valueHash);
  }

  /** SHA-256(0x01 ‖ left ‖ right). */
  static byte[] inner(byte[] left, byte[] right) {
    return Sha256.digest(new byte[] {INNER}, left, right);
  }

  /** 0x01 and room for two hashes. */
  static byte[] innerInput() {
    byte[] input = new byte[SIZE];
    input[0] = INNER;
    return input;
  }
}
