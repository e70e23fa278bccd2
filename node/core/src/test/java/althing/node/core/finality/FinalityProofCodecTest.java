package althing.node.core.finality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.MalformedException;
import althing.node.core.finality.FinalityVerifier.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Proofs are read as they were written; a chain that begins with one proves what comes after. */
class FinalityProofCodecTest {

  private static SeveralValidators changing() {
    return new SeveralValidators("pbft", 1, 2, 3, 4)
        .block()
        .certified(4)
        .handOver(3, 4, 5, 6, 7, 8, 9)
        .certified(5)
        .handOver(11)
        .block()
        .certified(1)
        .handOver(12)
        .certified(1);
  }

  @Test
  void every_proof_is_read_as_it_was_written() {
    var chain = changing();
    for (int height = 0; height < chain.headers.size(); height++) {
      FinalityProof proof = chain.prover().prove(height);
      byte[] encoded = FinalityProofCodec.encode(proof);
      assertThat(FinalityProofCodec.decode(encoded)).isEqualTo(proof);
      for (int size = 0; size < encoded.length; size += 5) {
        byte[] part = Arrays.copyOf(encoded, size);
        assertThatThrownBy(() -> FinalityProofCodec.decode(part))
            .isInstanceOf(MalformedException.class);
      }
      assertThatThrownBy(
              () -> FinalityProofCodec.decode(Arrays.copyOf(encoded, encoded.length + 1)))
          .isInstanceOf(MalformedException.class);
    }
  }

  /** The blocks below the one that it begins with are never asked for. */
  @Test
  void a_prover_that_begins_above_genesis_proves_the_same() {
    var chain = changing();
    for (int base : new int[] {2, 3, 4, 5, 7, 8}) {
      FinalityProof begun = chain.prover().prove(base);
      FinalityProver prover = chain.proverFrom(base, begun);
      for (int height = chain.headers.size() - 1; height >= base; height--) {
        FinalityProof proof = prover.prove(height);
        assertThat(proof).isEqualTo(chain.prover().prove(height));
        assertThat(FinalityVerifier.verify(proof, chain.genesis()))
            .isInstanceOf(Verdict.Final.class);
      }
    }
  }

  @Test
  void a_proof_says_who_certified_each_block_up_to_its_own() {
    var chain = changing();
    FinalityProof proof = chain.prover().prove(9);
    int[][] sets = {
      {1, 2, 3, 4},
      {1, 2, 3, 4},
      {1, 2, 3, 4},
      {3, 4, 5, 6, 7, 8, 9},
      {3, 4, 5, 6, 7, 8, 9},
      {11},
      {11},
      {11},
      {12}
    };
    for (int height = 1; height <= 9; height++) {
      assertThat(proof.validatorsAt(height)).isEqualTo(SeveralValidators.seats(sets[height - 1]));
    }
  }
}
