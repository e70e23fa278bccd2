package althing.node.core.engine;

import althing.consensus.PublicKey;
import althing.consensus.pbft.Message;

/** How the engine's messages reach others. Never waits; a message may be lost. */
public interface Wire {

  /** To every validator, and to whoever else listens. */
  void broadcast(Message message);

  void send(PublicKey to, Message message);

  /** {@code peer} sent what no honest node sends. */
  void misbehaved(PublicKey peer, String what);
}
