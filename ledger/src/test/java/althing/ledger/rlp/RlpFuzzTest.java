package althing.ledger.rlp;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bytes that are accepted are canonical; all others are refused by a named error. */
class RlpFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  @FuzzTest
  void decoding(byte[] input) {
    COST.reading(input, () -> decode(input));
  }

  private static void decode(byte[] input) {
    RlpTree tree;
    try {
      tree = RlpTree.decode(input);
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(tree.encode()).isEqualTo(input);
    assertThat(RlpTree.decode(tree.encode())).isEqualTo(tree);
  }
}
