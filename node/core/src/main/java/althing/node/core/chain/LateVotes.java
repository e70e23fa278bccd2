package althing.node.core.chain;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CommitVote;
import althing.consensus.pbft.Vote;
import althing.ledger.crypto.Ed25519;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Commit votes that were not needed for the certificate of their block: it takes a quorum, and the
 * slowest is not in it however reliable it is. A proposer adds them to the certificate that its
 * block carries, since uptime is counted there (RULES 13).
 */
final class LateVotes {

  /** Commit votes of one validator that are kept, the newest. */
  private static final int KEPT = 8;

  private record Ballot(Vote vote, Signature signature) {}

  private final BlockId chain;
  private final Map<PublicKey, Deque<Ballot>> ballots = new ConcurrentHashMap<>();

  LateVotes(BlockId chain) {
    this.chain = chain;
  }

  /** A member of the validator set, or this node, voted. Nothing is checked yet. */
  void heard(PublicKey voter, Vote vote, Signature signature) {
    if (vote.kind() != Vote.Kind.COMMIT) {
      return;
    }
    Deque<Ballot> own = ballots.computeIfAbsent(voter, _ -> new ArrayDeque<>(KEPT));
    synchronized (own) {
      if (own.size() == KEPT) {
        own.removeFirst();
      }
      own.addLast(new Ballot(vote, signature));
    }
  }

  /**
   * {@code certificate} with the right signatures of all who are known to have voted for it.
   *
   * @param set whose certificate it is
   */
  Certificate completed(Certificate certificate, ValidatorSet set) {
    var signatures = new TreeMap<>(certificate.signatures());
    CommitVote vote = certificate.vote(chain);
    for (int position = 0; position < set.size(); position++) {
      if (signatures.containsKey(position)) {
        continue;
      }
      PublicKey voter = set.members().get(position);
      int place = position;
      find(voter, certificate)
          .filter(
              signature -> Ed25519.verify(voter.toArray(), vote.signedBytes(), signature.toArray()))
          .ifPresent(signature -> signatures.put(place, signature));
    }
    return signatures.size() == certificate.signatures().size()
        ? certificate
        : new Certificate(
            certificate.epoch(),
            certificate.view(),
            certificate.height(),
            certificate.block(),
            signatures);
  }

  private Optional<Signature> find(PublicKey voter, Certificate certificate) {
    Deque<Ballot> own = ballots.get(voter);
    if (own == null) {
      return Optional.empty();
    }
    synchronized (own) {
      return own.stream()
          .filter(ballot -> isFor(ballot.vote(), certificate))
          .map(Ballot::signature)
          .findFirst();
    }
  }

  private static boolean isFor(Vote vote, Certificate certificate) {
    return vote.epoch() == certificate.epoch()
        && vote.view() == certificate.view()
        && vote.height() == certificate.height()
        && vote.block().equals(certificate.block());
  }
}
