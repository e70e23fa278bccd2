package althing.ledger.state;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Changed entries as hashes, then in the order of their paths; 73 bytes each. */
final class EntryBatch {

  private static final int EXPECTED = 256;

  private byte[] hashes;
  private byte[] values;
  private boolean[] removed;
  private int size;

  /** First 32 bits of the key hash, order-preserving as signed, then the position in the arrays. */
  private long[] order = new long[0];

  EntryBatch(int expected) {
    int capacity = Math.max(expected, 1);
    hashes = new byte[Math.multiplyExact(capacity, Hash.SIZE)];
    values = new byte[hashes.length];
    removed = new boolean[capacity];
  }

  /** The changes in path order. */
  static EntryBatch of(StateChanges changes) {
    var batch = new EntryBatch(EXPECTED);
    changes.forEach(batch::add);
    batch.sort();
    return batch;
  }

  /** Adds a change; a null value removes. */
  void add(Bytes key, @Nullable Bytes value) {
    if (size == removed.length) {
      int capacity = Math.addExact(size, Math.max(16, size / 2));
      hashes = Arrays.copyOf(hashes, Math.multiplyExact(capacity, Hash.SIZE));
      values = Arrays.copyOf(values, hashes.length);
      removed = Arrays.copyOf(removed, capacity);
    }
    Sha256.digest(key.unsafeArray(), hashes, size * Hash.SIZE);
    if (value == null) {
      removed[size] = true;
    } else {
      Sha256.digest(value.unsafeArray(), values, size * Hash.SIZE);
    }
    size++;
  }

  /**
   * Puts the entries in path order.
   *
   * @throws IllegalArgumentException if a key is there twice
   */
  void sort() {
    order = new long[size];
    for (int i = 0; i < size; i++) {
      long start = BigEndian.getLong(hashes, i * Hash.SIZE) ^ Long.MIN_VALUE;
      order[i] = start & 0xffff_ffff_0000_0000L | i;
    }
    Arrays.sort(order);
    for (int i = 1; i < size; i++) {
      for (int j = i; j > 0 && order[j] >>> 32 == order[j - 1] >>> 32; j--) {
        int compared = compare(j - 1, hashes, at(j));
        if (compared == 0) {
          throw new IllegalArgumentException("two entries with key hash " + Bytes.of(keyHash(j)));
        }
        if (compared < 0) {
          break;
        }
        long later = order[j - 1];
        order[j - 1] = order[j];
        order[j] = later;
      }
    }
  }

  int size() {
    return size;
  }

  byte[] hashes() {
    return hashes;
  }

  /** Where entry {@code index}'s key hash starts in {@link #hashes()}. */
  int at(int index) {
    return (int) order[index] * Hash.SIZE;
  }

  /** As which one the entry {@code index} was added. */
  int position(int index) {
    return (int) order[index];
  }

  /** The first entry of {@code from..to} that puts, or {@code to}. */
  int nextPut(int from, int to) {
    int index = from;
    while (index < to && removed[(int) order[index]]) {
      index++;
    }
    return index;
  }

  Child.Leaf leaf(int index) {
    int at = at(index);
    return new Child.Leaf(keyHash(index), Arrays.copyOfRange(values, at, at + Hash.SIZE));
  }

  boolean contains(byte[] keyHash, int from, int to) {
    for (int index = from; index < to; index++) {
      if (compare(index, keyHash, 0) == 0) {
        return true;
      }
    }
    return false;
  }

  int nibble(int index, int depth) {
    return KeyPath.nibble(hashes, at(index), depth);
  }

  /** The end of the run of entries that starts at {@code from} and shares its nibble. */
  int endOfRun(int from, int to, int depth) {
    int nibble = nibble(from, depth);
    int end = from + 1;
    while (end < to && nibble(end, depth) == nibble) {
      end++;
    }
    return end;
  }

  private byte[] keyHash(int index) {
    return Arrays.copyOfRange(hashes, at(index), at(index) + Hash.SIZE);
  }

  private int compare(int index, byte[] other, int otherAt) {
    int at = at(index);
    return Arrays.compareUnsigned(hashes, at, at + Hash.SIZE, other, otherAt, otherAt + Hash.SIZE);
  }
}
