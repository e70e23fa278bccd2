package althing.ledger.chain;

import althing.ledger.chain.ChainReader.TransactionPlace;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Address;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The small keys and values of the columns; numbers are big-endian, so that they sort. */
final class Keys {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Bits of a place that hold the index in the block. */
  private static final int INDEX_BITS = 24;

  private static final long MAX_PLACE_HEIGHT = (1L << 63 - INDEX_BITS) - 1;

  private Keys() {}

  static void putLong(byte[] target, int at, long value) {
    LONG.set(target, at, value);
  }

  static long getLong(byte[] source, int at) {
    return (long) LONG.get(source, at);
  }

  /** A height or a sequence number: 8 bytes. */
  static byte[] number(long value) {
    byte[] key = new byte[Long.BYTES];
    putLong(key, 0, value);
    return key;
  }

  /** Reads {@link #number}; {@code column} is named when the length is wrong. */
  static long number(byte[] key, Column column) {
    if (key.length != Long.BYTES) {
      throw new StoreException(
          "column %s: a number of %d bytes instead of 8".formatted(column, key.length));
    }
    return getLong(key, 0);
  }

  /** Level(1) ‖ index(8). */
  static byte[] tile(int level, long index) {
    byte[] key = new byte[1 + Long.BYTES];
    key[0] = (byte) level;
    putLong(key, 1, index);
    return key;
  }

  /** Sender(20) ‖ nonce(8). */
  static byte[] senderNonce(Address sender, long nonce) {
    byte[] key = Arrays.copyOf(sender.unsafeArray(), Address.SIZE + Long.BYTES);
    putLong(key, Address.SIZE, nonce);
    return key;
  }

  /** height · 2^24 + index without its leading zero bytes. */
  static byte[] place(long height, int index) {
    if (height > MAX_PLACE_HEIGHT || index >= 1 << INDEX_BITS) {
      throw new IllegalArgumentException("place %d of height %d".formatted(index, height));
    }
    byte[] padded = number(height << INDEX_BITS | index);
    int zeros = Long.numberOfLeadingZeros(height << INDEX_BITS | index) / Byte.SIZE;
    return Arrays.copyOfRange(padded, zeros, padded.length);
  }

  /** Reads {@link #place}; {@code column} is named when the length is wrong. */
  static TransactionPlace place(byte[] value, Column column) {
    if (value.length > Long.BYTES) {
      throw new StoreException(
          "column %s: a place of %d bytes instead of at most 8".formatted(column, value.length));
    }
    byte[] padded = new byte[Long.BYTES];
    System.arraycopy(value, 0, padded, padded.length - value.length, value.length);
    long place = getLong(padded, 0);
    return new TransactionPlace(place >>> INDEX_BITS, (int) place & (1 << INDEX_BITS) - 1);
  }
}
