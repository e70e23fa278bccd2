package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.node.network.TestNode.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nodes on loopback, by real sockets. */
class NetworkTest {

  @Test
  void messages_of_every_lane_and_size_arrive() throws IOException {
    try (var alice = TestNode.start(1);
        var bob = TestNode.startTo(2, alice)) {
      bob.awaitConnected(alice);
      var random = new Random(7);
      for (Lane lane : Lane.ALL) {
        for (int size : new int[] {1, 1_000, 16_384, 100_000, 1 << 20}) {
          byte[] message = new byte[size];
          random.nextBytes(message);
          assertThat(bob.network.send(alice.id(), lane, message)).isTrue();
          TestNode.await(lane + " of " + size, () -> has(alice, lane, message));
          assertThat(alice.network.broadcast(lane, message)).isEqualTo(1);
          TestNode.await("the way back", () -> has(bob, lane, message));
        }
      }
      PeerSnapshot seen = alice.peer(bob);
      assertThat(seen.outgoing()).isFalse();
      assertThat(seen.messagesIn()).isEqualTo(20);
      assertThat(seen.messagesOut()).isEqualTo(20);
      assertThat(seen.bytesIn()).isGreaterThan(4 << 20);
      assertThat(seen.points()).isZero();
      assertThat(bob.peer(alice).isStatic()).isTrue();
      TestNode.await("a round trip", () -> bob.peer(alice).roundTripMicros() >= 0);
    }
  }

  @Test
  void what_cannot_be_sent_is_refused_by_name() throws IOException {
    try (var alice = TestNode.start(1)) {
      assertThat(alice.network.send(Keys.of(9).peer(), Lane.OTHER, new byte[1])).isFalse();
      assertThatThrownBy(() -> alice.network.broadcast(Lane.OTHER, new byte[(1 << 20) + 1]))
          .hasMessageContaining("OTHER: a message of 1048577 bytes");
      assertThatThrownBy(() -> alice.network.broadcast(Lane.OTHER, new byte[0]))
          .hasMessageContaining("0 bytes");
    }
  }

  @Test
  void another_chain_is_refused_with_its_name_on_both_sides() throws IOException {
    try (var alice = TestNode.start(1);
        var bob = strangerTo(alice, Keys.filled(7), Keys.VERSION)) {
      TestNode.await("bob hears why", () -> bob.refused.contains(told(Reason.WRONG_CHAIN)));
      TestNode.await("alice notes why", () -> alice.refused.contains(noted(Reason.WRONG_CHAIN)));
      assertThat(alice.network.peers()).isEmpty();
      assertThat(bob.events).isEmpty();
    }
  }

  @Test
  void another_version_is_refused_with_its_name_on_both_sides() throws IOException {
    try (var alice = TestNode.start(1);
        var bob = strangerTo(alice, Keys.CHAIN, 2)) {
      TestNode.await("bob hears why", () -> bob.refused.contains(told(Reason.WRONG_VERSION)));
      TestNode.await("alice notes why", () -> alice.refused.contains(noted(Reason.WRONG_VERSION)));
      assertThat(alice.network.peers()).isEmpty();
    }
  }

  @Test
  void only_the_expected_key_is_accepted_at_an_address() throws IOException {
    try (var alice = TestNode.start(1);
        var bob =
            TestNode.start(
                2,
                settings ->
                    settings.withStaticPeers(
                        List.of(
                            new PeerAddress(
                                "127.0.0.1",
                                alice.address().port(),
                                Optional.of(Keys.of(3).peer())))))) {
      TestNode.await(
          "bob notes why", () -> bob.refused.contains(noted(Reason.UNEXPECTED_IDENTITY)));
      TestNode.await(
          "alice hears why", () -> alice.refused.contains(told(Reason.UNEXPECTED_IDENTITY)));
      assertThat(alice.events).isEmpty();
    }
  }

