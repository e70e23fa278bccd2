package althing.consensus.raft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.certificate.Certificate;
import java.util.List;
import java.util.Optional;

/** What the engine wants done. */
public sealed interface Effect {

  /** Build a block on {@code parent}; answered by a block built or by nothing to build. */
  record Build(BlockId parent, boolean evenIfEmpty) implements Effect {}

  /** Add {@code block} to the log. Answered by reading it there, or by its failure. */
  record Propose(Proposal block) implements Effect {}

  /**
   * Judge the block of an entry; answered by the judgement or by its not being readable.
   *
   * @param known the block, if it was built here
   */
  record JudgeEntry(LogEntry entry, Optional<Proposal> known) implements Effect {}

  /** Judge a block that was fetched; answered by the judgement. */
  record Judge(Proposal block) implements Effect {}

  /** Commit {@code chain} with the certificate of its last block; answered when it is on disk. */
  record Commit(List<Proposal> chain, Certificate certificate) implements Effect {
    public Commit {
      chain = List.copyOf(chain);
    }
  }

  /** The block will not become final. */
  record Drop(BlockId block) implements Effect {}

  /** An entry that does not count, for the log of the node. */
  record PassedOver(long index, LogEntry entry, String reason) implements Effect {}

  /** To every other member, and to whoever else listens. */
  record Broadcast(Message message) implements Effect {}

  /** Send {@code to} the certificate of the lowest certified block from {@code height} on. */
  record SendCertificate(PublicKey to, long height) implements Effect {}

  /** {@code peer} says that blocks up to {@code height} are final, which this node has not got. */
  record Behind(PublicKey peer, long height) implements Effect {}

  /** The final blocks up to {@code height} that {@code from} handed out prove nothing. */
  record FetchRefused(PublicKey from, long height) implements Effect {}

  /** {@code peer} sent what no member sends. */
  record Misbehaved(PublicKey peer, String what) implements Effect {}

  /** Report the heartbeat after this time, counted from now; replaces the timer set before. */
  record SetHeartbeat(long delayMillis) implements Effect {}

  /** Report a tick after this time. */
  record SetTick(long delayMillis) implements Effect {}

  /** Nothing is under way any more and nothing will be. */
  record Stopped() implements Effect {}
}
