package althing.consensus.pbft;

import java.util.Arrays;

/** How long a view's proposer is given, by what was seen of it (rules T1, T2, T4). */
final class Patience {

  private static final int MOST_FAULTS = 3;

  /** A view is a block built, sent, judged and voted on, and another node may be half as fast. */
  private static final int BLOCKS_IN_A_VIEW = 4;

  private static final int BLOCKS_IN_A_TICK = 2;

  /** How many blocks the mean time for one goes over. */
  private static final int MEMORY = 4;

  private final FinalChain chain;
  private final PbftSettings settings;
  private int skippedInRow;
  private long[] heardInView = {};
  private int[] faults = {};
  private long blockMillis;

  Patience(FinalChain chain, PbftSettings settings, long view) {
    this.chain = chain;
    this.settings = settings;
    beginEpoch(view);
  }

  void beginEpoch(long view) {
    skippedInRow = 0;
    heardInView = new long[chain.set().size()];
    faults = new int[chain.set().size()];
    Arrays.fill(heardInView, view);
  }

  /** Something came from {@code member} while this node was in {@code view}. */
  void heard(int member, long view) {
    heardInView[member] = view;
  }

  /** A block was built or judged here. */
  void took(long millis) {
    blockMillis += (Math.clamp(millis, 0, settings.maxViewMillis()) - blockMillis) / MEMORY;
  }

  /** How long to wait before a vote is said again: a block may still be under way (L1). */
  long tickMillis() {
    return Math.clamp(
        BLOCKS_IN_A_TICK * blockMillis, settings.resendMillis(), settings.maxResendMillis());
  }

  /**
   * {@code member} proposed in a view of the last rotation, be it too late: it is slow, not gone.
   */
  void proposed(int member, Vote vote, long view) {
    boolean ofLate = vote.epoch() == chain.epoch() && view - vote.view() <= chain.set().size();
    if (member >= 0 && ofLate) {
      faults[member] = 0;
    }
  }

  /**
   * A view is over.
   *
   * @param withBlock whether with a certified block, or skipped
   * @param proposed whether something had been proposed
   */
  void viewEnded(long view, boolean withBlock, boolean proposed) {
    int proposer = chain.proposer(view);
    skippedInRow = withBlock ? 0 : skippedInRow + 1;
    faults[proposer] = withBlock || proposed ? 0 : Math.min(faults[proposer] + 1, MOST_FAULTS);
  }

  /** Whether the proposer of {@code view} was not heard of for a whole rotation (T4). */
  boolean passesOver(long view) {
    int proposer = chain.proposer(view);
    return proposer != chain.self()
        && !isPatient()
        && view - heardInView[proposer] > chain.set().size();
  }

  /** Time for the proposer of {@code view}: less if it failed before, more if all did (T2). */
  long millisFor(long view) {
    long millis =
        settings.viewMillis(
            BLOCKS_IN_A_VIEW * blockMillis, Math.max(0, skippedInRow - chain.faulty()));
    return isPatient() ? millis : Math.max(1, millis >> faults[chain.proposer(view)]);
  }

  /** After a rotation of skips the network is slow, and not one proposer bad. */
  private boolean isPatient() {
    return skippedInRow >= chain.set().size();
  }
}
