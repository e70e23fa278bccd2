package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a peer puts into its frames is a stream of messages within the bounds, or is refused by
 * name. The first byte says how long the pieces are into which the rest is cut.
 */
class FramesFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final int MAX_MESSAGE = 1 << 20;

  @MethodSource("streams")
  @FuzzTest
  void reading(byte[] stream) {
    COST.reading(
        stream,
        () -> {
          readLane(stream);
          readAddresses(stream);
        });
  }

  private static void readLane(byte[] stream) {
    if (stream.length == 0) {
      return;
    }
    int piece = 1 + (stream[0] & 0xff) * 64;
    var reader = new LaneReader(Lane.BLOCKS, MAX_MESSAGE);
    var read = new int[1];
    try {
      for (int at = 1; at < stream.length; at += piece) {
        reader.read(
            stream,
            at,
            Math.min(stream.length, at + piece),
            message -> {
              assertThat(message.length).isBetween(1, MAX_MESSAGE);
              read[0] += message.length + Integer.BYTES;
            });
      }
    } catch (ProtocolException e) {
      assertThat(e.reason()).isIn(Reason.MALFORMED_FRAME, Reason.MESSAGE_TOO_LARGE);
    }
    assertThat(read[0]).isLessThan(stream.length);
  }

  private static void readAddresses(byte[] body) {
    try {
      List<InetSocketAddress> addresses = AddressBook.decode(ByteBuffer.wrap(body));
      assertThat(addresses.size()).isLessThanOrEqualTo(AddressBook.MAX_IN_ANSWER);
      byte[] again = AddressBook.encode(addresses);
      // An IPv4 address in IPv6's form is one and the same address to the JDK.
      assertThat(again.length - 1).isLessThanOrEqualTo(body.length);
    } catch (ProtocolException e) {
      assertThat(e.reason()).isEqualTo(Reason.MALFORMED_FRAME);
    }
  }

  static Stream<byte[]> streams() {
    byte[] lane =
        ByteBuffer.allocate(20).put((byte) 0).putInt(3).put(new byte[3]).putInt(8).array();
    byte[] addresses =
        AddressBook.encode(
            List.of(new InetSocketAddress("192.0.2.1", 7000), new InetSocketAddress("::1", 7001)));
    return Stream.of(lane, Arrays.copyOfRange(addresses, 1, addresses.length));
  }
}
