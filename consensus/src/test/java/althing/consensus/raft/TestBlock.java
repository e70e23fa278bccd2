package althing.consensus.raft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import java.nio.ByteBuffer;

/** A block of a height, a parent and a number; nothing can be put into it. */
record TestBlock(BlockId id, long height, BlockId parent, long number) implements Proposal {

  static final BlockId GENESIS = id(new byte[] {9});

  /** Numbers that this divides make a block that no application accepts. */
  static final long INVALID = 97;

  static TestBlock on(BlockId parent, long height, long number) {
    byte[] encoded = encode(height, parent, number);
    return new TestBlock(id(encoded), height, parent, number);
  }

  static TestBlock read(byte[] encoded) {
    var in = ByteBuffer.wrap(encoded);
    long height = in.getLong();
    byte[] parent = new byte[BlockId.SIZE];
    in.get(parent);
    return on(BlockId.of(parent), height, in.getLong());
  }

  boolean isValid() {
    return number % INVALID != 0;
  }

  @Override
  public byte[] encoded() {
    return encode(height, parent, number);
  }

  private static byte[] encode(long height, BlockId parent, long number) {
    return ByteBuffer.allocate(2 * Long.BYTES + BlockId.SIZE)
        .putLong(height)
        .put(parent.toArray())
        .putLong(number)
        .array();
  }

  private static BlockId id(byte[] encoded) {
    return BlockId.of(Keys.digest(encoded));
  }
}
