package althing.consensus.pbft;

import althing.consensus.PublicKey;
import althing.consensus.pbft.Message.Status;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether this node knows what it voted for (rule J4). If not, it keeps out of every view it may
 * have voted in, and learns from the others which those are: to vote in a view it needed
 * certificates of the one before, and of a quorum that made them an honest member tells.
 */
final class Amnesia {

  private final FinalChain chain;
  private boolean forgotten;

  /** The journal was founded just now, and nothing was voted for since. */
  private boolean blank;

  private final SortedMap<PublicKey, Status> reports = new TreeMap<>();

  Amnesia(FinalChain chain, PbftMachine.Journal journal) {
    this.chain = chain;
    forgotten = journal == PbftMachine.Journal.LOST;
    blank = journal == PbftMachine.Journal.NEW;
  }

  boolean isForgotten() {
    return forgotten;
  }

  void forget() {
    forgotten = true;
  }

  void remembered() {
    forgotten = false;
  }

  void voted() {
    blank = false;
  }

  /**
   * A member tells how far it is.
   *
   * @return whether this makes it doubtful that a blank journal tells everything
   */
  boolean told(PublicKey member, Status status) {
    boolean underWay = status.epoch() > 0 || status.view() > 2 || status.height() > 0;
    boolean doubt = blank && underWay && chain.faulty() > 0;
    if (doubt) {
      blank = false;
      forgotten = true;
    }
    if (forgotten) {
      reports.put(member, status);
    }
    return doubt;
  }

  void beginEpoch() {
    reports.keySet().removeIf(member -> chain.set().indexOf(member).isEmpty());
  }

  /**
   * The newest view this node may have voted in, once enough others were heard.
   *
   * @param here what to go by if there are no others
   */
  Optional<JournalRecord.Floor> floor(Status here) {
    int others = chain.isMember() ? chain.set().size() - 1 : chain.set().size();
    if (!forgotten || reports.size() < Math.min(chain.set().quorum(), others)) {
      return Optional.empty();
    }
    var furthest =
        reports.values().stream()
            .max(Comparator.comparingLong(Status::epoch).thenComparingLong(Status::view))
            .orElse(here);
    // Without members to spare nobody went on without this node, and their promises bind it.
    long view = chain.faulty() > 0 ? furthest.view() + 1 : furthest.view() - 1;
    forgotten = false;
    reports.clear();
    return Optional.of(new JournalRecord.Floor(furthest.epoch(), view));
  }
}
