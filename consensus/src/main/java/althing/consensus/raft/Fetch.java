package althing.consensus.raft;

import althing.consensus.Proposal;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Final blocks that were fetched, on their way to the disk (rule R8). */
final class Fetch {

  final Certificate certificate;
  private final Deque<Proposal> unjudged;
  private final List<Proposal> judged = new ArrayList<>();
  private Optional<ValidatorSet> nextSet = Optional.empty();

  Fetch(List<Proposal> blocks, Certificate certificate) {
    unjudged = new ArrayDeque<>(blocks);
    this.certificate = certificate;
  }

  /** Lets go of what has become final meanwhile. */
  void forgetUpTo(long height) {
    unjudged.removeIf(block -> block.height() <= height);
    judged.removeIf(block -> block.height() <= height);
  }

  boolean isEmpty() {
    return unjudged.isEmpty() && judged.isEmpty();
  }

  Optional<Proposal> next() {
    return Optional.ofNullable(unjudged.peek());
  }

  /** The block of {@link #next} is valid. */
  void valid(Optional<ValidatorSet> setAfter) {
    judged.add(unjudged.remove());
    nextSet = setAfter;
  }

  /** All blocks, if all are judged. */
  Optional<List<Proposal>> ready() {
    return unjudged.isEmpty() ? Optional.of(List.copyOf(judged)) : Optional.empty();
  }

  /** Who votes after the last block, if that closes its set. */
  Optional<ValidatorSet> nextSet() {
    return nextSet;
  }
}
