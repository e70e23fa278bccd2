package althing.consensus.pbft;

import althing.consensus.PublicKey;
import althing.consensus.pbft.Message.Status;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Whether this node knows what it voted for (rule J4). If not, it keeps out of every view it may
 * have voted in, and learns from the others which those are: to vote in a view it needed
 * certificates of the one before, and of a quorum that made them an honest member tells. What a
 * member tells counts once certificates prove it, or a lie would keep this node out for ever.
 */
final class Amnesia {

  private final FinalChain chain;
  private boolean forgotten;

  /** The journal was founded just now, and nothing was voted for since. */
  private boolean blank;

  /** What members tell since this node started. */
  private final SortedMap<PublicKey, Status> reports = new TreeMap<>();

  Amnesia(FinalChain chain, PbftMachine.Journal journal) {
    this.chain = chain;
    forgotten = journal == PbftMachine.Journal.LOST;
    blank = journal == PbftMachine.Journal.NEW;
  }

  boolean isForgotten() {
    return forgotten;
  }

  boolean isBlank() {
    return blank;
  }

  void forget() {
    forgotten = true;
  }

  void remembered() {
    forgotten = false;
  }

  void voted() {
    blank = false;
    reports.clear();
  }

  /**
   * A member tells how far it is.
   *
   * @return whether this makes it doubtful that a blank journal tells everything
   */
  boolean told(PublicKey member, Status status) {
    if (forgotten) {
      // Any report since the start will do, and the first is proved first.
      reports.putIfAbsent(member, status);
    } else if (blank && chain.faulty() > 0) {
      reports.put(member, status);
      return count(Amnesia::isUnderWay) > chain.faulty() && doubt();
    }
    return false;
  }

  /**
   * A quorum voted for {@code vote}.
   *
   * @return whether this makes it doubtful that a blank journal tells everything
   */
  boolean proved(Vote vote) {
    return blank && chain.faulty() > 0 && (vote.view() > 1 || vote.height() > 1) && doubt();
  }

  private boolean doubt() {
    blank = false;
    forgotten = true;
    return true;
  }

  private static boolean isUnderWay(Status status) {
    return status.epoch() > 0 || status.view() > 2 || status.height() > 0;
  }

  private long count(Predicate<Status> which) {
    return reports.values().stream().filter(which).count();
  }

  void beginEpoch() {
    reports.keySet().removeIf(member -> chain.set().indexOf(member).isEmpty());
  }

  /**
   * The newest view this node may have voted in, once enough others were heard.
   *
   * @param here what to go by if there are no others
   * @param decided the newest view of the present epoch that a certificate allows to leave
   */
  Optional<JournalRecord.Floor> floor(Status here, long decided) {
    if (!forgotten) {
      return Optional.empty();
    }
    int others = chain.isMember() ? chain.set().size() - 1 : chain.set().size();
    Predicate<Status> proved =
        status ->
            status.epoch() < chain.epoch()
                || status.epoch() == chain.epoch() && status.view() <= decided + 1;
    // One honest member in a later epoch: this node may have voted there.
    boolean late = count(status -> status.epoch() > chain.epoch()) > chain.faulty();
    if (late || count(proved) < Math.min(chain.set().quorum(), others)) {
      return Optional.empty();
    }
    var furthest =
        reports.values().stream()
            .filter(proved)
            .max(Comparator.comparingLong(Status::epoch).thenComparingLong(Status::view))
            .orElse(here);
    // Without members to spare nobody went on without this node, and their promises bind it.
    long view = chain.faulty() > 0 ? furthest.view() + 1 : furthest.view() - 1;
    forgotten = false;
    reports.clear();
    return Optional.of(new JournalRecord.Floor(furthest.epoch(), view));
  }
}
