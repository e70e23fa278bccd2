package althing.consensus.pbft;

import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Round.Slot;
import althing.consensus.pbft.Vote.Kind;
import java.util.HashSet;
import java.util.Set;

/** Makes certificates of votes, keeps those of others, shows who contradicts himself (P3, E1). */
final class Counting {

  private final State state;
  private final Certifier certifier;

  /** Whose equivocation was reported in this epoch. */
  private final Set<PublicKey> reported = new HashSet<>();

  Counting(State state) {
    this.state = state;
    certifier = new Certifier(state.ballots, state.chain);
  }

  void beginEpoch() {
    reported.clear();
  }

  void count(Round round, Vote vote) {
    var count = certifier.count(round, vote);
    count.forgers().forEach(forger -> state.out.misbehaved(forger, "a vote's signature is wrong"));
    count.certificate().ifPresent(this::keep);
  }

  /** Keeps a certificate of this epoch; whether it is right. */
  boolean accept(QuorumCertificate certificate) {
    Vote vote = certificate.vote();
    if (vote.view() <= state.chain.view()) {
      return vote.view() < state.chain.view() || vote.kind() != Kind.SKIP;
    }
    Round round = state.views.find(vote.view());
    var known = round == null ? null : round.certificate(vote.kind());
    if (known != null && known.vote().equals(vote)) {
      return true;
    }
    if (!certifier.isProof(certificate)) {
      return false;
    }
    if (known == null) {
      keep(certificate);
    } else {
      certifier
          .culprits(known, certificate)
          .forEach(culprit -> state.out.effect(new Effect.Report(culprit)));
    }
    return true;
  }

  private void keep(QuorumCertificate certificate) {
    state.views.at(certificate.vote().view()).certify(certificate);
    state.out.record(new JournalRecord.Certificate(certificate));
    if (state.amnesia.proved(certificate.vote())) {
      state.out.record(new JournalRecord.Forgotten());
    }
  }

  // E1: what contradicts is shown to the application once a validator and epoch.
  void report(PublicKey from, Slot before, Vote vote, Signature signature) {
    if (!Equivocation.contradict(before.vote, vote) || reported.contains(from)) {
      return;
    }
    var evidence = new Equivocation(from, before.vote, before.signature, vote, signature);
    if (evidence.defect(state.ballots).isEmpty()) {
      reported.add(from);
      state.out.effect(new Effect.Report(evidence));
    } else {
      state.out.misbehaved(from, "a vote's signature is wrong");
    }
  }
}
