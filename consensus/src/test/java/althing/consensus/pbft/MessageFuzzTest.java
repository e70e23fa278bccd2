package althing.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are refused as malformed, or are exactly what the encoder makes of what they mean. */
class MessageFuzzTest {

  @MethodSource("encodings")
  @FuzzTest
  void decoding(byte[] input) {
    decodeMessage(input);
    decodeHead(input);
  }

  private static void decodeMessage(byte[] input) {
    Message message;
    try {
      message = Samples.CODEC.decode(input);
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, input.length);
      return;
    }
    assertThat(Samples.CODEC.encode(message)).isEqualTo(input);
  }

  private static void decodeHead(byte[] input) {
    ProposeHead head;
    try {
      head = Samples.CODEC.decodeHead(input);
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, input.length);
      return;
    }
    assertThat(Samples.CODEC.encodeHead(head)).isEqualTo(input);
  }

  static Stream<byte[]> encodings() {
    return Samples.messages().stream()
        .flatMap(message ->
            message instanceof Message.Propose propose
                ? Stream.of(
                    Samples.CODEC.encode(propose),
                    Samples.CODEC.encodeHead(ProposeHead.of(propose)))
                : Stream.of(Samples.CODEC.encode(message)));
  }
}
