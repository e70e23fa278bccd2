package althing.consensus.pbft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Casts this node's votes: the only place where they are signed. */
final class Voter {

  private final Ballots ballots;
  private VoteGuard guard = VoteGuard.NONE;

  /** Own votes of the newest two views voted in, for saying them again. */
  private final ArrayDeque<JournalRecord.OwnVote> recent = new ArrayDeque<>();

  Voter(Ballots ballots) {
    this.ballots = ballots;
  }

  VoteGuard guard() {
    return guard;
  }

  /** Signs {@code vote} unless it contradicts a promise. */
  Optional<JournalRecord.OwnVote> cast(Vote vote) {
    if (!guard.allows(vote)) {
      return Optional.empty();
    }
    var own = new JournalRecord.OwnVote(vote, ballots.sign(vote));
    recall(own);
    return Optional.of(own);
  }

  /** Takes over a vote that the journal tells of. */
  void recall(JournalRecord.OwnVote own) {
    guard = guard.after(own.vote());
    recent.add(own);
    long epoch = own.vote().epoch();
    long oldest = own.vote().view() - 1;
    recent.removeIf(old -> old.vote().epoch() < epoch || old.vote().view() < oldest);
  }

  /** Forbids every vote in the views up to and including {@code view}. */
  void keepAbove(long epoch, long view) {
    var floor = VoteGuard.above(epoch, view);
    if (floor.epoch() > guard.epoch()
        || floor.epoch() == guard.epoch() && floor.view() > guard.view()) {
      guard = floor;
    }
  }

  /** The floor that forbids what the guard forbids, but for the newest view's votes. */
  JournalRecord.Floor floor() {
    return new JournalRecord.Floor(guard.epoch(), guard.view() - 1);
  }

  List<JournalRecord.OwnVote> recent() {
    return new ArrayList<>(recent);
  }
}
