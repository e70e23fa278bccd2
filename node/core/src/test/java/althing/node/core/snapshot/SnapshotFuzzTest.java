package althing.node.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a peer sends is a message that is written the same way again, or is refused. */
class SnapshotFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  @MethodSource("messages")
  @FuzzTest
  void reading(byte[] message) {
    COST.reading(message, () -> read(message));
  }

  private static void read(byte[] message) {
    try {
      assertThat(SnapshotCodec.encode(SnapshotCodec.decode(message))).isEqualTo(message);
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  static Stream<byte[]> messages() {
    return SnapshotCodecTest.MESSAGES.stream().map(SnapshotCodec::encode);
  }
}
