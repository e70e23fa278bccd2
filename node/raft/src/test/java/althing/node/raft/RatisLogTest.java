package althing.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.raft.Place;
import althing.node.core.engine.ReplicatedLog.LogException;
import althing.node.core.engine.ReplicatedLog.Reader;
import althing.node.raft.RatisSettings.Address;
import althing.node.raft.RatisSettings.Pace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members with real files and sockets, in one process. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RatisLogTest {

  private static final BlockId CHAIN = BlockId.of(key(7).toArray());

  /** Files so small that the beginning of the log is soon thrown away. */
  private static final Pace PACE = new Pace(300, 8, 4 << 10);

  private @TempDir Path directory;
  private final List<Member> members = new ArrayList<>();
  private List<Integer> ports = List.of();
  private Optional<RatisSettings.Tls> tls = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    ports = freePorts(3);
    for (int number = 0; number < 3; number++) {
      members.add(new Member(number));
    }
    members.forEach(member -> member.start(false));
  }

  @AfterEach
  void stop() {
    members.forEach(Member::stop);
  }

  @Test
  void all_read_what_one_added_in_the_same_order() throws Exception {
    for (int i = 0; i < 20; i++) {
      leader().add("entry " + i);
    }
    await(() -> members.stream().allMatch(member -> member.read().size() == 20));
    assertThat(members.get(1).read()).isEqualTo(members.get(0).read()).contains("entry 19");
    assertThat(members.get(2).read()).isEqualTo(members.get(0).read());
  }

  @Test
  void who_does_not_lead_adds_nothing() {
    Member leader = leader();
    Member other = members.stream().filter(member -> member != leader).findFirst().orElseThrow();
    assertThatThrownBy(() -> other.add("nothing")).isInstanceOf(ExecutionException.class);
    assertThat(other.read()).isEmpty();
  }

  @Test
  void the_log_goes_on_without_its_leader_and_who_comes_back_reads_what_was_missed()
      throws Exception {
    leader().add("first");
    Member dead = leader();
    dead.stop();
    leader().add("second");
    dead.start(true);
    await(() -> dead.read().contains("second"));
    assertThat(dead.read()).endsWith("second");
    assertThat(members).allMatch(member -> member.failures.isEmpty());
  }

  /** What the chains have reached is thrown away; who needs it is told where the log goes on. */
  @Test
  void who_was_away_too_long_skips_what_was_thrown_away() throws Exception {
    Member away = members.get(0) == leader() ? members.get(1) : members.get(0);
    leader().add("x".repeat(2_000));
    await(() -> away.read().size() == 1);
    away.stop();
    for (int i = 0; i < 60; i++) {
      leader().add(i + "x".repeat(2_000));
    }
    away.start(true);
    leader().add("last");
    await(() -> away.read().contains("last"));
    assertThat(away.skipped).isNotEmpty();
    Place behind = away.skipped.getLast();
    assertThat(behind.index()).isGreaterThan(1);
    assertThat(away.firstReadAfterSkip).isGreaterThan(behind.index());
  }

  @Test
  void a_start_begins_behind_the_place_that_was_noted() throws Exception {
    for (int i = 0; i < 30; i++) {
      leader().add("entry " + i);
    }
    Member again = members.get(2);
    await(() -> again.read().size() == 30);
    again.stop();
    again.start(true);
    leader().add("more");
    await(() -> again.read().contains("more"));
    assertThat(again.skipped).hasSizeGreaterThanOrEqualTo(1);
    assertThat(again.read()).hasSizeLessThan(31).endsWith("more");
  }

  @Test
  void a_member_that_lost_its_log_is_refused() {
    var log = log(0, directory.resolve("empty"), true);
    assertThatThrownBy(() -> log.start(new Member(9)))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("has lost its log");
  }

  @Test
  void a_port_that_is_taken_is_refused_with_the_address() {
    var log = log(0, directory.resolve("other"), false);
    assertThatThrownBy(() -> log.start(new Member(9)))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("127.0.0.1:" + ports.getFirst());
    log.close();
  }

  /** A block of the largest size that there is, with what stands before it. */
  @Test
  void an_entry_may_be_as_large_as_the_largest_block() throws Exception {
    leader().add("x".repeat((8 << 20) + (65 << 10)));
    leader().add("last");
    await(() -> members.stream().allMatch(member -> member.read().contains("last")));
    assertThat(members).allMatch(member -> member.read().size() == 2);
  }

  @Test
  void members_with_certificates_talk_to_no_one_without() throws Exception {
    members.forEach(Member::stop);
    tls = Optional.of(certificate());
    members.get(0).start("tls-0", false);
    members.get(1).start("tls-1", false);
    tls = Optional.empty();
    members.get(2).start("tls-2", false);
    leader().add("first");
    leader().add("second");
    await(() -> members.get(0).read().size() == 2 && members.get(1).read().size() == 2);
    assertThat(members.get(2).read()).isEmpty();
  }

  /** One that signs itself, for all members: it is its own authority. */
  private RatisSettings.Tls certificate() throws Exception {
    Path store = directory.resolve("keys.p12");
    String password = "password";
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "member",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=member",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    Path key = pem("PRIVATE KEY", keys.getKey("member", password.toCharArray()).getEncoded());
    Path certificate = pem("CERTIFICATE", keys.getCertificate("member").getEncoded());
    return new RatisSettings.Tls(key, certificate, certificate);
  }

  private Path pem(String what, byte[] encoded) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return Files.writeString(
        directory.resolve(what.replace(' ', '-') + ".pem"),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, text, what));
  }

  private RatisLog log(int number, Path files, boolean begun) {
    var others = new ArrayList<RatisSettings.Member>();
    for (int other = 0; other < 3; other++) {
      if (other != number) {
        others.add(
            new RatisSettings.Member(key(other), new Address("127.0.0.1", ports.get(other))));
      }
    }
    return new RatisLog(
        new RatisSettings(
            files, key(number), new Address("127.0.0.1", ports.get(number)), others, tls, PACE),
        CHAIN,
        begun);
  }

  private static PublicKey key(int number) {
    byte[] key = new byte[PublicKey.SIZE];
    key[0] = (byte) (number + 1);
    return PublicKey.of(key);
  }

  /** The member that leads, once one does. */
  private Member leader() {
    Predicate<Member> leads = member -> member.log != null && member.leads;
    await(() -> members.stream().anyMatch(leads));
    return members.stream().filter(leads).findFirst().orElseThrow();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    var held = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /** A reader that keeps all, and whose chain reaches every entry at once. */
  private final class Member implements Reader {
    private final int number;
    final List<Throwable> failures = new ArrayList<>();
    volatile List<Place> skipped = List.of();
    volatile long firstReadAfterSkip;
    volatile boolean leads;
    private volatile @Nullable RatisLog log;
    private volatile List<String> entries = List.of();
    private volatile @Nullable Place reached;

    Member(int number) {
      this.number = number;
    }

    void start(boolean begun) {
      start("member-" + number, begun);
    }

    void start(String files, boolean begun) {
      var begins = log(number, directory.resolve(files), begun);
      begins.start(this);
      log = begins;
    }

    void stop() {
      RatisLog ends = log;
      if (ends != null) {
        log = null;
        leads = false;
        ends.close();
      }
    }

    void add(String entry) throws ExecutionException, InterruptedException {
      RatisLog now = log;
      if (now == null) {
        throw new IllegalStateException("member " + number + " does not run");
      }
      now.add(entry.getBytes(StandardCharsets.US_ASCII)).toCompletableFuture().get();
    }

    /** Without those read a second time, after a start. */
    List<String> read() {
      return entries.stream().distinct().toList();
    }

    @Override
    public CompletionStage<Void> read(long term, long index, byte[] entry) {
      var more = new ArrayList<>(entries);
      more.add(new String(entry, StandardCharsets.US_ASCII));
      reached = new Place(term, index, more.size(), CHAIN);
      entries = List.copyOf(more);
      if (firstReadAfterSkip == 0) {
        firstReadAfterSkip = index;
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void skipped(Place place) {
      var more = new ArrayList<>(skipped);
      more.add(place);
      skipped = List.copyOf(more);
      entries = List.of();
      firstReadAfterSkip = 0;
      reached = place;
    }

    @Override
    public void leads() {
      leads = true;
    }

    @Override
    public void follows() {
      leads = false;
    }

    @Override
    public void failed(Throwable cause) {
      failures.add(cause);
    }

    @Override
    public Optional<Place> finalPlace() {
      return Optional.ofNullable(reached);
    }
  }
}
