package althing.consensus.pbft;

import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Vote.Kind;
import java.util.Optional;

/** Two votes of one validator that {@link VoteGuard} forbids together (rule E1). */
public record Equivocation(
    PublicKey culprit,
    Vote first,
    Signature firstSignature,
    Vote second,
    Signature secondSignature) {

  /** Whether no honest validator casts both votes. */
  static boolean contradict(Vote a, Vote b) {
    if (a.epoch() != b.epoch() || a.view() != b.view() || a.equals(b)) {
      return false;
    }
    return a.kind() == b.kind()
        || a.kind() == Kind.COMMIT && b.kind() == Kind.SKIP
        || a.kind() == Kind.SKIP && b.kind() == Kind.COMMIT;
  }

  /** The first thing that keeps this from being evidence; empty if the culprit is guilty. */
  public Optional<String> defect(Ballots ballots) {
    if (!contradict(first, second)) {
      return Optional.of("an honest validator may cast both votes");
    }
    if (!ballots.isSignedBy(culprit, first, firstSignature)) {
      return Optional.of("the first signature is wrong");
    }
    if (!ballots.isSignedBy(culprit, second, secondSignature)) {
      return Optional.of("the second signature is wrong");
    }
    return Optional.empty();
  }
}
