package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules N6 and N7: messages into frames by urgency, and back. */
class FramesTest {

  private static final NetworkSettings SETTINGS =
      NetworkSettings.listening("127.0.0.1", 0)
          .withLane(Lane.OTHER, new LaneLimits(1_000, 3_000, 4, 100, 100_000));

  private final Outbox outbox = new Outbox(SETTINGS);
  private final byte[] plain = new byte[Frame.MAX_PLAIN];

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void messages_of_any_size_come_back_in_order(long seed) throws ProtocolException {
    var random = new Random(seed);
    var sent = new ArrayList<byte[]>();
    for (int i = 0; i < 200; i++) {
      byte[] message = new byte[1 + random.nextInt(random.nextBoolean() ? 40 : 60_000)];
      random.nextBytes(message);
      sent.add(message);
      assertThat(outbox.offer(Lane.BLOCKS, message)).isTrue();
    }
    var reader = new LaneReader(Lane.BLOCKS, 60_000);
    var come = new ArrayList<byte[]>();
    int size;
    while ((size = outbox.fill(plain)) > 0) {
      assertThat(plain[0]).isEqualTo((byte) Lane.BLOCKS.number());
      assertThat(size).isLessThanOrEqualTo(Frame.MAX_PLAIN);
      reader.read(plain, 1, size, come::add);
    }
    assertThat(come).usingElementComparator(Arrays::compare).isEqualTo(sent);
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.messagesSent()).isEqualTo(200);
  }

  @Test
  void the_most_urgent_lane_has_the_next_frame_even_within_a_message() {
    outbox.offer(Lane.BLOCKS, new byte[40_000]);
    outbox.offer(Lane.TRANSACTIONS, new byte[10]);
    assertThat(nextHead()).isEqualTo(Lane.BLOCKS.number());
    outbox.offer(Lane.CONSENSUS, new byte[10]);
    outbox.control((byte) Frame.PING);
    assertThat(nextHead()).isEqualTo(Frame.PING);
    assertThat(nextHead()).isEqualTo(Lane.CONSENSUS.number());
    assertThat(nextHead()).isEqualTo(Lane.BLOCKS.number());
    assertThat(nextHead()).isEqualTo(Lane.BLOCKS.number());
    assertThat(nextHead()).isEqualTo(Lane.TRANSACTIONS.number());
    assertThat(outbox.fill(plain)).isZero();
  }

  @Test
  void small_messages_share_a_frame() {
    for (int i = 0; i < 100; i++) {
      outbox.offer(Lane.CONSENSUS, new byte[100]);
    }
    assertThat(outbox.fill(plain)).isEqualTo(1 + 100 * 104);
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void a_full_lane_refuses_and_leaves_the_others_alone() {
    for (int i = 0; i < 4; i++) {
      assertThat(outbox.offer(Lane.OTHER, new byte[10])).isTrue();
    }
    assertThat(outbox.offer(Lane.OTHER, new byte[10])).as("a fifth message").isFalse();
    assertThat(outbox.offer(Lane.CONSENSUS, new byte[10])).isTrue();
    assertThat(outbox.queued()).containsEntry(Lane.OTHER, 4).containsEntry(Lane.CONSENSUS, 1);

    var bytes = new Outbox(SETTINGS);
    for (int i = 0; i < 3; i++) {
      assertThat(bytes.offer(Lane.OTHER, new byte[1_000])).isTrue();
    }
    assertThat(bytes.offer(Lane.OTHER, new byte[1])).as("byte 3001").isFalse();
    bytes.fill(plain);
    assertThat(bytes.offer(Lane.OTHER, new byte[1])).as("after a frame has gone").isTrue();
  }

  @Test
  void controls_nobody_reads_are_not_kept_for_ever() {
    for (int i = 0; i < 1_000; i++) {
      outbox.control((byte) Frame.PONG);
    }
    int kept = 0;
    while (outbox.fill(plain) > 0) {
      kept++;
    }
    assertThat(kept).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_001, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void a_length_above_the_bound_is_refused_before_anything_is_reserved(int length) {
    var reader = new LaneReader(Lane.OTHER, 1_000);
    var refusal = refusal(reader, ByteBuffer.allocate(5).putInt(length).array());
    assertThat(refusal.reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
    assertThat(refusal).hasMessageContaining("OTHER").hasMessageContaining("at most 1000");
  }

  @Test
  void pieces_that_mean_nothing_are_refused() {
    for (byte[] piece : List.of(new byte[0], new byte[3], new byte[4], new byte[5])) {
      var reader = new LaneReader(Lane.OTHER, 1_000);
      assertThat(refusal(reader, piece).reason()).isEqualTo(Reason.MALFORMED_FRAME);
    }
  }

  private static ProtocolException refusal(LaneReader reader, byte[] piece) {
    var come = new ArrayList<byte[]>();
    var refusal =
        catchThrowableOfType(
            ProtocolException.class, () -> reader.read(piece, 0, piece.length, come::add));
    assertThat(come).isEmpty();
    return refusal;
  }

  private int nextHead() {
    assertThat(outbox.fill(plain)).isPositive();
    return plain[0] & 0xff;
  }
}
