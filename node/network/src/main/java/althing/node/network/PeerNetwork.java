package althing.node.network;

import java.util.Set;

/** The peers that a node is connected with, as the protocols above see them. Never waits. */
public interface PeerNetwork {

  /** Peers that messages can be sent to now. */
  Set<PeerId> connected();

  /**
   * Hands a message over for sending.
   *
   * @param message 1 byte to the lane's maximum, not to be changed afterwards
   * @return false if the peer is not connected, or its lane is full
   */
  boolean send(PeerId peer, Lane lane, byte[] message);

  /**
   * Hands a message over for sending to every peer.
   *
   * @return how many peers' lanes took it
   */
  int broadcast(Lane lane, byte[] message);

  /** Counts against a peer. At the threshold it is disconnected and banned for a while. */
  void penalise(PeerId peer, int points, String reason);
}
