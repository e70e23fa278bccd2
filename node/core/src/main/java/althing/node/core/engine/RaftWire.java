package althing.node.core.engine;

import althing.consensus.PublicKey;
import althing.consensus.raft.Message;

/** How the messages of the {@code raft} engine reach others. Never waits; a message may be lost. */
public interface RaftWire {

  /** To every member, and to whoever else listens. */
  void broadcast(Message message);

  void send(PublicKey to, Message message);

  /** {@code peer} sent what no member sends. */
  void misbehaved(PublicKey peer, String what);
}
