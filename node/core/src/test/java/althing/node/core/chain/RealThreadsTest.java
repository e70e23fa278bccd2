package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.block.Block;
import althing.ledger.block.Receipt;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.TestChain;
import althing.ledger.port.MemoryStore;
import althing.ledger.replay.Replay;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi.NodeListener;
import althing.node.core.NodeApi.RejectedException;
import althing.node.core.SystemEnvironment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same node on real threads, for what virtual time cannot show: races. */
class RealThreadsTest {

  private static final int TRANSFERS = 250;

  @Test
  void many_clients_at_once_get_every_transaction_into_one_chain() throws Exception {
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    var store = new MemoryStore();
    List<Bytes> transactions = new ArrayList<>();
    for (int nonce = 0; nonce < TRANSFERS; nonce++) {
      for (String name : List.of("alice", "bob", "carol", "dave")) {
        transactions.add(TestNode.transfer(name, nonce, "bob", Amount.ONE).encoded());
      }
    }
    try (var environment = new SystemEnvironment()) {
      var service =
          ChainService.open(
              TestNode.SETTINGS,
              TestNode.genesis(Map.of()),
              TestNode.REGISTRY,
              store,
              TestNode.identity(1),
              Optional.empty(),
              environment,
              new SimpleMeterRegistry(),
              faults::add);
      var awaited = new Awaited(transactions.size());
      service.subscribe(awaited);
      service.start();
      var clients = new ArrayList<Thread>();
      for (int client = 0; client < 4; client++) {
        int first = client;
        clients.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = first; i < transactions.size(); i += 4) {
                    try {
                      service.submit(transactions.get(i));
                    } catch (RejectedException e) {
                      faults.add(e);
                    }
                  }
                }));
      }
      for (Thread client : clients) {
        client.join();
      }
      assertThat(awaited.done.await(60, TimeUnit.SECONDS)).isTrue();
      service.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);

      assertThat(faults).isEmpty();
      assertThat(service.nonce(TestChain.person("carol"), service.chain().headHeight()))
          .isEqualTo(TRANSFERS);
      assertThat(service.poolContent().pending()).isEmpty();
      var replay = new Replay(service.chain(), TestNode.REGISTRY, Replay.Ahead.NOT, _ -> {});
      assertThat(replay.fold().transactions()).isEqualTo(transactions.size());
    }
  }

  private static final class Awaited implements NodeListener {
    private final Set<Hash> seen = ConcurrentHashMap.newKeySet();
    private final CountDownLatch done;

    Awaited(int count) {
      done = new CountDownLatch(count);
    }

    @Override
    public void onBlock(Block block, List<Receipt> receipts, List<RecordedEvent> events) {
      for (SignedTransaction transaction : block.body().transactions()) {
        assertThat(seen.add(transaction.hash())).isTrue();
        done.countDown();
      }
    }

    @Override
    public void onPending(SignedTransaction transaction) {}
  }
}
