package althing.node.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCodec;
import althing.ledger.block.Block;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainStore;
import althing.ledger.crypto.Sha256;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.MemoryStore;
import althing.ledger.types.Bytes;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.sync.SimulatedPeers.Member;
import althing.node.core.sync.SimulatedPeers.Party;
import althing.node.network.PeerId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** A node as far as catching up goes: what it is handed it checks, takes its time and commits. */
final class SyncingNode implements Party, RangeSink {

  final Member member;
  final ChainStore store;
  final BlockSync sync;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Heights that were handed over first, in order. */
  final List<Long> handedOver = new ArrayList<>();

  /** How many of what is handed over next is lost. */
  int ignored;

  /** How many of what is handed over next come too early. */
  int early;

  private final SignedChain chain;
  private final Executor commits;

  SyncingNode(
      SignedChain chain,
      ChainStore store,
      UnaryOperator<ChainReader> view,
      Member member,
      SimulatedEnvironment environment) {
    this.chain = chain;
    this.store = store;
    this.member = member.is(this);
    commits = environment.lane("commit");
    sync = new BlockSync(view.apply(store), member, environment, this, meters);
  }

  /** A node that has the chain up to {@code height}. */
  static SyncingNode at(
      long height, SignedChain chain, SimulatedPeers peers, SimulatedEnvironment environment) {
    return at(height, chain, new MemoryStore(), peers.join(), environment);
  }

  static SyncingNode at(
      long height,
      SignedChain chain,
      KeyValueStore store,
      Member member,
      SimulatedEnvironment environment) {
    return new SyncingNode(chain, chain.open(store, height), reader -> reader, member, environment);
  }

  /** Is told by a peer how far that is. */
  SyncingNode hears(PeerId peer, long height) {
    sync.behind(peer, height);
    return this;
  }

  SyncingNode hears(SyncingNode other) {
    return hears(other.member.id, other.store.headHeight());
  }

  long height() {
    return store.headHeight();
  }

  boolean isIdle() {
    return sync.progress().isEmpty();
  }

  /** What the newest certificates cover, to see how ranges were cut. */
  boolean isCertified(long height) {
    return store.certificate(height).isPresent();
  }

  @Override
  public void received(PeerId from, byte[] message) {
    sync.received(from, message);
  }

  @Override
  public void disconnected(PeerId peer) {
    sync.disconnected(peer);
  }

  @Override
  public void fetched(PeerId from, List<Block> blocks, Certificate certificate) {
    assertThat(blocks).hasSizeBetween(1, RangeAssembly.MAX_BLOCKS);
    if (blocks.getFirst().height() == height() + 1) {
      assertThat(blocks.getFirst().header().parentHash()).isEqualTo(store.headHash());
    }
    blocks.forEach(SyncingNode::requireOwnBody);
    handedOver.add(blocks.getFirst().height());
    if (ignored > 0) {
      ignored--;
      return;
    }
    if (early > 0) {
      early--;
      commits.execute(() -> sync.early(from, certificate.height()));
      return;
    }
    commits.execute(() -> take(from, blocks, certificate));
  }

  private static void requireOwnBody(Block block) {
    var extra = block.header().extra();
    assertThat(Block.transactionsRoot(block.body().transactions()))
        .isEqualTo(block.header().transactionsRoot());
    assertThat(Sha256.hash(block.body().lastCommit())).isEqualTo(extra.lastCommitHash());
    assertThat(Sha256.hash(block.body().vrfProof())).isEqualTo(extra.vrfHash());
  }

  private void take(PeerId from, List<Block> blocks, Certificate certificate) {
    if (blocks.getFirst().height() != height() + 1) {
      return;
    }
    Optional<String> defect = chain.defect(height(), blocks, certificate);
    if (defect.isPresent()) {
      sync.refused(from, defect.get());
      return;
    }
    var proof = Bytes.wrap(CertificateCodec.encode(certificate));
    commit(
        blocks.stream()
            .map(block ->
                SignedChain.commit(
                    block, block.height() == certificate.height() ? proof : Bytes.EMPTY))
            .toList());
  }

  /** Blocks become final that were not fetched. */
  void agreesOn(long upTo) {
    var blocks = new ArrayList<BlockCommit>();
    for (long at = height() + 1; at <= upTo; at++) {
      blocks.add(SignedChain.commit(chain.block(at), chain.certificate(at)));
    }
    commit(blocks);
  }

  private void commit(List<BlockCommit> blocks) {
    store.commit(blocks);
    sync.committed(store.headHeight(), store.headHash());
  }
}