  @Test
  void a_node_that_reaches_itself_stops_trying() throws IOException {
    int port;
    try (var alice = TestNode.start(1)) {
      port = alice.address().port();
    }
    try (var alice =
        TestNode.start(
            1,
            settings ->
                NetworkSettings.listening("127.0.0.1", port)
                    .withStaticPeers(List.of(PeerAddress.of("localhost", port))))) {
      TestNode.await("it notices", () -> alice.refused.contains(noted(Reason.SELF)));
      assertThat(alice.network.peers()).isEmpty();
      assertThat(alice.events).isEmpty();
    }
  }

  /** Both connect at the same time, and through two names: one connection stays. */
  @Test
  void of_several_connections_between_two_nodes_one_stays() throws IOException {
    try (var alice = TestNode.start(1)) {
      int port = alice.address().port();
      try (var bob =
          TestNode.start(
              2,
              settings ->
                  settings.withStaticPeers(
                      List.of(
                          PeerAddress.of("localhost", port), PeerAddress.of("127.0.0.1", port))))) {
        bob.awaitConnected(alice);
        TestNode.await(
            "one of them gives way",
            () ->
                bob.refused.contains(noted(Reason.DUPLICATE))
                    || bob.refused.contains(told(Reason.DUPLICATE))
                    || bob.events.contains("disconnected " + alice.id() + " DUPLICATE"));
        bob.awaitConnected(alice);
        assertThat(alice.network.peers()).hasSize(1);
        assertThat(bob.network.peers()).hasSize(1);
        exchange(alice, bob);
      }
    }
  }

  @Test
  void when_both_connect_to_each_other_they_agree_which_connection_stays() throws IOException {
    int[] ports = new int[2];
    try (var first = TestNode.start(1);
        var second = TestNode.start(2)) {
      ports[0] = first.address().port();
      ports[1] = second.address().port();
    }
    try (var alice = meeting(1, ports[0], ports[1]);
        var bob = meeting(2, ports[1], ports[0])) {
      alice.awaitConnected(bob);
      TestNode.await(
          "one direction",
          () ->
              alice.isConnectedTo(bob)
                  && bob.isConnectedTo(alice)
                  && alice.peer(bob).outgoing() != bob.peer(alice).outgoing());
      exchange(alice, bob);
    }
  }

  /** The same key started twice: whoever came last is the peer. */
  @Test
  void a_restarted_process_takes_the_place_of_its_former_self() throws IOException {
    try (var alice = TestNode.start(1);
        var former = TestNode.startTo(2, alice)) {
      former.awaitConnected(alice);
      try (var latter = TestNode.startTo(2, alice)) {
        TestNode.await(
            "the former one hears why",
            () -> former.events.contains("disconnected " + alice.id() + " DUPLICATE"));
        TestNode.await("alice sees the change", () -> alice.events.size() >= 3);
        assertThat(alice.events)
            .startsWith(
                "connected " + former.id(),
                "disconnected " + former.id() + " DUPLICATE",
                "connected " + former.id());
        TestNode.await("the latter one is connected", () -> !latter.events.isEmpty());
      }
    }
  }

  @Test
  void a_peer_that_comes_back_is_connected_again() throws IOException {
    var bob = TestNode.start(2);
    var address = bob.address();
    try (var alice = TestNode.startTo(1, bob)) {
      alice.awaitConnected(bob);
      bob.close();
      TestNode.await("alice notices", () -> !alice.isConnectedTo(bob));
      try (var again =
          TestNode.start(2, _ -> NetworkSettings.listening("127.0.0.1", address.port()))) {
        alice.awaitConnected(again);
        exchange(alice, again);
        assertThat(alice.events)
            .containsExactly(
                "connected " + bob.id(),
                "disconnected " + bob.id() + " SHUTTING_DOWN",
                "connected " + bob.id());
      }
    }
  }

  @Test
  void what_was_handed_over_is_sent_before_the_network_closes() throws IOException {
    try (var alice = TestNode.start(1)) {
      try (var bob = TestNode.startTo(2, alice)) {
        bob.awaitConnected(alice);
        for (int i = 0; i < 100; i++) {
          assertThat(bob.network.send(alice.id(), Lane.TRANSACTIONS, new byte[10_000])).isTrue();
        }
      }
      TestNode.await("all of it", () -> alice.received.size() == 100);
      TestNode.await(
          "and why it ended",
          () ->
              alice
                  .events
                  .getLast()
                  .equals("disconnected " + Keys.of(2).peer() + " SHUTTING_DOWN"));
    }
  }

