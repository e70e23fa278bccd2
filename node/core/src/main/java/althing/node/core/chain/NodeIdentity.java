package althing.node.core.chain;

import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.ledger.block.BlockHeader;
import althing.ledger.crypto.Ed25519;
import althing.ledger.execution.RandomSeed;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.state.StateReader;
import althing.ledger.types.Bytes;
import java.util.List;
import java.util.Optional;

/** Who this node is: the key that signs votes and seeds, and holds a seat or does not. */
public final class NodeIdentity {

  private final Bytes nodeKey;
  private final byte[] nodeSeed;

  /**
   * @param nodeSeed 32-byte Ed25519 private key
   */
  public NodeIdentity(byte[] nodeSeed) {
    this.nodeSeed = nodeSeed.clone();
    nodeKey = Bytes.wrap(Ed25519.publicKey(nodeSeed));
  }

  /** 32-byte Ed25519 public key. */
  public Bytes nodeKey() {
    return nodeKey;
  }

  public PublicKey publicKey() {
    return PublicKey.of(nodeKey.unsafeArray());
  }

  /** The seat that this node's key holds in {@code state}. */
  public Optional<Seat> seatIn(StateReader state) {
    List<Seat> seats = Protocol.validators(state);
    return seats.stream().filter(seat -> seat.nodeKey().equals(nodeKey)).findFirst();
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
