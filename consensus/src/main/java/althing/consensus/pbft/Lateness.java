package althing.consensus.pbft;

import althing.consensus.PublicKey;
import althing.consensus.pbft.Message.Certified;
import althing.consensus.pbft.Message.Status;
import althing.consensus.pbft.State.Phase;
import java.util.HashSet;
import java.util.Set;

/** Helps those who are behind, and tells when this node seems to be (rules L3, L4). */
final class Lateness {

  private final State state;

  /** Whose status was answered since the last tick of the resend timer. */
  private final Set<PublicKey> answered = new HashSet<>();

  /** Who was said to be ahead since the last tick of the resend timer. */
  private final Set<PublicKey> ahead = new HashSet<>();

  private boolean othersAhead;
  private long heightAtTick;

  /** Others were ahead a tick ago, and this node has got nowhere since. */
  private boolean overdue;

  Lateness(State state) {
    this.state = state;
  }

  boolean isOverdue() {
    return overdue;
  }

  void tick() {
    answered.clear();
    ahead.clear();
    overdue = othersAhead && state.chain.height() == heightAtTick;
    othersAhead = false;
    heightAtTick = state.chain.height();
  }

  void told(PublicKey from, Status status) {
    if (status.asks() || isBehind(status)) {
      help(from, status);
    }
    if (status.height() > state.chain.height()) {
      // Some heights are under way to this node; a later status tells whether they have arrived.
      othersAhead = true;
      if (overdue || isFar(status.height())) {
        sayBehind(from, status.height());
      }
    }
  }

  private boolean isBehind(Status status) {
    return status.epoch() < state.chain.epoch()
        || status.epoch() == state.chain.epoch() && status.view() < state.views.now()
        || status.height() < state.chain.height();
  }

  // L3
  private void help(PublicKey to, Status status) {
    if (!answered.add(to)) {
      return;
    }
    state.out.send(to, state.status(false));
    if (status.epoch() == state.chain.epoch()) {
      for (var certificate : state.views.certificatesAbove(status.view())) {
        state.out.send(to, new Certified(certificate));
      }
    }
  }

  /** Somebody knows of {@code commit}, which need not be proved. */
  void toldOfCommit(PublicKey from, Vote commit) {
    if (commit.epoch() > state.chain.epoch() || isFar(commit.height())) {
      sayBehind(from, commit.height());
    }
  }

  private boolean isFar(long height) {
    return height > state.chain.height() + state.settings.maxUnfinal();
  }

  // L4: nobody proves how far they are, so that nothing but a hint follows from it.
  private void sayBehind(PublicKey from, long height) {
    if (state.phase == Phase.RUNNING && height > state.chain.height() && ahead.add(from)) {
      state.out.effect(new Effect.Behind(from, height));
    }
  }
}
