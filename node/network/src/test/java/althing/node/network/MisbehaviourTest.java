package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers with an identity that break the rules: they are told why they are left. */
class MisbehaviourTest {

  static List<Arguments> frames() {
    return List.of(
        Arguments.of("an unknown head", new byte[] {0x77}, Reason.MALFORMED_FRAME),
        Arguments.of("an empty piece", new byte[] {0}, Reason.MALFORMED_FRAME),
        Arguments.of(
            "a length alone",
            RawPeer.piece(Lane.OTHER, RawPeer.length(5, 0)),
            Reason.MALFORMED_FRAME),
        Arguments.of(
            "an empty message",
            RawPeer.piece(Lane.OTHER, RawPeer.length(0, 1)),
            Reason.MALFORMED_FRAME),
        Arguments.of(
            "a length of 2 GiB",
            RawPeer.piece(Lane.CONSENSUS, RawPeer.length(Integer.MAX_VALUE, 1)),
            Reason.MESSAGE_TOO_LARGE),
        Arguments.of(
            "one byte above the lane's bound",
            RawPeer.piece(Lane.OTHER, RawPeer.length((1 << 20) + 1, 1)),
            Reason.MESSAGE_TOO_LARGE),
        Arguments.of("a short ping", new byte[] {(byte) Frame.PING, 1}, Reason.MALFORMED_FRAME),
        Arguments.of("a second welcome", new byte[] {(byte) Frame.WELCOME}, Reason.MALFORMED_FRAME),
        Arguments.of(
            "a rekeying with a body", new byte[] {(byte) Frame.REKEY, 1}, Reason.MALFORMED_FRAME),
        Arguments.of(
            "addresses of a wrong form",
            new byte[] {(byte) Frame.PEERS, 1, 4, 1},
            Reason.MALFORMED_FRAME));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frames")
  void a_frame_against_the_rules_ends_the_connection(String what, byte[] frame, Reason reason)
      throws Exception {
    try (var alice = TestNode.start(1);
        var bob = new RawPeer(2, alice)) {
      bob.send(frame);
      assertThat(bob.awaitClose()).as(what).isEqualTo(reason);
      TestNode.await("the handler is told", () -> alice.events.size() == 2);
      assertThat(alice.events.getLast()).endsWith(reason.name());
      assertThat(alice.received).isEmpty();
    }
  }

  @Test
  void twice_against_the_rules_is_a_ban() throws Exception {
    var never = TestLimits.with(Map.of("recoveryPerSecond", 0));
    try (var alice = TestNode.start(1, settings -> settings.withLimits(never))) {
      try (var bob = new RawPeer(2, alice)) {
        bob.send(new byte[] {0x77});
        assertThat(bob.awaitClose()).isEqualTo(Reason.MALFORMED_FRAME);
      }
      try (var bob = new RawPeer(2, alice)) {
        bob.send(new byte[] {0x77});
        assertThat(bob.awaitClose()).isEqualTo(Reason.MISBEHAVED);
      }
      TestNode.await("both are over", () -> alice.events.size() == 4);
    }
  }

  @Test
  void an_altered_frame_is_noticed() throws Exception {
    try (var alice = TestNode.start(1);
        var bob = new RawPeer(2, alice)) {
      byte[] frame = bob.seal(RawPeer.piece(Lane.OTHER, RawPeer.length(1, 1)));
      frame[frame.length - 1] ^= 1;
      bob.write(frame);
      assertThat(bob.awaitClose()).isEqualTo(Reason.FORGED_FRAME);
      assertThat(alice.received).isEmpty();
    }
  }

  @Test
  void a_frame_sent_again_is_noticed() throws Exception {
    try (var alice = TestNode.start(1);
        var bob = new RawPeer(2, alice)) {
      byte[] frame = bob.seal(RawPeer.piece(Lane.OTHER, RawPeer.length(1, 1)));
      bob.write(frame);
      bob.write(frame);
      assertThat(bob.awaitClose()).isEqualTo(Reason.FORGED_FRAME);
      TestNode.await("the first one counts", () -> alice.received.size() == 1);
    }
  }

  @Test
  void lengths_that_no_frame_has_are_refused_before_the_frame_comes() throws Exception {
    for (int length : new int[] {0, Frame.MIN_CIPHER - 1, Frame.MAX_CIPHER + 1, 65_535}) {
      try (var alice = TestNode.start(1);
          var bob = new RawPeer(2, alice)) {
        bob.write(new byte[] {(byte) (length >> 8), (byte) length});
        assertThat(bob.awaitClose()).isEqualTo(Reason.MALFORMED_FRAME);
      }
    }
  }

  @Test
  void a_key_that_is_never_changed_is_refused_in_the_end() throws Exception {
    var short100 = TestLimits.with(Map.of("framesPerKey", 100L));
    try (var alice = TestNode.start(1, settings -> settings.withLimits(short100));
        var bob = new RawPeer(2, alice)) {
      for (int i = 0; i < 101; i++) {
        bob.send(RawPeer.piece(Lane.OTHER, RawPeer.length(1, 1)));
      }
      assertThat(bob.awaitClose()).isEqualTo(Reason.KEY_EXHAUSTED);
      TestNode.await("the first hundred count", () -> alice.received.size() == 100);
    }
  }

  @Test
  void a_silent_peer_is_left() throws Exception {
    var hurried =
        TestLimits.with(Map.of("ping", Duration.ofMillis(20), "silence", Duration.ofMillis(100)));
    try (var alice = TestNode.start(1, settings -> settings.withLimits(hurried));
        var bob = new RawPeer(2, alice)) {
      assertThat(bob.awaitClose()).isEqualTo(Reason.SILENT);
    }
  }

  /** The allowance is 50 messages at once and 50 a second: nothing is lost, and reading pauses. */
  @Test
  void a_flood_is_read_at_the_allowed_rate() throws Exception {
    var few = new LaneLimits(1_000, 10_000, 100, 50, 1_000_000);
    try (var alice = TestNode.start(1, settings -> settings.withLane(Lane.OTHER, few));
        var bob = new RawPeer(2, alice)) {
      for (int i = 0; i < 75; i++) {
        bob.send(RawPeer.piece(Lane.OTHER, RawPeer.length(1, 1)));
      }
      TestNode.await("all of it", () -> alice.received.size() == 75);
      assertThat(alice.count("throttled")).isPositive();
      assertThat(alice.events).hasSize(1);
    }
  }

  @Test
  void questions_for_peers_without_end_cost_the_asker() throws Exception {
    try (var alice = TestNode.start(1);
        var bob = new RawPeer(2, alice)) {
      for (int i = 0; i < 20; i++) {
        bob.send(new byte[] {(byte) Frame.ASK_PEERS});
      }
      assertThat(bob.awaitClose()).isEqualTo(Reason.MISBEHAVED);
    }
  }
}
