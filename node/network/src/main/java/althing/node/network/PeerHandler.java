package althing.node.network;

import java.net.SocketAddress;

/**
 * Who is told what peers do. The calls about one peer come one after the other: connected, what it
 * sent, disconnected. Those about different peers may run at the same time. Among messages that
 * wait, the more urgent lane comes first. A handler that takes its time holds up its peer and no
 * other (rule N8).
 */
public interface PeerHandler {

  void connected(PeerId peer);

  void disconnected(PeerId peer, Reason reason);

  /** The handler owns {@code message}. */
  void received(PeerId peer, Lane lane, byte[] message);

  /**
   * An attempt to connect, from here or from there, came to nothing.
   *
   * @param byPeer whether the other side refused
   */
  default void refused(SocketAddress remote, Reason reason, boolean byPeer) {}
}
