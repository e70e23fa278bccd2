package althing.consensus.single;

import althing.consensus.Application.Built;
import althing.consensus.Application.Head;
import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import java.util.List;

/**
 * Where the engine stands. {@link #check()} holds after every step: the blocks under way are one
 * chain that ends at the tip, no more of them than allowed, and none follows one that closes the
 * validator set.
 *
 * @param tip the newest block built, or the newest final block
 * @param building whether a block is being built on the tip
 * @param work whether work arrived since the last build began
 * @param heartbeatDue whether the heartbeat ran out since the last block
 * @param waiting blocks built and not handed out to be committed, oldest first
 * @param committing blocks handed out to be committed, oldest first
 */
public record SingleState(
    Settings settings,
    ValidatorSet set,
    BlockId tip,
    long tipHeight,
    Phase phase,
    boolean building,
    boolean work,
    boolean heartbeatDue,
    List<Built> waiting,
    List<Built> committing) {

  /**
   * @param chain id of the genesis block
   * @param key this node's
   * @param heartbeatMillis longest time without a block; 0: an idle chain makes none
   * @param maxWaiting how many blocks may wait for the disk, at least 1
   */
  public record Settings(BlockId chain, PublicKey key, long heartbeatMillis, int maxWaiting) {
    public Settings {
      if (heartbeatMillis < 0 || maxWaiting < 1) {
        throw new IllegalArgumentException(
            "heartbeat of %d ms, %d waiting blocks".formatted(heartbeatMillis, maxWaiting));
      }
    }
  }

  /** How far the engine's life has come. */
  public enum Phase {
    NEW,
    RUNNING,
    STOPPING,
    STOPPED
  }

  public SingleState {
    waiting = List.copyOf(waiting);
    committing = List.copyOf(committing);
  }

  /**
   * The engine before it starts.
   *
   * @throws IllegalArgumentException if {@code head} is to be voted on by anybody but this node
   *     alone (rule S1)
   */
  public static SingleState at(Head head, Settings settings) {
    requireAlone(head.set(), settings.key());
    return new SingleState(
        settings,
        head.set(),
        head.id(),
        head.height(),
        Phase.NEW,
        false,
        false,
        false,
        List.of(),
        List.of());
  }

  static void requireAlone(ValidatorSet set, PublicKey key) {
    if (!set.members().equals(List.of(key))) {
      throw new IllegalArgumentException(
          "the single engine needs its own key %s as the only validator; the set of epoch %d is %s"
              .formatted(key, set.epoch(), set.members()));
    }
  }

  /** Whether the tip closes its validator set and is not final yet. */
  boolean awaitsNextSet() {
    var last = waiting.isEmpty() ? committing : waiting;
    return !last.isEmpty() && last.getLast().judgement().closesSet();
  }

  /** Throws if an invariant is broken; the message carries the numbers. */
  public void check() {
    long height = tipHeight - waiting.size() - committing.size();
    BlockId parent = null;
    boolean closed = false;
    for (var blocks : List.of(committing, waiting)) {
      for (Built block : blocks) {
        height++;
        require(block.proposal().height() == height, "a height is missing");
        require(parent == null || block.proposal().parent().equals(parent), "the chain is broken");
        require(!closed, "a block follows one that closes its set");
        parent = block.proposal().id();
        closed = block.judgement().closesSet();
      }
    }
    require(parent == null || parent.equals(tip), "the tip is not the last block");
    require(waiting.size() <= settings.maxWaiting(), "too many blocks wait");
    require(waiting.isEmpty() || !committing.isEmpty(), "blocks wait while nothing is committed");
    require(!(building && closed), "a block is built on one that closes its set");
    require(
        phase != Phase.STOPPED || !building && height == tipHeight && parent == null, "stopped");
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("%s: %s".formatted(what, this));
    }
  }

  SingleState withPhase(Phase next) {
    return new SingleState(
        settings, set, tip, tipHeight, next, building, work, heartbeatDue, waiting, committing);
  }

  SingleState withWork() {
    return new SingleState(
        settings, set, tip, tipHeight, phase, building, true, heartbeatDue, waiting, committing);
  }

  SingleState withHeartbeatDue() {
    return new SingleState(
        settings, set, tip, tipHeight, phase, building, work, true, waiting, committing);
  }

  SingleState withBuilding() {
    return new SingleState(
        settings, set, tip, tipHeight, phase, true, false, false, waiting, committing);
  }

  SingleState withNothingBuilt() {
    return new SingleState(
        settings, set, tip, tipHeight, phase, false, work, heartbeatDue, waiting, committing);
  }

  SingleState withBuilt(Built built, List<Built> nextWaiting) {
    var block = built.proposal();
    return new SingleState(
        settings,
        set,
        block.id(),
        block.height(),
        phase,
        false,
        work || built.full(),
        false,
        nextWaiting,
        committing);
  }

  SingleState withCommitting(List<Built> blocks, List<Built> nextWaiting) {
    return new SingleState(
        settings, set, tip, tipHeight, phase, building, work, heartbeatDue, nextWaiting, blocks);
  }

  SingleState withSet(ValidatorSet next) {
    return new SingleState(
        settings, next, tip, tipHeight, phase, building, work, heartbeatDue, waiting, committing);
  }
}
