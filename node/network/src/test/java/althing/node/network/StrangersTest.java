package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Plain sockets that do not keep to the protocol. */
class StrangersTest {

  @Test
  void a_thousand_connections_that_say_nothing_cost_eight() throws IOException {
    try (var alice = TestNode.start(1)) {
      var sockets = new ArrayList<Socket>();
      int served = 0;
      try {
        for (int i = 0; i < 1_000; i++) {
          callAndSayNothing(alice, sockets);
        }
        int expected = NetworkLimits.DEFAULT.maxHalfOpenPerIp();
        TestNode.await("nearly all are turned away", () -> alice.count("turned.away") >= 900);
        served = (int) alice.metrics.get("althing.network.half.open").gauge().value();
        assertThat(served).isLessThanOrEqualTo(expected);
        assertThat(alice.network.peers()).isEmpty();
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      TestNode.await(
          "places are free again",
          () -> alice.metrics.get("althing.network.half.open").gauge().value() == 0);
    }
  }

  @Test
  void a_handshake_that_is_never_finished_ends_in_time() throws IOException {
    try (var alice =
            TestNode.start(
                1,
                settings ->
                    settings.withLimits(
                        TestLimits.with(Map.of("handshake", Duration.ofMillis(100)))));
        var socket = connect(alice)) {
      assertThat(socket.getInputStream().readAllBytes())
          .containsExactly(refusal(Reason.HANDSHAKE_TIMEOUT));
      TestNode.await(
          "it is noted",
          () -> alice.refused.contains(new TestNode.Refused(Reason.HANDSHAKE_TIMEOUT, false)));
    }
  }

  @Test
  void what_is_not_the_protocol_is_told_so() throws IOException {
    try (var alice = TestNode.start(1)) {
      for (byte[] bytes :
          new byte[][] {
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            {(byte) 0xff, (byte) 0xff, 1, 2, 3},
            {0, 0},
            {0, 1, 1}
          }) {
        try (var socket = connect(alice)) {
          socket.getOutputStream().write(bytes);
          assertThat(socket.getInputStream().readAllBytes())
              .containsExactly(refusal(Reason.WRONG_PROTOCOL));
        }
      }
      assertThat(alice.network.peers()).isEmpty();
      assertThat(alice.events).isEmpty();
    }
  }

  @Test
  void a_handshake_with_a_wrong_end_is_told_so() throws Exception {
    try (var alice = TestNode.start(1);
        var socket = connect(alice)) {
      var stranger =
          Handshake.initiator(Keys.credentials(2), 0, Optional.empty(), Keys.ephemeral(2));
      var out = socket.getOutputStream();
      out.write(new byte[] {0, 75, Handshake.HELLO});
      out.write(stranger.hello());
      byte[] head = socket.getInputStream().readNBytes(3);
      assertThat(head).containsExactly(0, (byte) 195, Handshake.RESPONSE);
      byte[] finish = stranger.finish(socket.getInputStream().readNBytes(194));
      finish[100] ^= 1;
      out.write(new byte[] {0, (byte) 163, Handshake.FINISH});
      out.write(finish);
      assertThat(socket.getInputStream().readAllBytes())
          .containsExactly(refusal(Reason.BAD_HANDSHAKE));
      assertThat(alice.events).isEmpty();
    }
  }

  /** Who is turned away may notice while it still connects. */
  private static void callAndSayNothing(TestNode node, List<Socket> sockets) throws IOException {
    try {
      sockets.add(connect(node));
    } catch (SocketException _) {
      assertThat(node.count("turned.away")).isPositive();
    }
  }

  private static byte[] refusal(Reason reason) {
    return new byte[] {0, 2, Handshake.REFUSE, (byte) reason.code()};
  }

  private static Socket connect(TestNode node) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), node.address().port());
  }
}
