package althing.consensus.single;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.Application.Built;
import althing.consensus.Application.Head;
import althing.consensus.BlockId;
import althing.consensus.Judgement.Valid;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
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
import althing.consensus.single.SingleState.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleEngineTest {

  private static final PublicKey KEY = PublicKey.of(new byte[32]);
  private static final ValidatorSet SET = new ValidatorSet(0, List.of(KEY));
  private static final Settings SETTINGS = new Settings(id(0), KEY, 1000, 3);

  private SingleState state = SingleState.at(new Head(id(0), 0, SET, Optional.empty()), SETTINGS);

  /** Rule S1. */
  @Test
  void it_runs_only_as_the_one_validator() {
    var other = PublicKey.of(id(9).toArray());
    for (var members : List.of(List.of(other), List.of(KEY, other))) {
      assertThatThrownBy(() ->
              SingleState.at(
                  new Head(id(0), 0, new ValidatorSet(0, members), Optional.empty()), SETTINGS))
          .hasMessageContaining("as the only validator");
    }
  }

  @Test
  void it_asks_for_work_when_it_starts() {
    assertThat(on(new Started())).containsExactly(new SetHeartbeat(1000), new Build(id(0), false));
  }

  /** Rule S2. */
  @Test
  void work_is_built_at_once_and_committed_at_once() {
    idle();
    assertThat(on(new WorkArrived())).containsExactly(new Build(id(0), false));
    assertThat(on(built(1)))
        .containsExactly(
            new SetHeartbeat(1000),
            new Commit(List.of(block(1)), new CommitVote(id(0), 0, 0, 1, id(1))));
    assertThat(on(new ChainCommitted())).isEmpty();
    assertThat(on(new WorkArrived())).containsExactly(new Build(id(1), false));
  }

  /** Rule S2. */
  @Test
  void work_that_arrives_during_a_build_is_asked_for_again() {
    idle();
    on(new WorkArrived());
    assertThat(on(new WorkArrived())).isEmpty();
    assertThat(on(new NothingToBuild())).containsExactly(new Build(id(0), false));
    assertThat(on(new NothingToBuild())).isEmpty();
  }

  /** Rule S3. */
  @Test
  void an_idle_chain_beats() {
    idle();
    assertThat(on(new HeartbeatDue())).containsExactly(new Build(id(0), true));
    assertThat(on(built(1))).contains(new SetHeartbeat(1000));
  }

  /** Rule S3: a heartbeat that comes due during a build is made if that build comes to nothing. */
  @Test
  void a_heartbeat_waits_for_the_build_under_way() {
    idle();
    on(new WorkArrived());
    assertThat(on(new HeartbeatDue())).isEmpty();
    assertThat(on(new NothingToBuild())).containsExactly(new Build(id(0), true));

    on(built(1));
    on(new WorkArrived());
    on(new HeartbeatDue());
    assertThat(on(built(2))).noneMatch(Build.class::isInstance);
  }

  @Test
  void without_an_interval_an_idle_chain_makes_no_blocks() {
    state =
        SingleState.at(new Head(id(0), 0, SET, Optional.empty()), new Settings(id(0), KEY, 0, 3));
    assertThat(on(new Started())).containsExactly(new Build(id(0), false));
  }

  /** Rules S4 and S5. */
  @Test
  void one_block_is_built_while_another_is_committed() {
    idle();
    on(new WorkArrived());
    on(built(1));
    assertThat(on(new WorkArrived())).containsExactly(new Build(id(1), false));
    assertThat(on(built(2))).containsExactly(new SetHeartbeat(1000));
    assertThat(on(new WorkArrived())).isEmpty();

    assertThat(on(new ChainCommitted()))
        .containsExactly(
            new Commit(List.of(block(2)), new CommitVote(id(0), 0, 0, 2, id(2))),
            new Build(id(2), false));
  }

  /** Rules S4 and S5. */
  @Test
  void full_blocks_go_on_while_the_disk_is_busy_and_share_one_certificate() {
    idle();
    on(new WorkArrived());
    assertThat(on(full(1))).contains(new Build(id(1), false));
    assertThat(on(full(2))).contains(new Build(id(2), false));
    assertThat(on(full(3))).contains(new Build(id(3), false));
    assertThat(on(full(4))).noneMatch(Build.class::isInstance);

    assertThat(on(new ChainCommitted()))
        .containsExactly(
            new Commit(
                List.of(block(2), block(3), block(4)), new CommitVote(id(0), 0, 0, 4, id(4))),
            new Build(id(4), false));
  }

  /** Rule S6. */
  @Test
  void nothing_follows_a_block_that_closes_its_set_before_it_is_committed() {
    idle();
    on(new WorkArrived());
    var next = SET.succeededBy(List.of(KEY));
    var closing = new BlockBuilt(new Built(block(1), new Valid(Optional.of(next)), true));
    assertThat(on(closing)).noneMatch(Build.class::isInstance);
    assertThat(on(new WorkArrived())).isEmpty();
    assertThat(on(new HeartbeatDue())).isEmpty();

    assertThat(on(new ChainCommitted())).containsExactly(new Build(id(1), true));
    assertThat(on(built(2)))
        .contains(new Commit(List.of(block(2)), new CommitVote(id(0), 1, 0, 2, id(2))));
  }

  /** Rules S1 and S6. */
  @Test
  void it_does_not_go_on_under_a_set_that_is_not_its_own() {
    idle();
    on(new WorkArrived());
    var next = SET.succeededBy(List.of(PublicKey.of(id(9).toArray())));
    on(new BlockBuilt(new Built(block(1), new Valid(Optional.of(next)), false)));
    assertThatThrownBy(() -> on(new ChainCommitted())).hasMessageContaining("epoch 1");
  }

  /** Rule S7. */
  @Test
  void a_stop_finishes_what_is_under_way() {
    idle();
    on(new WorkArrived());
    on(full(1));
    assertThat(on(new StopRequested())).isEmpty();
    assertThat(on(full(2))).containsExactly(new SetHeartbeat(1000));
    assertThat(on(new ChainCommitted()))
        .containsExactly(new Commit(List.of(block(2)), new CommitVote(id(0), 0, 0, 2, id(2))));
    assertThat(on(new ChainCommitted())).containsExactly(new Stopped());
    assertThat(on(new WorkArrived())).isEmpty();
    assertThat(on(new StopRequested())).isEmpty();
  }

  @Test
  void an_idle_engine_stops_at_once() {
    idle();
    assertThat(on(new StopRequested())).containsExactly(new Stopped());
  }

  @Test
  void answers_to_what_was_not_asked_are_faults_of_the_caller() {
    idle();
    var before = state;
    for (var input : List.of(built(1), new NothingToBuild(), new ChainCommitted(), new Started())) {
      assertThatThrownBy(() -> SingleEngine.step(before, input))
          .isInstanceOf(IllegalStateException.class);
    }
    on(new WorkArrived());
    assertThatThrownBy(() -> on(built(2))).hasMessageContaining("a child of 0 ");
  }

  /**
   * Builds, commits and heartbeats that take any time: all work is committed, in order, soon after
   * it came; no gap between blocks is longer than a heartbeat and what was under way.
   */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 11, 42})
  void whatever_the_timing_all_work_is_committed_in_order(long seed) {
    var world = new World(seed);
    world.run(200_000);
    assertThat(world.committedWork).isEqualTo(world.arrivedWork).isGreaterThan(1000);
    assertThat(world.longestGap).isLessThanOrEqualTo(1000 + 2 * World.SLOWEST);
    assertThat(world.longestWait).isLessThanOrEqualTo(5 * World.SLOWEST);
  }

  /** A fake chain in virtual time around the engine. */
  private static final class World {
    static final int SLOWEST = 60;

    private record Due(long at, long order, Runnable what) {}

    private final Random random;
    private final PriorityQueue<Due> agenda =
        new PriorityQueue<>(
            java.util.Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private SingleState state = SingleState.at(new Head(id(0), 0, SET, Optional.empty()), SETTINGS);
    private long now;
    private long order;
    private long heartbeat;
    private int pool;
    private long oldestPooled;
    private long finalHeight;
    private long lastBlockAt;
    private boolean ended;
    int arrivedWork;
    int committedWork;
    long longestGap;
    long longestWait;
    private final java.util.Map<Long, Integer> contents = new java.util.HashMap<>();

    World(long seed) {
      random = new Random(seed);
    }

    void run(long millis) {
      on(new Started());
      arrive(millis);
      at(millis + 5000, () -> on(new StopRequested()));
      while (!agenda.isEmpty()) {
        var due = agenda.poll();
        now = due.at();
        due.what().run();
        state.check();
      }
      assertThat(ended).isTrue();
    }

    private void arrive(long until) {
      int delay = random.nextInt(10) == 0 ? 3000 : random.nextInt(20);
      at(
          now + delay,
          () -> {
            if (now > until) {
              return;
            }
            int count = 1 + random.nextInt(30);
            arrivedWork += count;
            oldestPooled = pool == 0 ? now : oldestPooled;
            pool += count;
            on(new WorkArrived());
            arrive(until);
          });
    }

    private void on(Input input) {
      var step = SingleEngine.step(state, input);
      state = step.state();
      for (var effect : step.effects()) {
        switch (effect) {
          case Build(var parent, var evenIfEmpty) ->
              at(now + random.nextInt(SLOWEST), () -> build(parent, evenIfEmpty));
          case Commit(var chain, var vote) -> {
            assertThat(vote.height()).isEqualTo(chain.getLast().height());
            at(now + random.nextInt(SLOWEST), () -> commit(chain));
          }
          case SetHeartbeat(var delay) -> {
            long mine = ++heartbeat;
            at(
                now + delay,
                () -> {
                  if (heartbeat == mine) {
                    on(new HeartbeatDue());
                  }
                });
          }
          case Stopped _ -> ended = true;
        }
      }
    }

    private void build(BlockId parent, boolean evenIfEmpty) {
      assertThat(parent).isEqualTo(state.tip());
      if (pool == 0 && !evenIfEmpty) {
        on(new NothingToBuild());
        return;
      }
      int taken = Math.min(pool, 40);
      if (pool > 0) {
        longestWait = Math.max(longestWait, pool > 40 ? 0 : now - oldestPooled);
      }
      pool -= taken;
      oldestPooled = now;
      long height = state.tipHeight() + 1;
      contents.put(height, taken);
      longestGap = Math.max(longestGap, now - lastBlockAt);
      lastBlockAt = now;
      on(new BlockBuilt(new Built(block((int) height), Valid.SAME_SET, pool > 0)));
    }

    private void commit(List<Proposal> chain) {
      for (var block : chain) {
        assertThat(block.height()).isEqualTo(++finalHeight);
        committedWork += contents.get(block.height());
      }
      on(new ChainCommitted());
    }

    private void at(long time, Runnable what) {
      agenda.add(new Due(time, order++, what));
    }
  }

  /** Started, and nothing to do. */
  private void idle() {
    on(new Started());
    on(new NothingToBuild());
  }

  private List<Effect> on(Input input) {
    var step = SingleEngine.step(state, input);
    step.state().check();
    state = step.state();
    return new ArrayList<>(step.effects());
  }

  private static Input built(int height) {
    return new BlockBuilt(new Built(block(height), Valid.SAME_SET, false));
  }

  private static Input full(int height) {
    return new BlockBuilt(new Built(block(height), Valid.SAME_SET, true));
  }

  private record FakeBlock(BlockId id, long height, BlockId parent) implements Proposal {
    @Override
    public byte[] encoded() {
      return id.toArray();
    }
  }

  private static Proposal block(int height) {
    return new FakeBlock(id(height), height, id(height - 1));
  }

  private static BlockId id(int number) {
    byte[] value = new byte[BlockId.SIZE];
    value[30] = (byte) (number >>> 8);
    value[31] = (byte) number;
    return BlockId.of(value);
  }
}