  /** The reader is stuck: the sender's lane fills and refuses, and a third node feels nothing. */
  @Test
  void a_slow_reader_is_not_flooded_and_holds_up_nobody_else() throws IOException {
    try (var alice = TestNode.start(1);
        var bob = TestNode.startTo(2, alice);
        var carol = TestNode.startTo(3, alice)) {
      bob.awaitConnected(alice);
      carol.awaitConnected(alice);
      alice.stickOn(bob);
      byte[] block = new byte[1 << 20];
      int sent = 0;
      while (bob.network.send(alice.id(), Lane.BLOCKS, block)) {
        sent++;
        int soFar = sent;
        if (sent % 64 == 0) {
          TestNode.await(
              "the network moves or stops at " + soFar,
              () -> bob.peer(alice).queued().get(Lane.BLOCKS) < 32 || alice.count("held") > 0);
        }
        assertThat(sent).as("megabytes taken by a reader that stands still").isLessThan(1_000);
      }
      assertThat(alice.count("held")).isPositive();
      assertThat(alice.peer(bob).inbox()).isLessThanOrEqualTo(9);
      assertThat(bob.count("dropped", "lane", "blocks")).isEqualTo(1);

      exchange(carol, alice);
      assertThat(bob.network.send(alice.id(), Lane.CONSENSUS, new byte[] {9})).isTrue();
      alice.unstick(bob);
      int all = sent;
      TestNode.await("all blocks", () -> of(alice, Lane.BLOCKS) == all);
      int consensusAt = indexOf(alice, Lane.CONSENSUS);
      assertThat(consensusAt)
          .as("a message of consensus overtakes the blocks that waited")
          .isBetween(0, alice.received.size() - 16);
    }
  }

  @Test
  void keys_change_while_messages_flow() throws IOException {
    var limits = TestLimits.with(Map.of("framesPerKey", 100L));
    try (var alice = TestNode.start(1, settings -> settings.withLimits(limits));
        var bob =
            TestNode.start(
                2,
                settings ->
                    settings.withLimits(limits).withStaticPeers(List.of(alice.address())))) {
      bob.awaitConnected(alice);
      for (int i = 1; i <= 60; i++) {
        assertThat(bob.network.send(alice.id(), Lane.BLOCKS, new byte[100_000])).isTrue();
        assertThat(alice.network.send(bob.id(), Lane.BLOCKS, new byte[100_000])).isTrue();
      }
      TestNode.await("all", () -> of(alice, Lane.BLOCKS) == 60 && of(bob, Lane.BLOCKS) == 60);
      assertThat(bob.count("rekeys")).isGreaterThanOrEqualTo(3);
      assertThat(alice.count("rekeys")).isGreaterThanOrEqualTo(3);
      assertThat(alice.events).hasSize(1);
    }
  }

  @Test
  void an_old_key_is_changed_even_when_little_is_sent() throws IOException {
    var limits = TestLimits.with(Map.of("keyAge", Duration.ofMillis(1)));
    try (var alice = TestNode.start(1);
        var bob =
            TestNode.start(
                2,
                settings ->
                    settings.withLimits(limits).withStaticPeers(List.of(alice.address())))) {
      bob.awaitConnected(alice);
      for (int i = 1; i <= 5; i++) {
        exchange(bob, alice);
      }
      assertThat(bob.count("rekeys")).isPositive();
      assertThat(alice.events).hasSize(1);
    }
  }

  @Test
  void a_peer_that_misbehaves_is_banned() throws IOException {
    try (var alice = TestNode.start(1);
        var bob = TestNode.startTo(2, alice)) {
      bob.awaitConnected(alice);
      alice.network.penalise(bob.id(), 60, "one lie");
      TestNode.await("the score falls", () -> alice.peer(bob).points() > 50);
      alice.network.penalise(bob.id(), 60, "another");
      TestNode.await(
          "bob hears why", () -> bob.events.contains("disconnected " + alice.id() + " MISBEHAVED"));
      TestNode.await("alice is rid of him", () -> !alice.isConnectedTo(bob));
      TestNode.await("he does not come in again", () -> alice.count("turned.away") > 0);
      assertThat(alice.events).hasSize(2);
    }
  }

