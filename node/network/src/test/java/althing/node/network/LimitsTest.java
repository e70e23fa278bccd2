package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules N5 and N9 to N12: what others may cost, in a time that the test tells. */
class LimitsTest {

  private static final long SECOND = 1_000_000_000;
  private static final NetworkLimits LIMITS = NetworkLimits.DEFAULT;
  private static final PeerId ALICE = Keys.of(1).peer();

  @Test
  void a_bucket_gives_a_burst_and_then_its_rate() {
    var bucket = new TokenBucket(10, 5, 0);
    int taken = 0;
    while (bucket.tryTake(0)) {
      taken++;
    }
    assertThat(taken).isEqualTo(5);
    for (int i = 1; i <= 100; i++) {
      taken += bucket.tryTake(i * SECOND / 10) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(105);
    assertThat(bucket.isFull(1_000 * SECOND)).isTrue();
  }

  @Test
  void a_debt_is_paid_before_more_is_taken() {
    var bucket = new TokenBucket(1_000, 1_000, 0);
    bucket.take(3_000, 0);
    long wait = bucket.waitNanos(0);
    assertThat(wait).isBetween(2 * SECOND, 2 * SECOND + 2);
    assertThat(bucket.waitNanos(wait - 2)).isPositive();
    assertThat(bucket.waitNanos(wait)).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void delays_double_up_to_the_cap_and_begin_again(long seed) {
    var backoff = new Backoff(100, 5_000, new Random(seed));
    for (long middle : new long[] {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
      assertThat(backoff.nextMillis()).isBetween(middle * 3 / 4, middle * 5 / 4);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.nextMillis()).isBetween(3_750L, 6_250L);
    }
    backoff.reset();
    assertThat(backoff.nextMillis()).isBetween(75L, 125L);
  }

  @Test
  void points_recover_and_enough_of_them_ban() {
    var scores = new Scoreboard(LIMITS);
    assertThat(scores.penalise(ALICE, 60, false, 0)).isFalse();
    assertThat(scores.points(ALICE, 0)).isEqualTo(60);
    assertThat(scores.points(ALICE, 20 * SECOND)).isEqualTo(40);
    assertThat(scores.penalise(ALICE, 59, false, 20 * SECOND)).isFalse();
    assertThat(scores.penalise(ALICE, 1, false, 20 * SECOND)).isTrue();

    assertThat(scores.isBanned(ALICE, 20 * SECOND)).isTrue();
    assertThat(scores.isBanned(ALICE, 619 * SECOND)).isTrue();
    assertThat(scores.isBanned(ALICE, 620 * SECOND)).isFalse();
    assertThat(scores.points(ALICE, 620 * SECOND)).isZero();
  }

  @Test
  void a_static_peer_is_banned_for_a_shorter_time() {
    var scores = new Scoreboard(LIMITS);
    assertThat(scores.penalise(ALICE, 100, true, 0)).isTrue();
    assertThat(scores.isBanned(ALICE, 29 * SECOND)).isTrue();
    assertThat(scores.isBanned(ALICE, 30 * SECOND)).isFalse();
  }

  @Test
  void what_is_remembered_of_strangers_is_bounded() {
    var scores = new Scoreboard(LIMITS);
    for (int i = 0; i < 20_000; i++) {
      scores.penalise(ip(i), i % 2 == 0 ? 1 : 100, 0);
    }
    assertThat(scores.size()).isEqualTo(2 * Scoreboard.MAX_ENTRIES);
    assertThat(scores.isBanned(ip(19_999), 0)).isTrue();
  }

  @Test
  void half_open_connections_are_bounded_for_one_address_and_for_all() {
    var gate = new AcceptGate(LIMITS, 0);
    assertThat(entries(gate, 1, 100)).isEqualTo(LIMITS.maxHalfOpenPerIp());
    for (int caller = 2; caller < 100; caller++) {
      entries(gate, caller, 100);
    }
    assertThat(gate.halfOpen()).isEqualTo(LIMITS.maxHalfOpen());

    gate.shaken(ip(1));
    gate.leave(ip(1));
    assertThat(gate.halfOpen()).isEqualTo(LIMITS.maxHalfOpen() - 1);
    assertThat(gate.enter(ip(1), 0)).isTrue();
  }

  @Test
  void a_thousand_callers_from_one_address_are_let_in_at_the_rate() {
    var gate = new AcceptGate(LIMITS, 0);
    int let = 0;
    for (int i = 0; i < 1_000; i++) {
      if (gate.enter(ip(1), 0)) {
        let++;
        gate.shaken(ip(1));
        gate.leave(ip(1));
      }
    }
    assertThat(let).isEqualTo(2 * LIMITS.acceptsPerSecondPerIp());
    assertThat(gate.enter(ip(2), 0)).as("another address").isTrue();
  }

  @Test
  void open_connections_of_one_address_are_bounded() {
    var gate = new AcceptGate(LIMITS, 0);
    int let = 0;
    for (int i = 0; i < 100; i++) {
      if (gate.enter(ip(1), i * SECOND)) {
        let++;
        gate.shaken(ip(1));
      }
    }
    assertThat(let).isEqualTo(LIMITS.maxPerIp());
  }

  @Test
  void a_network_of_ipv6_is_one_caller() throws UnknownHostException {
    var gate = new AcceptGate(LIMITS, 0);
    int let = 0;
    for (int i = 0; i < 100; i++) {
      let += gate.enter(InetAddress.getByName("2001:db8:0:1::" + i), 0) ? 1 : 0;
    }
    assertThat(let).isEqualTo(LIMITS.maxHalfOpenPerIp());
    assertThat(gate.enter(InetAddress.getByName("2001:db8:0:2::1"), 0)).isTrue();
  }

  @Test
  void addresses_of_callers_are_bounded_and_forgotten() {
    var gate = new AcceptGate(LIMITS, 0);
    for (int i = 0; i < 20_000; i++) {
      gate.enter(ip(i), 0);
    }
    assertThat(gate.addresses()).isEqualTo(AcceptGate.MAX_ADDRESSES);
    gate.prune(60 * SECOND);
    assertThat(gate.addresses()).isEqualTo(LIMITS.maxHalfOpen());
  }

  @Test
  void one_teller_fills_only_its_part_of_the_book() {
    var book = new AddressBook();
    for (int i = 0; i < 1_000; i++) {
      book.add(new InetSocketAddress(ip(i), 7000), ALICE, ip(0));
    }
    assertThat(book.size()).isEqualTo(AddressBook.MAX_PER_TELLER);
    for (int teller = 2; teller < 100; teller++) {
      for (int i = 0; i < 100; i++) {
        var address = new InetSocketAddress(ip(1_000 * teller + i), 7000);
        book.add(address, Keys.of(teller).peer(), ip(0));
      }
    }
    assertThat(book.size()).isEqualTo(AddressBook.MAX_ADDRESSES);
  }

  @Test
  void addresses_inside_a_network_are_not_taken_from_outside() throws UnknownHostException {
    var outside = InetAddress.getByName("203.0.113.5");
    for (String inner : List.of("127.0.0.1", "10.0.0.1", "192.168.1.1", "0.0.0.0", "224.0.0.1")) {
      var book = new AddressBook();
      book.add(new InetSocketAddress(inner, 7000), ALICE, outside);
      assertThat(book.size()).as(inner).isZero();
    }
    var book = new AddressBook();
    book.add(new InetSocketAddress("10.0.0.1", 7000), ALICE, InetAddress.getByName("10.0.0.2"));
    assertThat(book.draw(new Random(1))).isPresent();
    assertThat(book.size()).isZero();
  }

  @Test
  void lists_of_addresses_come_back_and_nothing_else_is_read() throws Exception {
    var addresses = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < AddressBook.MAX_IN_ANSWER - 1; i++) {
      addresses.add(new InetSocketAddress(ip(i), 60_000 + i));
    }
    addresses.add(new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 1));
    byte[] frame = AddressBook.encode(addresses);
    assertThat(AddressBook.decode(body(frame, frame.length))).isEqualTo(addresses);
    for (int size = 1; size < frame.length; size++) {
      int cut = size;
      var refusal =
          catchThrowableOfType(ProtocolException.class, () -> AddressBook.decode(body(frame, cut)));
      assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED_FRAME);
    }
  }

  @Test
  void addresses_of_peers_are_read_as_people_write_them() {
    String key = "ab".repeat(32);
    assertThat(PeerAddress.parse("node.example:7000"))
        .isEqualTo(PeerAddress.of("node.example", 7000));
    assertThat(PeerAddress.parse("[::1]:7000").host()).isEqualTo("::1");
    assertThat(PeerAddress.parse("10.0.0.1:7000#" + key).key()).isPresent();
    assertThat(PeerAddress.parse("[::1]:7000#" + key)).hasToString("[::1]:7000#" + key);
    assertThatThrownBy(() -> PeerAddress.parse("node.example")).hasMessageContaining("port");
    assertThatThrownBy(() -> PeerAddress.parse("a:70000")).hasMessageContaining("port");
    assertThatThrownBy(() -> PeerAddress.parse("a:x")).hasMessageContaining("port");
    assertThatThrownBy(() -> PeerAddress.parse("::1:7000")).hasMessageContaining("host");
    assertThatThrownBy(() -> PeerAddress.parse("a:1#12")).hasMessageContaining("key");
  }

  private static int entries(AcceptGate gate, int caller, int attempts) {
    int let = 0;
    for (int i = 0; i < attempts; i++) {
      let += gate.enter(ip(caller), 0) ? 1 : 0;
    }
    return let;
  }

  private static ByteBuffer body(byte[] frame, int size) {
    return ByteBuffer.wrap(frame, 1, size - 1);
  }

  private static InetAddress ip(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {(byte) 198, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
