package althing.consensus.single;

import althing.consensus.Application.Built;
import althing.consensus.certificate.CommitVote;
import althing.consensus.single.Effect.Build;
import althing.consensus.single.Effect.Commit;
import althing.consensus.single.Effect.SetHeartbeat;
import althing.consensus.single.Effect.Stopped;
import althing.consensus.single.Input.BlockBuilt;
import althing.consensus.single.Input.ChainCommitted;
import althing.consensus.single.Input.HeartbeatDue;
import althing.consensus.single.Input.NothingToBuild;
import althing.consensus.single.Input.Started;
import althing.consensus.single.Input.StopRequested;
import althing.consensus.single.Input.WorkArrived;
import althing.consensus.single.SingleState.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * One validator that orders blocks alone: a state machine whose rules S1 to S7 are in the README.
 */
public final class SingleEngine {

  private SingleEngine() {}

  /**
   * @param effects in the order they take place
   */
  public record Step(SingleState state, List<Effect> effects) {
    public Step {
      effects = List.copyOf(effects);
    }
  }

  /**
   * Applies one input: same state and input, same step.
   *
   * @throws IllegalStateException for an answer to what was not asked: the caller is broken
   */
  public static Step step(SingleState state, Input input) {
    var effects = new ArrayList<Effect>();
    SingleState next =
        switch (input) {
          case Started _ -> {
            require(state.phase() == Phase.NEW, state, input);
            restartHeartbeat(state, effects);
            // Work may have been waiting since before the start.
            yield state.withPhase(Phase.RUNNING).withWork();
          }
          case WorkArrived _ -> state.withWork();
          case HeartbeatDue _ -> state.withHeartbeatDue();
          case BlockBuilt(var built) -> {
            require(state.building(), state, input);
            requireChild(state, built);
            restartHeartbeat(state, effects);
            yield state.withBuilt(built, append(state.waiting(), built));
          }
          case NothingToBuild _ -> {
            require(state.building(), state, input);
            yield state.withNothingBuilt();
          }
          case ChainCommitted _ -> {
            require(!state.committing().isEmpty(), state, input);
            yield committed(state);
          }
          case StopRequested _ ->
              state.phase() == Phase.STOPPED ? state : state.withPhase(Phase.STOPPING);
        };
    return new Step(proceed(next, effects), effects);
  }

  /** What follows from the state alone. */
  private static SingleState proceed(SingleState state, List<Effect> effects) {
    SingleState next = state;
    // S4: everything built while the disk was busy is committed at once, by one certificate.
    if (next.committing().isEmpty() && !next.waiting().isEmpty()) {
      effects.add(commit(next));
      next = next.withCommitting(next.waiting(), List.of());
    }
    if (mayBuild(next)) {
      effects.add(new Build(next.tip(), next.heartbeatDue()));
      next = next.withBuilding();
    }
    // S7: stopped when nothing is under way.
    if (next.phase() == Phase.STOPPING && !next.building() && next.committing().isEmpty()) {
      effects.add(new Stopped());
      next = next.withPhase(Phase.STOPPED);
    }
    return next;
  }

  private static boolean mayBuild(SingleState state) {
    return state.phase() == Phase.RUNNING
        // S2: one block at a time, as soon as there is work, or the heartbeat is due (S3).
        && !state.building()
        && (state.work() || state.heartbeatDue())
        // S5: one block waits for the disk, more only if they are full.
        && (state.waiting().isEmpty()
            || state.waiting().getLast().full()
                && state.waiting().size() < state.settings().maxWaiting())
        // S6: nothing follows a block that closes its set before that block is final.
        && !state.awaitsNextSet();
  }

  private static Commit commit(SingleState state) {
    return new Commit(
        state.waiting().stream().map(Built::proposal).toList(),
        new CommitVote(
            state.settings().chain(), state.set().epoch(), 0, state.tipHeight(), state.tip()));
  }

  private static SingleState committed(SingleState state) {
    var last = state.committing().getLast().judgement();
    var next = state.withCommitting(List.of(), state.waiting());
    return last.nextSet()
        .map(set -> {
          SingleState.requireAlone(set, state.settings().key());
          return next.withSet(set);
        })
        .orElse(next);
  }

  // S3: every block starts the heartbeat's time anew.
  private static void restartHeartbeat(SingleState state, List<Effect> effects) {
    if (state.settings().heartbeatMillis() > 0) {
      effects.add(new SetHeartbeat(state.settings().heartbeatMillis()));
    }
  }

  private static List<Built> append(List<Built> blocks, Built last) {
    var all = new ArrayList<>(blocks);
    all.add(last);
    return all;
  }

  private static void requireChild(SingleState state, Built built) {
    var block = built.proposal();
    if (!block.parent().equals(state.tip()) || block.height() != state.tipHeight() + 1) {
      throw new IllegalStateException(
          "block %d %s on %s was built where a child of %d %s was asked for"
              .formatted(
                  block.height(), block.id(), block.parent(), state.tipHeight(), state.tip()));
    }
  }

  private static void require(boolean holds, SingleState state, Input input) {
    if (!holds) {
      throw new IllegalStateException("unexpected %s in %s".formatted(input, state));
    }
  }
}
