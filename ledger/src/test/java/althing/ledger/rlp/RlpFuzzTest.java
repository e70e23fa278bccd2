package althing.ledger.rlp;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Bytes that are accepted are canonical; all others are refused by a named error. */
class RlpFuzzTest {

  @FuzzTest(maxDuration = "10s")
  void decoding(byte[] input) {
    RlpTree tree;
    try {
      tree = RlpTree.decode(input);
    } catch (MalformedException e) {
      return;
    }
    assertThat(RlpTree.decode(tree.encode())).isEqualTo(tree);
  }
}
