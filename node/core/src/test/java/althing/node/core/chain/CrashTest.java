package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.block.Block;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.TestChain;
import althing.ledger.port.CrashStore;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi.NodeListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * L1, L2: whenever the power fails, nothing is lost that was shown as final, and what is there
 * afterwards is a chain that replays to its own roots.
 */
class CrashTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void nothing_acknowledged_is_lost_whenever_the_power_fails(long seed) {
    new History(seed, new CrashStore(), 40).run(6);
  }

  /** Without it the tests above would prove nothing: they must see a sync that is not done. */
  @Test
  void a_disk_that_does_not_sync_is_found_out() {
    assertThatThrownBy(() -> new History(1, CrashStore.withoutSyncs(), 40).run(6))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void the_power_may_fail_at_each_single_write() {
    var calm = new CrashStore();
    var whole = new History(7, calm, 16);
    whole.live(calm);
    int writes = calm.writes();
    assertThat(writes).isGreaterThan(8);
    for (int nth = 1; nth <= writes; nth++) {
      var history = new History(7, new CrashStore().powerCutAtWrite(nth), 16);
      history.live(history.store);
      history.crash(0);
      history.live(history.store);
      history.check();
    }
  }

  @Test
  void a_sync_that_fails_stops_the_node_before_anybody_is_told() {
    for (int nth = 3; nth < 12; nth++) {
      var history = new History(nth, new CrashStore().failingSyncAtWrite(nth), 12);
      history.live(history.store);
      history.crash(nth % 2);
      history.live(history.store);
      history.check();
    }
  }

  /** One chain through its crashes, and what its clients have been shown. */
  private static final class History {
    private final Random random;
    private final int mostSteps;
    private final Map<Hash, Hash> acknowledged = new HashMap<>();
    private long acknowledgedHeight;
    private long clockMillis = TestNode.START_MILLIS;
    private CrashStore store;

    History(long seed, CrashStore store, int mostSteps) {
      this.mostSteps = mostSteps;
      random = new Random(seed);
      this.store = store;
    }

    void run(int lives) {
      for (int life = 0; life < lives; life++) {
        switch (random.nextInt(4)) {
          case 0 -> store.powerCutAtWrite(1 + random.nextInt(30));
          case 1 -> store.failingSyncAtWrite(1 + random.nextInt(30));
          case 2 -> store.fullAtWrite(1 + random.nextInt(30));
          default -> {}
        }
        live(store);
        crash(random.nextInt(3));
      }
      live(store);
      check();
    }

    void crash(int lucky) {
      store = store.crash(lucky);
    }

    /** A node runs on {@code disk} until it is killed or the disk gives up. */
    void live(CrashStore disk) {
      var environment =
          new althing.node.core.SimulatedEnvironment(random.nextLong(), clockMillis)
              .slow("commit", 3_000);
      TestNode node;
      try {
        node = new TestNode(environment, disk);
      } catch (StoreException e) {
        return;
      }
      requireAcknowledged(node);
      ChainServiceTest.assertFullReplayAgrees(node);
      node.service.subscribe(new SyncWitness(disk, node.service.chain()));
      node.started();
      var submitted = new ArrayList<Hash>();
      int steps = mostSteps / 2 + random.nextInt(mostSteps);
      for (int i = 0; i < steps && node.faults.isEmpty(); i++) {
        String from = List.of("alice", "bob", "carol").get(random.nextInt(3));
        if (random.nextInt(8) == 0) {
          environment.run(random.nextInt(8_000));
        } else if (node.service.isReady()) {
          submitted.add(node.submit(node.transfer(from, "dave")));
          environment.run(random.nextInt(4));
        }
        acknowledge(node, submitted);
      }
      clockMillis = environment.nowMillis();
      environment.kill();
    }

    private void acknowledge(TestNode node, List<Hash> submitted) {
      for (Hash hash : submitted) {
        node.place(hash)
            .ifPresent(place ->
                acknowledged.put(
                    hash, node.service.chain().blockHash(place.height()).orElseThrow()));
      }
      acknowledgedHeight = Math.max(acknowledgedHeight, node.service.chain().headHeight());
    }

    private void requireAcknowledged(TestNode node) {
      assertThat(node.service.chain().headHeight()).isGreaterThanOrEqualTo(acknowledgedHeight);
      acknowledged.forEach((hash, block) ->
          assertThat(
                  node.place(hash).flatMap(place -> node.service.chain().blockHash(place.height())))
              .as("block of %s", hash)
              .hasValue(block));
    }

    void check() {
      var node = new TestNode(TestNode.environment(1), store);
      requireAcknowledged(node);
      ChainServiceTest.assertFullReplayAgrees(node);
      long head = node.service.chain().headHeight();
      assertThat(node.service.verify(0, head).finding()).isNull();
      long sent =
          List.of("alice", "bob", "carol").stream()
              .mapToLong(name -> node.service.nonce(TestChain.person(name), head))
              .sum();
      assertThat(sent).isGreaterThanOrEqualTo(acknowledged.size());
    }
  }

  /**
   * When a block is told of, the disk holds it: nothing waits for a sync, and the counter has moved
   * on since the newest block that an earlier sync covers.
   */
  private static final class SyncWitness implements NodeListener {
    private final CrashStore disk;
    private final ChainReader chain;
    private long coveredHeight;
    private long syncs;

    SyncWitness(CrashStore disk, ChainReader chain) {
      this.disk = disk;
      this.chain = chain;
      coveredHeight = chain.headHeight();
      syncs = disk.syncs();
    }

    @Override
    public void onBlock(Block block, List<Receipt> receipts, List<RecordedEvent> events) {
      if (disk.unsyncedWrites() > 0) {
        throw new AssertionError("block " + block.height() + " is told of and not synced");
      }
      if (block.height() > coveredHeight) {
        if (disk.syncs() <= syncs) {
          throw new AssertionError("no sync was counted for block " + block.height());
        }
        coveredHeight = chain.headHeight();
        syncs = disk.syncs();
      }
    }

    @Override
    public void onPending(SignedTransaction transaction) {}
  }
}
