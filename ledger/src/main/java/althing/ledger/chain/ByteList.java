package althing.ledger.chain;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several byte strings in one value: each as its length in a varint and its bytes. */
final class ByteList {

  private byte[] buffer;
  private int size;

  ByteList(int capacity) {
    buffer = new byte[capacity];
  }

  ByteList add(Bytes item) {
    byte[] bytes = item.unsafeArray();
    int needed = Math.addExact(size, Math.addExact(bytes.length, 5));
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length * 2));
    }
    int rest = bytes.length;
    while (rest >= 0x80) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
    return this;
  }

  byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }

  static byte[] of(Iterable<Bytes> items) {
    var list = new ByteList(1024);
    items.forEach(list::add);
    return list.toArray();
  }

  /**
   * Reads the items after the first {@code skip}, at most {@code limit}.
   *
   * @param from where in {@code value} the list starts
   * @param where names the value in an error
   */
  static List<Bytes> read(byte[] value, int from, long skip, int limit, String where) {
    var items = new ArrayList<Bytes>();
    int at = from;
    for (long i = 0; at < value.length && items.size() < limit; i++) {
      int length = 0;
      int shift = 0;
      byte part;
      do {
        if (at == value.length || shift > 28) {
          throw new StoreException(where + ": a length is damaged at offset " + at);
        }
        part = value[at++];
        length |= (part & 0x7f) << shift;
        shift += 7;
      } while (part < 0);
      if (length < 0 || length > value.length - at) {
        throw new StoreException(where + ": a length is damaged at offset " + at);
      }
      if (i >= skip) {
        items.add(Bytes.wrap(Arrays.copyOfRange(value, at, at + length)));
      }
      at += length;
    }
    return items;
  }
}
