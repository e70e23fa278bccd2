package althing.node.core.peer;

import althing.consensus.PublicKey;
import althing.node.network.PeerId;

/** One key under two names: a peer is known to the network, a validator to the engine. */
public final class Keys {

  private Keys() {}

  public static PeerId peer(PublicKey key) {
    return PeerId.of(key.toArray());
  }

  public static PublicKey validator(PeerId peer) {
    return PublicKey.of(peer.key().unsafeArray());
  }
}
