package althing.node.store;

import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * A batch written on this side in the form in which RocksDB keeps it, so that it crosses to native
 * code once and not once an entry: sequence number (8, left 0) ‖ count (4) ‖ entries of tag (1) ‖
 * column ‖ length and key ‖ length and value, numbers little-endian or as varints.
 */
final class RawBatch implements Batch {

  private static final int HEADER_SIZE = 12;
  private static final int COUNT_OFFSET = 8;
  private static final int PUT = 0x05;
  private static final int DELETE = 0x04;
  private static final int DELETE_RANGE = 0x0e;

  private final ToIntFunction<Column> columnIds;
  private byte[] buffer = new byte[4096];
  private int size = HEADER_SIZE;
  private int count;
  private int noted;

  RawBatch(ToIntFunction<Column> columnIds) {
    this.columnIds = columnIds;
  }

  @Override
  public void put(Column column, byte[] key, byte[] value) {
    entry(PUT, column, key, value.length + 5);
    bytes(value);
  }

  @Override
  public void delete(Column column, byte[] key) {
    entry(DELETE, column, key, 0);
  }

  @Override
  public void deleteRange(Column column, byte[] from, byte[] to) {
    if (Arrays.compareUnsigned(from, to) >= 0) {
      noted++;
      return;
    }
    entry(DELETE_RANGE, column, from, to.length + 5);
    bytes(to);
  }

  @Override
  public int count() {
    return count + noted;
  }

  /** The finished batch in RocksDB's form. */
  byte[] serialized() {
    for (int i = 0; i < Integer.BYTES; i++) {
      buffer[COUNT_OFFSET + i] = (byte) (count >>> 8 * i);
    }
    return Arrays.copyOf(buffer, size);
  }

  private void entry(int tag, Column column, byte[] key, int more) {
    int needed = Math.addExact(size, Math.addExact(key.length + 11, more));
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8, needed * 2L));
    }
    buffer[size++] = (byte) tag;
    varint(columnIds.applyAsInt(column));
    bytes(key);
    count++;
  }

  private void bytes(byte[] value) {
    varint(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
  }

  private void varint(int value) {
    int rest = value;
    while (rest >= 0x80) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  @Override
  public void close() {
    buffer = new byte[0];
  }
}
