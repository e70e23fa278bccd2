package althing.ledger.rlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLP;
import org.apache.tuweni.rlp.RLPWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our encoding beside Tuweni's, which Besu is built on. */
class RlpOracleTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void both_write_the_same_bytes(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      RlpTree tree = RlpTree.random(random, 4);
      assertThat(RLP.encode(out -> write(out, tree)).toArrayUnsafe()).isEqualTo(tree.encode());
    }
  }

  /** docs/decisions/0001: what Tuweni reads and we refuse. */
  @ParameterizedTest
  @ValueSource(strings = {"0505", "8080", "83646f6700"})
  void bytes_left_over_are_refused_by_us_alone(String encoded) {
    byte[] bytes = Hex.decode(encoded);

    assertThat(RLP.decodeValue(Bytes.wrap(bytes))).isNotNull();
    assertThatThrownBy(() -> RlpTree.decode(bytes))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("left over");
  }

  private static void write(RLPWriter out, RlpTree tree) {
    switch (tree) {
      case RlpTree.Text text -> out.writeValue(Bytes.wrap(text.value().unsafeArray()));
      case RlpTree.Items list ->
          out.writeList(inner -> list.items().forEach(item -> write(inner, item)));
    }
  }
}
