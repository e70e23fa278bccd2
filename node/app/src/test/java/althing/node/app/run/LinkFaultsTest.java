package althing.node.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.core.Environment;
import althing.node.network.Lane;
import althing.node.network.PeerHandler;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the protocols see of peers whose links are cut or slow. */
class LinkFaultsTest {

  private static final PeerId ONE = peer(1);
  private static final PeerId TWO = peer(2);

  private final List<String> heard = new ArrayList<>();
  private final Sent sent = new Sent();
  private final Later later = new Later();
  private @Nullable PeerHandler below;
  private final LinkFaults links =
      new LinkFaults(
          new Heard(),
          handler -> {
            below = handler;
            return sent;
          },
          later);
  private final PeerNetwork above = links;

  private static PeerId peer(int number) {
    byte[] key = new byte[PeerId.SIZE];
    Arrays.fill(key, (byte) number);
    return PeerId.of(key);
  }

  private static String name(PeerId peer) {
    return peer.equals(ONE) ? "one" : "two";
  }

  /** The protocols. */
  private final class Heard implements PeerHandler {
    @Override
    public void connected(PeerId peer) {
      heard.add("connected " + name(peer));
    }

    @Override
    public void disconnected(PeerId peer, Reason reason) {
      heard.add("disconnected " + name(peer));
    }

    @Override
    public void received(PeerId peer, Lane lane, byte[] message) {
      heard.add(name(peer) + " says " + message[0]);
    }
  }

  /** Time that the test tells. */
  private static final class Later implements Environment {
    private record Task(long due, Runnable work) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now;

    void pass(long millis) {
      now += millis;
      List<Task> due = tasks.stream().filter(task -> task.due() <= now).toList();
      tasks.removeAll(due);
      due.forEach(task -> task.work().run());
    }

    @Override
    public long nowMillis() {
      return now;
    }

    @Override
    public long nanoTime() {
      return now * 1_000_000;
    }

    @Override
    public Executor lane(String name) {
      return Runnable::run;
    }

    @Override
    public Alarm schedule(long delayMillis, Runnable work) {
      var task = new Task(now + delayMillis, work);
      tasks.add(task);
      return () -> tasks.remove(task);
    }

    @Override
    public void close() {}
  }

  /** The network. */
  private static final class Sent implements PeerNetwork {
    final List<String> messages = new ArrayList<>();
    final Set<PeerId> connected = new TreeSet<>(List.of(ONE, TWO));

    @Override
    public Set<PeerId> connected() {
      return connected;
    }

    @Override
    public boolean send(PeerId peer, Lane lane, byte[] message) {
      return messages.add(name(peer) + " " + message[0]);
    }

    @Override
    public int broadcast(Lane lane, byte[] message) {
      connected.forEach(peer -> send(peer, lane, message));
      return 2;
    }

    @Override
    public void penalise(PeerId peer, int points, String reason) {
      messages.add("penalty " + name(peer));
    }
  }

  @BeforeEach
  void connect() {
    below().connected(ONE);
    below().connected(TWO);
    heard.clear();
  }

  private PeerHandler below() {
    return Objects.requireNonNull(below, "the network");
  }

  private static byte[] message(int number) {
    return new byte[] {(byte) number};
  }

  @Test
  void whole_links_let_everything_through() {
    below().received(ONE, Lane.OTHER, message(1));
    below().disconnected(TWO, Reason.CONNECTION_LOST);
    assertThat(heard).containsExactly("one says 1", "disconnected two");
    assertThat(above.send(ONE, Lane.OTHER, message(2))).isTrue();
    assertThat(above.broadcast(Lane.OTHER, message(3))).isEqualTo(2);
    above.penalise(TWO, 5, "noise");
    assertThat(sent.messages).containsExactly("one 2", "one 3", "two 3", "penalty two");
    assertThat(above.connected()).containsExactly(ONE, TWO);
  }

  @Test
  void a_cut_link_looks_like_a_lost_peer_and_an_open_one_like_its_return() {
    links.cut(ONE);
    links.cut(ONE);
    below().received(ONE, Lane.CONSENSUS, message(1));
    below().received(TWO, Lane.CONSENSUS, message(2));
    assertThat(heard).containsExactly("disconnected one", "two says 2");
    assertThat(above.connected()).containsExactly(TWO);
    assertThat(above.send(ONE, Lane.OTHER, message(3))).isFalse();
    assertThat(above.broadcast(Lane.OTHER, message(4))).isEqualTo(1);
    assertThat(sent.messages).containsExactly("two 4");

    links.open(ONE);
    links.open(TWO);
    below().received(ONE, Lane.CONSENSUS, message(5));
    assertThat(heard)
        .containsExactly("disconnected one", "two says 2", "connected one", "one says 5");
    assertThat(above.send(ONE, Lane.OTHER, message(6))).isTrue();
  }

  @Test
  void connections_that_come_and_go_behind_a_cut_are_told_when_it_opens() {
    links.cut(ONE);
    sent.connected.remove(ONE);
    below().disconnected(ONE, Reason.SILENT);
    links.open(ONE);
    assertThat(heard).containsExactly("disconnected one");
    links.cut(ONE);
    sent.connected.add(ONE);
    below().connected(ONE);
    assertThat(heard).containsExactly("disconnected one");
    links.open(ONE);
    assertThat(heard).containsExactly("disconnected one", "connected one");
  }

  @Test
  void no_more_waits_for_a_slow_peer_than_fits() {
    links.delay(ONE, 200);
    for (int i = 0; i < LinkFaults.MAX_WAITING; i++) {
      assertThat(above.send(ONE, Lane.OTHER, message(1))).isTrue();
    }
    assertThat(above.send(ONE, Lane.OTHER, message(2))).isFalse();
    later.pass(200);
    assertThat(sent.messages).hasSize(LinkFaults.MAX_WAITING).containsOnly("one 1");

    byte[] large = new byte[LinkFaults.MAX_WAITING_BYTES / 2];
    assertThat(above.send(ONE, Lane.OTHER, large)).isTrue();
    assertThat(above.send(ONE, Lane.OTHER, large)).isTrue();
    assertThat(above.send(ONE, Lane.OTHER, message(3))).isFalse();
    assertThat(above.send(TWO, Lane.OTHER, message(4))).isTrue();
    later.pass(200);
    assertThat(above.send(ONE, Lane.OTHER, message(5))).isTrue();
  }

  @Test
  void messages_to_a_slow_peer_are_late_and_keep_their_order() {
    links.delay(ONE, 200);
    for (int i = 0; i < 3; i++) {
      assertThat(above.send(ONE, Lane.OTHER, message(i))).isTrue();
    }
    above.send(TWO, Lane.OTHER, message(9));
    later.pass(199);
    assertThat(sent.messages).containsExactly("two 9");
    later.pass(1);
    assertThat(sent.messages).containsExactly("two 9", "one 0", "one 1", "one 2");

    above.send(ONE, Lane.OTHER, message(3));
    links.cut(ONE);
    later.pass(200);
    links.open(ONE);
    above.send(ONE, Lane.OTHER, message(4));
    assertThat(sent.messages).containsExactly("two 9", "one 0", "one 1", "one 2", "one 4");
  }
}
