package althing.node.core.chain;

import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.ledger.block.BlockHeader;
import althing.ledger.crypto.Ed25519;
import althing.ledger.execution.RandomSeed;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;

/** Who this node is: the account that earns its tips, and the key that signs votes and seeds. */
public final class NodeIdentity {

  private final Seat seat;
  private final byte[] nodeSeed;

  /**
   * @param nodeSeed 32-byte Ed25519 private key
   */
  public NodeIdentity(Address account, byte[] nodeSeed) {
    this.nodeSeed = nodeSeed.clone();
    seat = new Seat(account, Bytes.wrap(Ed25519.publicKey(nodeSeed)));
  }

  public Seat seat() {
    return seat;
  }

  public PublicKey publicKey() {
    return publicKey(seat);
  }

  public Signature sign(byte[] message) {
    return Signature.of(Ed25519.sign(nodeSeed, message));
  }

  RandomSeed seedAfter(BlockHeader parent) {
    return RandomSeed.prove(parent, nodeSeed);
  }

  static PublicKey publicKey(Seat seat) {
    return PublicKey.of(seat.nodeKey().unsafeArray());
  }
}
