package althing.node.network;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the node connected (rule N12): static peers always, bootstrap nodes and addresses heard of
 * while there are too few peers. On the network's loop.
 */
final class Dialer {

  /** Opens a socket and gives it a handler, or says that nobody answers. */
  interface Connector {
    void connect(InetSocketAddress address, Consumer<Channel> opened, Runnable unreachable);
  }

  static final long STATIC_FIRST_MILLIS = 100;
  static final long STATIC_CAP_MILLIS = 5_000;
  static final long BOOTSTRAP_FIRST_MILLIS = 1_000;
  static final long BOOTSTRAP_CAP_MILLIS = 60_000;

  /** A connection that lasted this long was a good one: the next attempt is not put off. */
  private static final long LASTED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int MAX_EXPLORING = 4;

  private static final class Target {
    final PeerAddress address;
    final boolean isStatic;
    final Backoff backoff;

    /** Who answers there, once known. */
    @Nullable PeerId peer;

    /** No attempt is under way or planned: its peer is connected. */
    boolean resting;

    Target(PeerAddress address, boolean isStatic, Backoff backoff) {
      this.address = address;
      this.isStatic = isStatic;
      this.backoff = backoff;
      peer = address.key().orElse(null);
    }
  }

  private final Switchboard board;
  private final NetworkEnvironment environment;
  private final Connector connector;
  private final List<Target> targets = new ArrayList<>();
  private final Map<Connection, Target> attempts = new HashMap<>();
  private final Set<Connection> explorers = new HashSet<>();
  private int connecting;
  private boolean closed;

  Dialer(Switchboard board, NetworkEnvironment environment, Connector connector) {
    this.board = board;
    this.environment = environment;
    this.connector = connector;
  }

  void start(NetworkSettings settings) {
    for (PeerAddress address : settings.staticPeers()) {
      add(address, true, STATIC_FIRST_MILLIS, STATIC_CAP_MILLIS);
    }
    for (PeerAddress address : settings.bootstrap()) {
      add(address, false, BOOTSTRAP_FIRST_MILLIS, BOOTSTRAP_CAP_MILLIS);
    }
    targets.forEach(this::dial);
  }

  private void add(PeerAddress address, boolean isStatic, long firstMillis, long capMillis) {
    var backoff = new Backoff(firstMillis, capMillis, environment.random());
    targets.add(new Target(address, isStatic, backoff));
  }

  private void dial(Target target) {
    if (closed) {
      return;
    }
    PeerId peer = target.peer;
    if (peer != null && board.isConnected(peer)) {
      target.resting = true;
      return;
    }
    if (peer != null && board.isBanned(peer) || !target.isStatic && !board.wantsPeers()) {
      again(target);
      return;
    }
    // A look-up may take seconds.
    environment
        .handlers()
        .execute(() -> {
          Optional<InetAddress> ip = lookUp(target.address.host());
          board.execute(() -> connect(target, ip));
        });
  }

  private static Optional<InetAddress> lookUp(String host) {
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException _) {
      return Optional.empty();
    }
  }

  private void connect(Target target, Optional<InetAddress> ip) {
    if (closed) {
      return;
    }
    if (ip.isEmpty()) {
      board.unreachable(
          InetSocketAddress.createUnresolved(target.address.host(), target.address.port()));
      again(target);
      return;
    }
    if (target.isStatic) {
      board.staticAt(ip.get());
    }
    var address = new InetSocketAddress(ip.get(), target.address.port());
    connector.connect(
        address,
        channel -> {
          Connection connection = board.dialled(channel, address, target.address.key());
          attempts.put(connection, target);
          channel.pipeline().addLast(connection);
        },
        () -> {
          board.unreachable(address);
          again(target);
        });
  }

  private void again(Target target) {
    if (!closed) {
      board.later(target.backoff.nextMillis(), () -> dial(target));
    }
  }

  void opened(Connection connection) {
    Target target = attempts.get(connection);
    if (target != null) {
      known(target, connection.peer());
    } else if (explorers.remove(connection)) {
      board.book().add(connection.address(), connection.peer(), connection.address().getAddress());
    }
  }

  private void known(Target target, PeerId peer) {
    target.peer = peer;
    if (target.isStatic) {
      board.staticIs(peer);
    }
  }

  void ended(Connection connection, Reason reason) {
    Target target = attempts.remove(connection);
    if (target == null) {
      explorers.remove(connection);
    } else if (reason == Reason.SELF) {
      targets.remove(target);
    } else {
      if (connection.isIdentified()) {
        known(target, connection.peer());
      }
      if (connection.lasted(board.now(), LASTED_NANOS)) {
        target.backoff.reset();
      }
      again(target);
    }
    if (connection.isIdentified()) {
      wake(connection.peer());
    }
  }

  /** Those that rested because this peer was connected have work again. */
  private void wake(PeerId peer) {
    for (Target target : targets) {
      if (target.resting && peer.equals(target.peer) && !board.isConnected(peer)) {
        target.resting = false;
        target.backoff.reset();
        again(target);
      }
    }
  }

  void exploreSoon() {
    board.execute(this::explore);
  }

  /** Tries addresses heard of, a few at a time, while there are too few peers. */
  void explore() {
    while (!closed && connecting + explorers.size() < MAX_EXPLORING && board.wantsPeers()) {
      Optional<InetSocketAddress> address = board.book().draw(environment.random());
      if (address.isEmpty()) {
        return;
      }
      connecting++;
      connector.connect(
          address.get(),
          channel -> {
            Connection connection = board.dialled(channel, address.get(), Optional.empty());
            connecting--;
            explorers.add(connection);
            channel.pipeline().addLast(connection);
          },
          () -> {
            connecting--;
            board.unreachable(address.get());
          });
    }
  }

  void close() {
    closed = true;
  }
}
