package althing.ledger.state;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;

/**
 * A node that newer heights no longer reach: it belongs to the trees of the heights from {@code
 * node.height()} up to, not including, {@code since}.
 */
public record StaleNode(long since, NodeKey node) {

  /** since(8) ‖ node key: sorts by the height that overwrote. */
  public Bytes encoded() {
    byte[] since = new byte[Long.BYTES];
    BigEndian.putLong(since, 0, this.since);
    return Bytes.wrap(since).concat(node.encoded());
  }

  /**
   * Reads what {@link #encoded()} wrote.
   *
   * @throws MalformedException if these are not such bytes
   */
  public static StaleNode decode(Bytes encoded) {
    if (encoded.size() < Long.BYTES) {
      throw new MalformedException("stale node: " + encoded.size() + " bytes, at least 17");
    }
    var node = NodeKey.decode(encoded.slice(Long.BYTES, encoded.size()));
    long since = BigEndian.getLong(encoded.unsafeArray(), 0);
    if (since <= node.height()) {
      throw new MalformedException("stale node: overwritten at " + since + " before " + node);
    }
    return new StaleNode(since, node);
  }
}