  @Test
  void a_static_peer_that_is_banned_hears_that_and_its_address_stays_free() throws IOException {
    try (var bob = TestNode.start(2);
        var alice = TestNode.startTo(1, bob)) {
      alice.awaitConnected(bob);
      alice.network.penalise(bob.id(), 100, "a lie");
      TestNode.await("alice is rid of him", () -> !alice.isConnectedTo(bob));
      try (var carol = TestNode.startTo(3, alice)) {
        carol.awaitConnected(alice);
      }
      try (var again = TestNode.startTo(2, alice)) {
        TestNode.await("he hears it", () -> again.refused.contains(told(Reason.BANNED)));
        assertThat(alice.isConnectedTo(again)).isFalse();
      }
    }
  }

  /** Bob and Carol know only Alice, and find each other through her. */
  @Test
  void nodes_find_each_other_through_one_that_both_know() throws IOException {
    try (var alice = TestNode.start(1);
        var bob = TestNode.start(2, settings -> settings.withBootstrap(List.of(alice.address())));
        var carol =
            TestNode.start(3, settings -> settings.withBootstrap(List.of(alice.address())))) {
      bob.awaitConnected(alice);
      carol.awaitConnected(alice);
      bob.awaitConnected(carol);
      exchange(bob, carol);
    }
  }

  @Test
  void a_full_node_refuses_strangers_and_takes_static_peers() throws IOException {
    var none = TestLimits.with(Map.of("maxPeers", 0));
    try (var alice = TestNode.start(1, settings -> settings.withLimits(none));
        var bob = TestNode.startTo(2, alice)) {
      TestNode.await("bob hears why", () -> bob.refused.contains(told(Reason.TOO_MANY_PEERS)));
    }
    try (var bob = TestNode.start(2);
        var alice =
            TestNode.start(
                1,
                settings ->
                    settings
                        .withLimits(none)
                        .withStaticPeers(
                            List.of(
                                new PeerAddress(
                                    "127.0.0.1", bob.address().port(), Optional.of(bob.id())))))) {
      alice.awaitConnected(bob);
    }
  }

  private static TestNode strangerTo(TestNode node, byte[] chain, int version) throws IOException {
    return TestNode.start(
        2, chain, version, settings -> settings.withStaticPeers(List.of(node.address())));
  }

  private static TestNode meeting(int number, int port, int other) throws IOException {
    return TestNode.start(
        number,
        _ ->
            NetworkSettings.listening("127.0.0.1", port)
                .withStaticPeers(List.of(PeerAddress.of("127.0.0.1", other))));
  }

  /** One message each way. A connection that is just being replaced may swallow one: again then. */
  private static void exchange(TestNode one, TestNode other) {
    byte[] message = {1, 2, 3};
    TestNode.await(
        "a message there",
        () -> {
          one.network.send(other.id(), Lane.CONSENSUS, message);
          return has(other, Lane.CONSENSUS, message);
        });
    TestNode.await(
        "and back",
        () -> {
          other.network.send(one.id(), Lane.CONSENSUS, message);
          return has(one, Lane.CONSENSUS, message);
        });
  }

  private static boolean has(TestNode node, Lane lane, byte[] message) {
    return node.received.stream()
        .anyMatch(each -> each.lane() == lane && Arrays.equals(each.message(), message));
  }

  private static long of(TestNode node, Lane lane) {
    return node.received.stream().filter(each -> each.lane() == lane).count();
  }

  private static int indexOf(TestNode node, Lane lane) {
    return node.received.stream().map(TestNode.Received::lane).toList().indexOf(lane);
  }

  private static Refused told(Reason reason) {
    return new Refused(reason, true);
  }

  private static Refused noted(Reason reason) {
    return new Refused(reason, false);
  }
}
