package althing.node.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent as a head is one that is written the same way again, or is refused. */
class SnapshotHeadFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final SnapshotWorld WORLD = new SnapshotWorld(1, 1, 5);
  private static final Hash GENESIS = WORLD.genesisBlock().block().hash();

  @MethodSource("heads")
  @FuzzTest
  void reading(byte[] encoded) {
    COST.reading(encoded, () -> read(encoded));
  }

  private static void read(byte[] encoded) {
    try {
      var head = SnapshotHead.verified(encoded, SnapshotWorld.REGISTRY, GENESIS);
      assertThat(SnapshotHead.encode(head.base())).isEqualTo(encoded);
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  static Stream<byte[]> heads() {
    return Stream.of(WORLD.head());
  }
}
