package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCodec;
import althing.ledger.block.Block;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.Retention;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.TestChain;
import althing.ledger.port.MemoryStore;
import althing.ledger.state.StateTree;
import althing.ledger.types.Bytes;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.finality.CertifiedBlocks;
import althing.node.core.sync.BlockSync;
import althing.node.core.sync.RangeSink;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A chain of real blocks, with transfers, heartbeats and ends of epochs, is fetched and run. */
class CatchUpTest {

  private final SimulatedEnvironment environment = TestNode.environment(4);

  @Test
  void a_new_node_runs_the_blocks_of_another_and_comes_to_the_same_state() {
    var source = new TestNode(environment, new MemoryStore()).started();
    for (int i = 0; i < 3; i++) {
      source.transfers(40);
      environment.run(TestNode.EPOCH_MILLIS);
    }
    ChainReader chain = source.service.chain();
    assertThat(chain.headHeight()).isGreaterThan(130);
    source.stop();

    var store = new MemoryStore();
    new TestNode(environment, store);
    var joiner = new Joiner(store);
    var link = new Link(joiner, chain);
    link.late().behind(Link.SERVER, chain.headHeight());
    environment.runUntil(() -> joiner.chain.headHeight() == chain.headHeight());

    assertThat(joiner.chain.headHash())
        .isEqualTo(chain.blockHash(chain.headHeight()).orElseThrow());
    assertThat(joiner.chain.check((_, _) -> {})).isEmpty();
    assertThat(link.blamed).isEmpty();
    assertThat(link.late().progress()).isEmpty();
  }

  /** Takes what is fetched as a node does: certificate, judgement, commit. */
  private static final class Joiner implements RangeSink {
    final ChainStore chain;
    private final StateTree states;
    private final BlockFactory factory;
    private final CertifiedBlocks certified;

    Joiner(MemoryStore store) {
      chain = ChainStore.open(store, TestChain.CHAIN_ID, Retention.ARCHIVE, TestNode.REGISTRY);
      states = new StateTree(chain.stateNodes(), 64);
      factory = new BlockFactory(TestNode.REGISTRY, states);
      certified =
          new CertifiedBlocks(
              chain.header(0).orElseThrow(),
              chain.events(0).stream().map(event -> event.event()).toList());
    }

    @Override
    public void fetched(PeerId from, List<Block> blocks, Certificate certificate) {
      var proof = Bytes.wrap(CertificateCodec.encode(certificate));
      for (Block block : blocks) {
        Bytes own = block.height() == certificate.height() ? proof : Bytes.EMPTY;
        assertThat(certified.next(block.header(), own, List::of)).isEmpty();
        var judgement = factory.judge(chain.head(states), block);
        assertThat(judgement).isInstanceOf(BlockFactory.Judgement.Valid.class);
        var candidate = ((BlockFactory.Judgement.Valid) judgement).candidate();
        chain.commit(BlockCommit.of(candidate, own));
        states.stored(candidate.stateUpdate());
      }
    }
  }

  /** Two nodes and 5 ms between them. */
  private final class Link {
    static final PeerId SERVER = PeerId.of(key(1));
    static final PeerId LATE = PeerId.of(key(2));

    final List<String> blamed = new ArrayList<>();
    private final BlockSync server;
    private final BlockSync late;

    Link(Joiner joiner, ChainReader chain) {
      server =
          new BlockSync(
              chain,
              side(SERVER, LATE),
              environment,
              (_, _, _) -> {
                throw new AssertionError("it is not behind");
              },
              new SimpleMeterRegistry());
      late =
          new BlockSync(
              joiner.chain,
              side(LATE, SERVER),
              environment,
              (from, blocks, certificate) ->
                  environment.schedule(
                      50,
                      () -> {
                        joiner.fetched(from, blocks, certificate);
                        late().committed(joiner.chain.headHeight(), joiner.chain.headHash());
                      }),
              new SimpleMeterRegistry());
    }

    BlockSync late() {
      return late;
    }

    private PeerNetwork side(PeerId self, PeerId other) {
      return new PeerNetwork() {
        @Override
        public Set<PeerId> connected() {
          return Set.of(other);
        }

        @Override
        public boolean send(PeerId peer, Lane lane, byte[] message) {
          environment.schedule(
              5, () -> (peer.equals(SERVER) ? server : late).received(self, message));
          return true;
        }

        @Override
        public int broadcast(Lane lane, byte[] message) {
          throw new AssertionError("nothing here is for everybody");
        }

        @Override
        public void penalise(PeerId peer, int points, String reason) {
          blamed.add(reason);
        }
      };
    }

    private static byte[] key(int number) {
      byte[] key = new byte[PeerId.SIZE];
      key[0] = (byte) number;
      return key;
    }
  }
}
