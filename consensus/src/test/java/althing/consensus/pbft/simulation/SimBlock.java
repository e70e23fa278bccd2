package althing.consensus.pbft.simulation;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A block of the simulated application.
 *
 * @param salt makes blocks with the same content differ
 * @param valid whether the application finds it valid
 * @param requests what clients asked for
 * @param nextSet members from the next height on, if it closes its set
 */
record SimBlock(
    BlockId id,
    long height,
    BlockId parent,
    long salt,
    boolean valid,
    List<Integer> requests,
    List<PublicKey> nextSet)
    implements Proposal {

  static SimBlock on(
      BlockId parent,
      long height,
      long salt,
      boolean valid,
      List<Integer> requests,
      List<PublicKey> nextSet) {
    return decode(encode(parent, height, salt, valid, requests, nextSet));
  }

  @Override
  public byte[] encoded() {
    return encode(parent, height, salt, valid, requests, nextSet);
  }

  static SimBlock decode(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    byte[] parent = new byte[BlockId.SIZE];
    in.get(parent);
    long height = in.getLong();
    long salt = in.getLong();
    boolean valid = in.get() == 1;
    var requests = new ArrayList<Integer>();
    for (int left = in.getInt(); left > 0; left--) {
      requests.add(in.getInt());
    }
    var set = new ArrayList<PublicKey>();
    while (in.hasRemaining()) {
      byte[] key = new byte[PublicKey.SIZE];
      in.get(key);
      set.add(PublicKey.of(key));
    }
    return new SimBlock(
        BlockId.of(Digest.of(bytes)),
        height,
        BlockId.of(parent),
        salt,
        valid,
        List.copyOf(requests),
        List.copyOf(set));
  }

  private static byte[] encode(
      BlockId parent,
      long height,
      long salt,
      boolean valid,
      List<Integer> requests,
      List<PublicKey> nextSet) {
    var out =
        ByteBuffer.allocate(
            BlockId.SIZE + 21 + 4 * requests.size() + PublicKey.SIZE * nextSet.size());
    out.put(parent.toArray()).putLong(height).putLong(salt).put((byte) (valid ? 1 : 0));
    out.putInt(requests.size());
    requests.forEach(out::putInt);
    nextSet.forEach(key -> out.put(key.toArray()));
    return out.array();
  }
}
