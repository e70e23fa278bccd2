package althing.node.app.bench;

import java.util.Arrays;

/**
 * The transactions that one connection sends, in order, packed into one array. A sender belongs to
 * one lane, so that its nonces arrive in order.
 *
 * @param first number of the lane's first transaction among those of all lanes
 * @param ends where each envelope ends in {@code bytes}
 * @param shortHashes of each envelope
 */
record Lane(int first, byte[] bytes, int[] ends, long[] shortHashes) {

  int size() {
    return ends.length;
  }

  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Collects envelopes. */
  static final class Builder {
    private final int first;
    private byte[] bytes;
    private final int[] ends;
    private final long[] shortHashes;
    private int count;

    Builder(int first, int size) {
      this.first = first;
      this.bytes = new byte[Math.multiplyExact(Math.max(1, size), 120)];
      this.ends = new int[size];
      this.shortHashes = new long[size];
    }

    void add(byte[] envelope) {
      int start = count == 0 ? 0 : ends[count - 1];
      if (bytes.length - start < envelope.length) {
        bytes = Arrays.copyOf(bytes, Math.addExact(bytes.length, bytes.length / 4 + 256));
      }
      System.arraycopy(envelope, 0, bytes, start, envelope.length);
      ends[count] = start + envelope.length;
      shortHashes[count] = Transfers.shortHash(envelope);
      count++;
    }

    Lane build() {
      return new Lane(first, bytes, ends, shortHashes);
    }
  }
}
