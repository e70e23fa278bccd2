package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule N8: the handler is told things in order, and not faster than it takes them. */
class InboxTest {

  private static final PeerId ALICE = Keys.of(1).peer();

  private final List<String> told = new ArrayList<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private int roomAgain;

  private final PeerHandler handler =
      new PeerHandler() {
        @Override
        public void connected(PeerId peer) {
          told.add("connected");
        }

        @Override
        public void disconnected(PeerId peer, Reason reason) {
          told.add(reason.name());
        }

        @Override
        public void received(PeerId peer, Lane lane, byte[] message) {
          told.add(lane + " " + message.length);
        }
      };

  @Test
  void urgent_messages_overtake_those_that_wait() {
    var inbox = inbox();
    inbox.start(null);
    inbox.offer(Lane.OTHER, new byte[1]);
    inbox.offer(Lane.BLOCKS, new byte[2]);
    inbox.offer(Lane.CONSENSUS, new byte[3]);
    inbox.offer(Lane.CONSENSUS, new byte[4]);
    inbox.end(Reason.SILENT);
    run();
    assertThat(told)
        .containsExactly(
            "connected", "CONSENSUS 3", "CONSENSUS 4", "BLOCKS 2", "OTHER 1", "SILENT");
  }

  @Test
  void a_replacement_begins_after_what_it_replaces() {
    var old = inbox();
    var young = inbox();
    old.start(null);
    young.start(old);
    young.offer(Lane.OTHER, new byte[2]);
    old.offer(Lane.OTHER, new byte[1]);
    old.end(Reason.DUPLICATE);
    run();
    assertThat(told).containsExactly("connected", "OTHER 1", "DUPLICATE", "connected", "OTHER 2");
    assertThat(old.isFinished()).isTrue();
  }

  @Test
  void a_full_inbox_says_so_and_says_when_it_is_half_empty() {
    var inbox = inbox();
    inbox.start(null);
    int taken = 0;
    while (inbox.offer(Lane.BLOCKS, new byte[1 << 20])) {
      taken++;
    }
    assertThat(taken).isEqualTo(7);
    assertThat(inbox.isFull()).isTrue();
    assertThat(roomAgain).isZero();
    run();
    assertThat(inbox.isFull()).isFalse();
    assertThat(roomAgain).isEqualTo(1);
    assertThat(inbox.waiting()).isZero();
  }

  private Inbox inbox() {
    return new Inbox(ALICE, handler, tasks::add, NetworkLimits.DEFAULT, () -> roomAgain++);
  }

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }
}
