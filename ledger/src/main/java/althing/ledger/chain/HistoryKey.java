package althing.ledger.chain;

import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import java.util.Arrays;

/**
 * Keys of HISTORY: state key ‖ height, sorted by key and then by height. State keys may be prefixes
 * of one another, so the key is closed by 00 00 and each zero byte inside it is written 00 ff.
 */
final class HistoryKey {

  private static final int END_SIZE = 2;

  private HistoryKey() {}

  static byte[] of(Bytes key, long height) {
    byte[] source = key.unsafeArray();
    int zeros = 0;
    for (byte b : source) {
      zeros += b == 0 ? 1 : 0;
    }
    byte[] encoded = new byte[source.length + zeros + END_SIZE + Long.BYTES];
    int at = 0;
    for (byte b : source) {
      encoded[at++] = b;
      if (b == 0) {
        encoded[at++] = (byte) 0xff;
      }
    }
    Keys.putLong(encoded, at + END_SIZE, height);
    return encoded;
  }

  /** After every height of {@code key} and before the next key. */
  static byte[] after(Bytes key) {
    return of(key, -1);
  }

  static long height(byte[] encoded) {
    return Keys.getLong(encoded, encoded.length - Long.BYTES);
  }

  /** The state key of an entry. */
  static Bytes key(byte[] encoded) {
    int end = encoded.length - Long.BYTES - END_SIZE;
    if (end < 0 || encoded[end] != 0 || encoded[end + 1] != 0) {
      throw damaged(encoded);
    }
    byte[] key = new byte[end];
    int size = 0;
    for (int at = 0; at < end; at++) {
      key[size++] = encoded[at];
      if (encoded[at] == 0 && encoded[++at] != (byte) 0xff) {
        throw damaged(encoded);
      }
    }
    return Bytes.wrap(size == end ? key : Arrays.copyOf(key, size));
  }

  /** Whether an entry is one of {@code key}, whose entries start as {@code sample} does. */
  static boolean sameKey(byte[] encoded, byte[] sample) {
    int length = sample.length - Long.BYTES;
    return encoded.length == sample.length && Arrays.equals(encoded, 0, length, sample, 0, length);
  }

  private static StoreException damaged(byte[] encoded) {
    return new StoreException(
        "column " + Column.HISTORY + ": key " + Bytes.of(encoded) + " is damaged");
  }
}
