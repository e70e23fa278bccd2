package althing.consensus.pbft;

import althing.consensus.BlockId;
import java.util.Arrays;
import java.util.Optional;

/**
 * The promises that this node's signatures made (rules G1 to G4). It knows nothing of certificates,
 * blocks or time: whatever the rest of the engine believes, no vote is cast that the guard does not
 * allow. Every vote cast passes through {@link #after}, also when the journal is read back.
 *
 * <p>Votes are cast in ascending order of (epoch, view), so the promises of the newest view are all
 * that has to be kept.
 *
 * @param epoch of the newest vote, or of the floor
 * @param view of the newest vote, or the floor: nothing is cast in views below
 * @param proposed the block proposed in {@code view}
 * @param prepared the block prepared in {@code view}
 * @param committed whether this node committed in {@code view}
 * @param skipped whether this node skipped {@code view}
 */
public record VoteGuard(
    long epoch,
    long view,
    Optional<BlockId> proposed,
    Optional<BlockId> prepared,
    boolean committed,
    boolean skipped) {

  private static final BlockId ANY_BLOCK = BlockId.of(ones());

  /** No promise: a node that never voted. */
  public static final VoteGuard NONE = above(0, 0);

  /** Forbids every vote in the views up to and including {@code view} of {@code epoch} (G4). */
  public static VoteGuard above(long epoch, long view) {
    return new VoteGuard(epoch, view + 1, Optional.empty(), Optional.empty(), false, false);
  }

  /** Whether this node skipped {@code inView}. */
  boolean hasSkipped(long inEpoch, long inView) {
    return skipped && epoch == inEpoch && view == inView;
  }

  /** Whether {@code vote} contradicts no promise. */
  public boolean allows(Vote vote) {
    // G1: votes are cast in ascending order.
    if (vote.epoch() != epoch) {
      return vote.epoch() > epoch;
    }
    if (vote.view() != view) {
      return vote.view() > view;
    }
    return switch (vote.kind()) {
      // G2: one proposal and one prepared block a view, none after a skip.
      case PROPOSE -> proposed.isEmpty() && prepared.isEmpty() && !skipped;
      case PREPARE -> prepared.isEmpty() && !skipped;
      // G3: never a commit and a skip of the same view.
      case COMMIT -> !committed && !skipped;
      case SKIP -> !skipped && !committed;
    };
  }

  /** Whether a block may be proposed in a view. */
  boolean allowsProposal(long otherEpoch, long otherView) {
    return allows(new Vote(Vote.Kind.PROPOSE, otherEpoch, otherView, 0, ANY_BLOCK));
  }

  /** Whether something was promised in this very view. */
  boolean isPromised() {
    return proposed.isPresent() || prepared.isPresent() || committed || skipped;
  }

  /**
   * The promises once {@code vote} is cast.
   *
   * @throws IllegalStateException if it is not allowed
   */
  public VoteGuard after(Vote vote) {
    if (!allows(vote)) {
      throw new IllegalStateException("%s contradicts %s".formatted(vote, this));
    }
    var here =
        vote.epoch() == epoch && vote.view() == view ? this : above(vote.epoch(), vote.view() - 1);
    return switch (vote.kind()) {
      case PROPOSE -> here.with(Optional.of(vote.block()), here.prepared);
      case PREPARE -> here.with(here.proposed, Optional.of(vote.block()));
      case COMMIT ->
          new VoteGuard(here.epoch, here.view, here.proposed, here.prepared, true, false);
      case SKIP -> new VoteGuard(here.epoch, here.view, here.proposed, here.prepared, false, true);
    };
  }

  private static byte[] ones() {
    byte[] all = new byte[BlockId.SIZE];
    Arrays.fill(all, (byte) 1);
    return all;
  }

  private VoteGuard with(Optional<BlockId> nextProposed, Optional<BlockId> nextPrepared) {
    return new VoteGuard(epoch, view, nextProposed, nextPrepared, committed, skipped);
  }
}
