package althing.ledger.chain;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.ByteBuffer;

/**
 * Up to where the chain is final, in META. It is written in the batch of every block, so it names a
 * block exactly if all of that block is there.
 *
 * @param eventCount events in the log
 * @param oldestState lowest height whose state can be read
 * @param oldestTree highest height whose overwritten tree nodes were let go
 */
record HeadRecord(
    long height, Hash hash, Hash stateRoot, long eventCount, long oldestState, long oldestTree) {

  static final byte[] KEY = Bytes.utf8("head").unsafeArray();

  /** Before the first block. */
  static final HeadRecord NONE = new HeadRecord(-1, Hash.ZERO, Hash.ZERO, 0, 0, 0);

  private static final int SIZE = 2 * Hash.SIZE + 4 * Long.BYTES;

  byte[] encoded() {
    return ByteBuffer.allocate(SIZE)
        .putLong(height)
        .put(hash.unsafeArray())
        .put(stateRoot.unsafeArray())
        .putLong(eventCount)
        .putLong(oldestState)
        .putLong(oldestTree)
        .array();
  }

  static HeadRecord decode(byte[] encoded) {
    if (encoded.length != SIZE) {
      throw new StoreException(
          "column META: head record of %d bytes instead of %d".formatted(encoded.length, SIZE));
    }
    var in = ByteBuffer.wrap(encoded);
    return new HeadRecord(
        in.getLong(), hash(in), hash(in), in.getLong(), in.getLong(), in.getLong());
  }

  private static Hash hash(ByteBuffer in) {
    byte[] value = new byte[Hash.SIZE];
    in.get(value);
    return Hash.wrap(value);
  }
}
