package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.Effect.Outcome;
import althing.consensus.pbft.Message.BlockSent;
import althing.consensus.pbft.Message.BlockWanted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks for blocks that are missing, takes them, and hands out others (rules L2, L5, B5). */
final class Exchange {

  private final State state;
  private final Counting counting;
  private final FetchCheck check;

  /** Which blocks were handed to whom since the last tick of the resend timer. */
  private final Map<PublicKey, Set<BlockId>> handedOut = new HashMap<>();

  private int questions;

  Exchange(State state, Counting counting) {
    this.state = state;
    this.counting = counting;
    check = new FetchCheck(state.chain, state.blocks);
  }

  void tick() {
    handedOut.clear();
    state.blocks.forgetAsked();
  }

  /** Certified blocks, and ancestors of theirs, that this node has not got. */
  private Set<BlockId> missing() {
    return state.blocks.missing(
        state.views.certifiedBlocks(), state.chain.block(), state.chain.height());
  }

  // L2: asks one member after the other; those who prepared the block can hand it out.
  void askForMissing() {
    var chain = state.chain;
    int members = chain.set().size();
    for (BlockId block : missing()) {
      if (state.blocks.ask(block)) {
        int other = Math.floorMod(chain.self() + 1 + questions++, members);
        other = other == chain.self() ? (other + 1) % members : other;
        if (other != chain.self()) {
          state.out.send(chain.member(other), new BlockWanted(block));
        }
      }
    }
  }

  void sent(Proposal block) {
    if (state.blocks.get(block.id()) == null && missing().contains(block.id())) {
      state.blocks.add(block);
    }
  }

  // L2: votes may overtake the proposal that they are for.
  void proposed(Message.Propose propose) {
    if (propose.vote().view() < state.views.now()) {
      sent(propose.block());
    }
  }

  // B5
  void handOut(PublicKey to, BlockId block) {
    var candidate = state.blocks.get(block);
    if (candidate == null) {
      return;
    }
    var before = handedOut.computeIfAbsent(to, _ -> new HashSet<>());
    if (before.size() < PbftMachine.BLOCKS_A_TICK && before.add(block)) {
      state.out.send(to, new BlockSent(candidate.proposal));
    }
  }

  // L5
  void fetched(PublicKey from, List<Proposal> range, Certificate proof) {
    Outcome outcome = check.outcome(range, proof);
    if (outcome == Outcome.TAKEN && !counting.accept(QuorumCertificate.of(proof))) {
      outcome = Outcome.WRONG;
    }
    if (outcome == Outcome.TAKEN) {
      range.stream()
          .filter(block -> block.height() > state.chain.height())
          .forEach(state.blocks::add);
    } else if (outcome == Outcome.WRONG) {
      state.out.misbehaved(from, "wrong final blocks up to height " + proof.height());
    }
    state.out.effect(new Effect.Answered(from, proof.height(), outcome));
  }
}
