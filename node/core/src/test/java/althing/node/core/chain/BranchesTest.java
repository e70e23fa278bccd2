package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.Application.Built;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.Signature;
import althing.consensus.certificate.Certificate;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks on several branches, of which one becomes final: what an engine may ask in any order. */
class BranchesTest {

  private @TempDir Path directory;
  private Cluster cluster;
  private BlockProducer left;
  private BlockProducer right;
  private BlockProducer judge;
  private BlockId genesis;

  @BeforeEach
  void open() {
    // The engines have nothing to do: their lanes stand still as long as no time passes.
    cluster = new Cluster(3, 4, directory).started();
    left = cluster.nodes.get(0).running().producer();
    right = cluster.nodes.get(1).running().producer();
    judge = cluster.nodes.get(2).running().producer();
    genesis = judge.head().id();
  }

  @AfterEach
  void close() {
    cluster.nodes.forEach(Cluster.Node::kill);
  }

  @Test
  void the_branch_that_becomes_final_is_kept_and_the_other_gives_back_what_it_held() {
    Hash ofLeft = cluster.nodes.get(0).submit(cluster.transfer("alice", "bob"));
    Proposal a1 = built(left, genesis);
    Proposal b1 = built(right, genesis);
    Proposal b2 = built(right, b1.id());
    var service = cluster.nodes.get(2).running();
    assertThat(judged(a1)).isEqualTo(Judgement.Valid.SAME_SET);
    assertThat(service.pending(ofLeft)).isPresent();
    assertThat(judged(b1)).isEqualTo(Judgement.Valid.SAME_SET);
    assertThat(judged(b2)).isEqualTo(Judgement.Valid.SAME_SET);

    judge.commit(List.of(b1), certificate(b1)).toCompletableFuture().join();
    assertThat(service.chain().blockHash(1)).contains(ExecutedProposal.hash(b1.id()));
    assertThat(cluster.nodes.get(2).balance("bob")).isEqualTo(Amount.ofSp(10_000));
    assertThat(service.pending(ofLeft)).isPresent();
    // What stood on the other branch has no parent any more.
    Proposal a2 = built(left, a1.id());
    assertThat(judged(a2)).isEqualTo(new Judgement.NoParent());

    judge.commit(List.of(b2), certificate(b2)).toCompletableFuture().join();
    assertThat(service.chain().blockHash(2)).contains(ExecutedProposal.hash(b2.id()));
    // The next block holds what the lost one had.
    Built next = judge.build(b2.id(), false).toCompletableFuture().join().orElseThrow();
    judge
        .commit(List.of(next.proposal()), certificate(next.proposal()))
        .toCompletableFuture()
        .join();
    assertThat(cluster.nodes.get(2).balance("bob")).isEqualTo(Amount.ofSp(10_001));
    assertThat(service.pending(ofLeft)).isEmpty();
    assertThat(service.verify(0, 3).finding()).isNull();
  }

  @Test
  void a_dropped_block_takes_its_children_along() {
    Proposal b1 = built(right, genesis);
    Proposal b2 = built(right, b1.id());
    assertThat(judged(b1)).isEqualTo(Judgement.Valid.SAME_SET);
    assertThat(judged(b2)).isEqualTo(Judgement.Valid.SAME_SET);
    judge.drop(b1.id());
    judge.drop(b1.id());
    assertThat(judged(b2)).isEqualTo(new Judgement.NoParent());
    assertThat(judge.build(b1.id(), true).toCompletableFuture().join()).isEmpty();
    assertThat(judge.build(genesis, true).toCompletableFuture().join()).isPresent();
  }

  @Test
  void a_block_is_judged_again_with_the_same_answer() {
    Proposal b1 = built(right, genesis);
    assertThat(judged(b1)).isEqualTo(Judgement.Valid.SAME_SET);
    assertThat(judged(b1)).isEqualTo(Judgement.Valid.SAME_SET);
  }

  @Test
  void a_block_with_a_certificate_that_proves_nothing_is_invalid() {
    Proposal b1 = built(right, genesis);
    judged(b1);
    // The builder believes its own certificate; nobody signed it.
    right.commit(List.of(b1), certificate(b1)).toCompletableFuture().join();
    Proposal b2 = built(right, b1.id());
    assertThat(judged(b2))
        .isInstanceOfSatisfying(
            Judgement.Invalid.class,
            invalid ->
                assertThat(invalid.reason()).startsWith("lastCommit: signature of signer 0"));
  }

  private Proposal built(BlockProducer producer, BlockId parent) {
    Optional<Built> built = producer.build(parent, true).toCompletableFuture().join();
    byte[] encoded = built.orElseThrow().proposal().encoded();
    return ExecutedProposal.reader(_ -> Optional.empty()).read(encoded);
  }

  private Judgement judged(Proposal proposal) {
    return judge.judge(proposal).toCompletableFuture().join();
  }

  private static Certificate certificate(Proposal block) {
    var nobody = Signature.of(new byte[Signature.SIZE]);
    return new Certificate(
        0,
        block.height(),
        block.height(),
        block.id(),
        new TreeMap<>(Map.of(0, nobody, 1, nobody, 2, nobody)));
  }
}
