package althing.node.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are refused as malformed, or are exactly what the encoder makes of what they mean. */
class TransactionMessageFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  @MethodSource("encodings")
  @FuzzTest
  void decoding(byte[] input) {
    COST.reading(input, () -> decode(input));
  }

  private static void decode(byte[] input) {
    TransactionMessage message;
    try {
      message = TransactionMessageCodec.decode(input);
    } catch (MalformedException e) {
      assertThat(e).hasMessageStartingWith("message about transactions, offset ");
      return;
    }
    assertThat(TransactionMessageCodec.encode(message)).isEqualTo(input);
  }

  static Stream<byte[]> encodings() {
    return TransactionMessageCodecTest.SAMPLES.stream().map(TransactionMessageCodec::encode);
  }
}
