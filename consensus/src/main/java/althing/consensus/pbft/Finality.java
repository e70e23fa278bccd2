package althing.consensus.pbft;

import althing.consensus.pbft.Vote.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes blocks final, one chain at a time (rules F1, F2). */
final class Finality {

  private record Committing(QuorumCertificate certificate, List<Candidate> chain) {}

  private final State state;
  private @Nullable Committing committing;

  Finality(State state) {
    this.state = state;
  }

  boolean isCommitting() {
    return committing != null;
  }

  // F1: a commit certificate makes its block and all ancestors final.
  void commit() {
    if (committing != null) {
      return;
    }
    for (Round round : state.views.newestFirst()) {
      var certificate = round.certificate(Kind.COMMIT);
      var line =
          certificate == null
              ? List.<Candidate>of()
              : state.blocks.chainTo(certificate.vote().block(), state.chain.block());
      line.forEach(Finality::requireValid);
      if (certificate != null
          && !line.isEmpty()
          && line.stream().allMatch(block -> block.judgement != null)) {
        committing = new Committing(certificate, line);
        state.out.effect(
            new Effect.Commit(
                line.stream().map(block -> block.proposal).toList(), certificate.toCertificate()));
        return;
      }
    }
  }

  // F2: a node that disagrees with a quorum stops; it must not go its own way.
  private static void requireValid(Candidate block) {
    if (block.state == Candidate.State.INVALID) {
      throw new IllegalStateException(
          "a quorum committed block %d %s, which this node finds invalid: %s"
              .formatted(block.proposal.height(), block.proposal.id(), block.reason));
    }
  }

  /** What was to be committed is on disk; whether another set votes from now on. */
  boolean advance() {
    Committing done = committing;
    if (done == null) {
      throw new IllegalStateException("nothing was to be committed");
    }
    committing = null;
    var judgement = done.chain().getLast().judgement;
    var set = state.chain.set();
    Vote vote = done.certificate().vote();
    boolean otherSet =
        state.chain.advance(
            vote.block(),
            vote.height(),
            Optional.of(done.certificate()),
            judgement == null ? set : judgement.nextSet().orElse(set));
    var madeFinal = done.chain().stream().map(block -> block.proposal.id()).toList();
    state.out.drop(state.blocks.settle(vote.block(), vote.height(), madeFinal));
    state.blocks.resume();
    return otherSet;
  }
}
