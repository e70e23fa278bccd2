package althing.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.Signature;
import althing.consensus.certificate.Certificate;
import althing.consensus.raft.Message.Cast;
import althing.consensus.raft.Message.Certified;
import althing.consensus.raft.Message.Status;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RaftCodecTest {

  private static final TestBlock BLOCK = TestBlock.on(TestBlock.GENESIS, 1, 1);
  private static final Signature SIGNATURE = Signature.of(new byte[Signature.SIZE]);

  static Stream<Message> messages() {
    return Stream.of(
        new Cast(1, 2, 3, BLOCK.id(), SIGNATURE),
        new Certified(
            new Certificate(
                1, 2, 3, BLOCK.id(), new TreeMap<>(Map.of(0, SIGNATURE, 2, SIGNATURE)))),
        new Status(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void a_message_is_read_as_it_was_written_and_with_a_byte_more_or_less_refused(Message message) {
    byte[] encoded = RaftCodec.encode(message);
    assertThat(RaftCodec.decodeMessage(encoded)).isEqualTo(message);
    for (int size : new int[] {encoded.length - 1, encoded.length + 1}) {
      assertThatThrownBy(() -> RaftCodec.decodeMessage(Arrays.copyOf(encoded, size)))
          .isInstanceOf(MalformedRaftException.class);
    }
  }

  @Test
  void what_is_no_message_is_refused_with_its_offset() {
    assertThatThrownBy(() -> RaftCodec.decodeMessage(new byte[0]))
        .hasMessage("raft message, offset 0: empty");
    assertThatThrownBy(() -> RaftCodec.decodeMessage(new byte[] {9}))
        .hasMessage("raft message, offset 0: unknown tag 9");
    byte[] negative = RaftCodec.encode(new Status(1));
    negative[1] = -1;
    assertThatThrownBy(() -> RaftCodec.decodeMessage(negative))
        .hasMessage("raft message, offset 1: height past 2^63-1");
  }

  @Test
  void an_entry_is_read_as_it_was_written() {
    byte[] encoded = RaftCodec.encode(LogEntry.of(BLOCK));
    assertThat(RaftCodec.decodeEntry(encoded)).isEqualTo(LogEntry.of(BLOCK));
    assertThatThrownBy(() -> RaftCodec.decodeEntry(Arrays.copyOf(encoded, 72)))
        .hasMessage("log entry, offset 72: ends early");
    encoded[0] = 2;
    assertThatThrownBy(() -> RaftCodec.decodeEntry(encoded))
        .hasMessage("log entry, offset 0: unknown format 2");
  }

  @Test
  void a_place_is_read_as_it_was_written() {
    var place = new Place(4, 5, 6, BLOCK.id());
    byte[] encoded = RaftCodec.encode(place);
    assertThat(RaftCodec.decodePlace(encoded)).isEqualTo(place);
    assertThatThrownBy(() -> RaftCodec.decodePlace(Arrays.copyOf(encoded, 56)))
        .hasMessage("place in the log, offset 56: 56 bytes, should be 57");
  }
}
