package althing.governance.ring;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that are accepted are the one encoding of a signature, and none that was fuzzed verifies.
 */
class RingSignatureFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final Statement YES = Votes.onBridge(Votes.ring(2), "yes");
  private static final RingSignature GOOD = RingSignatures.sign(Votes.privateKey(0), YES);

  @MethodSource("encodings")
  @FuzzTest
  void decoding(byte[] input) {
    COST.reading(input, () -> decode(Bytes.of(input)));
  }

  private static void decode(Bytes input) {
    RingSignature signature;
    try {
      signature = RingSignatureCodec.decode(input);
    } catch (MalformedException e) {
      assertThat(e).hasMessageMatching("ring signature: .* at offset \\d+.*");
      return;
    }
    assertThat(RingSignatureCodec.encode(signature)).isEqualTo(input);
    assertThat(RingSignatures.verify(YES, signature)).isEqualTo(signature.equals(GOOD));
  }

  static Stream<byte[]> encodings() {
    return Stream.of(
        RingSignatureCodec.encode(GOOD).toArray(),
        RingSignatureCodec.encode(
                RingSignatures.sign(Votes.privateKey(0), Votes.onBridge(Votes.ring(3), "no")))
            .toArray());
  }
}
