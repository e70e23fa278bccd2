package althing.consensus.pbft;

import althing.consensus.Signature;
import althing.consensus.pbft.Vote.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one view: its proposal, one vote of each kind for every member, certificates.
 * Bounded by the size of the set.
 */
final class Round {

  /** A member's vote of one kind. */
  static final class Slot {
    final Vote vote;
    final Signature signature;
    boolean checked;

    Slot(Vote vote, Signature signature, boolean checked) {
      this.vote = vote;
      this.signature = signature;
      this.checked = checked;
    }
  }

  private final Map<Kind, NavigableMap<Integer, Slot>> slots = new EnumMap<>(Kind.class);
  private final Map<Kind, QuorumCertificate> certificates = new EnumMap<>(Kind.class);

  /** The first proposal of the view's proposer; its signature is right. */
  Message.@Nullable Propose proposal;

  /** Whether the proposal was found wrong, and its proposer blamed. */
  boolean blamed;

  @Nullable Slot slot(Kind kind, int member) {
    return of(kind).get(member);
  }

  /** The member's vote that no honest validator casts together with {@code vote}, if any. */
  @Nullable Slot contradicted(Vote vote, int member) {
    for (Kind kind : Kind.values()) {
      Slot slot = slot(kind, member);
      if (slot != null && Equivocation.contradict(slot.vote, vote)) {
        return slot;
      }
    }
    return null;
  }

  void put(int member, Slot slot) {
    of(slot.vote.kind()).put(member, slot);
  }

  void remove(Kind kind, int member) {
    of(kind).remove(member);
  }

  NavigableMap<Integer, Slot> of(Kind kind) {
    return slots.computeIfAbsent(kind, _ -> new TreeMap<>());
  }

  @Nullable QuorumCertificate certificate(Kind kind) {
    return certificates.get(kind);
  }

  void certify(QuorumCertificate certificate) {
    certificates.putIfAbsent(certificate.vote().kind(), certificate);
  }

  /** Whether the view can be left. */
  boolean isDecided() {
    return blockCertificate() != null || certificate(Kind.SKIP) != null;
  }

  /** Of a view that was skipped, and whose block nobody is known to have certified, only that. */
  void forgetVotesOfSkipped() {
    if (certificate(Kind.SKIP) != null && blockCertificate() == null) {
      slots.values().forEach(Map::clear);
      proposal = null;
    }
  }

  /** The certificate by which this view's block may be built on: a commit proves more. */
  @Nullable QuorumCertificate blockCertificate() {
    var prepared = certificate(Kind.PREPARE);
    return prepared != null ? prepared : certificate(Kind.COMMIT);
  }
}
