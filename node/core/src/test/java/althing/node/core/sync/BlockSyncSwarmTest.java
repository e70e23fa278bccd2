package althing.node.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.port.MemoryStore;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.sync.SimulatedPeers.Member;
import althing.node.core.sync.SimulatedPeers.Party;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything at once, as the seed has it: some peers are right, some slow, some silent, some lie;
 * links break and heal, the validators change, blocks become final on the way, the node is killed
 * and starts again. It gets there, nobody is blamed without a reason, memory stays bounded.
 */
class BlockSyncSwarmTest {

  private static final int HEIGHT = 700;
  private static final List<SignedChain> CHAINS = List.of(chain(1), chain(2), chain(3));
  private static final SignedChain FORK = new SignedChain(99, 1, 2, 3, 4).grow(HEIGHT + 200);

  private static SignedChain chain(long seed) {
    var random = new Random(seed);
    var chain = new SignedChain(seed, 1, 2, 3, 4);
    while (chain.height() < HEIGHT) {
      switch (random.nextInt(6)) {
        case 0 -> chain.group(1 + random.nextInt(60));
        case 1 -> chain.handOver(2, 3, 4, 5 + random.nextInt(3));
        default -> chain.grow(1 + random.nextInt(90));
      }
    }
    return chain;
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void it_gets_there(long seed) {
    new Swarm(seed).run();
  }

  private static final class Swarm {
    final Random random;
    final SimulatedEnvironment environment;
    final SimulatedPeers peers;
    final SignedChain chain;
    final List<SyncingNode> honest = new ArrayList<>();
    final List<PeerId> liars = new ArrayList<>();
    final List<PeerId> all = new ArrayList<>();
    final MemoryStore disk = new MemoryStore();
    final Member member;
    SyncingNode late;

    Swarm(long seed) {
      random = new Random(seed);
      environment = new SimulatedEnvironment(seed, 0).slow("commit", 1 + random.nextInt(400_000));
      peers = new SimulatedPeers(environment, seed);
      chain = CHAINS.get(random.nextInt(CHAINS.size()));
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        honest.add(SyncingNode.at(chain.height(), chain, peers, environment));
        all.add(honest.getLast().member.id);
      }
      for (int i = random.nextInt(5); i > 0; i--) {
        all.add(bad());
      }
      member = peers.join();
      late = SyncingNode.at(random.nextInt(50), chain, disk, member, environment);
    }

    PeerId bad() {
      Member bad = peers.join();
      switch (random.nextInt(4)) {
        case 0 -> {}
        case 1 ->
            SyncingNode.at(chain.height(), chain, new MemoryStore(), bad, environment)
                .member
                .slow(random.nextInt(15_000));
        case 2 ->
            SyncingNode.at(random.nextInt(HEIGHT), chain, new MemoryStore(), bad, environment);
        default -> {
          liars.add(bad.id);
          Lie lie = Lie.values()[random.nextInt(Lie.values().length)];
          bad.is(liar(bad, lie));
        }
      }
      return bad.id;
    }

    Party liar(Member liar, Lie lie) {
      return new Party() {
        @Override
        public void received(PeerId from, byte[] message) {
          if (SyncCodec.decode(message) instanceof BlocksWanted wanted) {
            liar.send(from, Lane.BLOCKS, lie.answer(wanted, chain, FORK));
          }
        }

        @Override
        public void disconnected(PeerId peer) {}
      };
    }

    void run() {
      for (int i = 0; i < 60; i++) {
        trouble();
        environment.run(random.nextInt(800));
        check();
      }
      all.forEach(peer -> peers.heal(member.id, peer));
      for (int i = 0; i < 240 && late.height() < chain.height(); i++) {
        all.forEach(peer -> late.hears(peer, chain.height()));
        environment.run(500);
        check();
      }
      assertThat(late.height()).isEqualTo(chain.height());
      assertThat(late.store.headHash()).isEqualTo(chain.block(chain.height()).hash());
    }

    void trouble() {
      PeerId peer = all.get(random.nextInt(all.size()));
      switch (random.nextInt(12)) {
        case 0 -> peers.cut(member.id, peer);
        case 1 -> peers.heal(member.id, peer);
        case 2 -> late.agreesOn(Math.min(chain.height(), late.height() + random.nextInt(3)));
        case 3 -> late.ignored = random.nextInt(2);
        case 4 -> {
          late.sync.close();
          peers.restart(member.id);
          late = SyncingNode.at(0, chain, disk, member, environment);
        }
        default -> late.hears(peer, 1 + random.nextInt(2 * HEIGHT));
      }
    }

    void check() {
      assertThat(liars).containsAll(member.points.keySet());
      honest.forEach(node -> assertThat(node.member.points).isEmpty());
      assertThat(late.meters.get("althing.sync.held").gauge().value())
          .isLessThan(RangeFetcher.WINDOW_BYTES);
      late.sync
          .progress()
          .ifPresent(progress -> {
            assertThat(progress.current()).isEqualTo(late.height());
            assertThat(progress.highest()).isGreaterThan(progress.current());
          });
    }
  }
}
