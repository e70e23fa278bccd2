package althing.node.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are refused as malformed, or are exactly what the encoder makes of what they mean. */
class CompactMessageFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final CompactMessageCodec CODEC =
      new CompactMessageCodec(ProposalSamples.MESSAGES);

  @MethodSource("encodings")
  @FuzzTest
  void decoding(byte[] input) {
    COST.reading(input, () -> decode(input));
  }

  private static void decode(byte[] input) {
    CompactMessage message;
    try {
      message = CODEC.decode(input);
    } catch (MalformedException e) {
      assertThat(e).hasMessageStartingWith("message about a proposal, offset ");
      return;
    }
    assertThat(CODEC.encode(message)).isEqualTo(input);
  }

  static Stream<byte[]> encodings() {
    return CompactMessageCodecTest.SAMPLES.stream().map(CODEC::encode);
  }
}
