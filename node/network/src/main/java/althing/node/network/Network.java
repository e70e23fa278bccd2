package althing.node.network;

import althing.node.network.noise.DhKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves opaque messages between authenticated peers: one encrypted connection to each, four lanes
 * of different urgency on it. {@code docs/network.md} has the wire format, the README of the module
 * the rules.
 *
 * <p>Two threads do the work: one the input and output of all peers, one the curve arithmetic of
 * handshakes. Handlers run on the environment's.
 */
public final class Network implements PeerNetwork, AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final long FLUSH_MILLIS = 1_000;
  private static final long PATIENCE_SECONDS = 10;

  /** What the socket may hold in front of a consensus message. */
  private static final int SEND_BUFFER = 256 << 10;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 << 10, 64 << 10);

  private final NetworkSettings settings;
  private final NetworkMetrics metrics;
  private final MultiThreadIoEventLoopGroup group;
  private final ThreadPoolExecutor shaker;
  private final Switchboard board;
  private final PeerId self;
  private volatile @Nullable Channel server;
  private boolean closed;

  /**
   * @param chain 32 bytes, the hash of the genesis block
   * @param version of the protocol above this one, 0 to 65535; peers must have the same
   */
  public Network(
      NetworkSettings settings,
      Identity identity,
      byte[] chain,
      int version,
      PeerHandler handler,
      MeterRegistry registry,
      NetworkEnvironment environment) {
    this.settings = settings;
    metrics = new NetworkMetrics(registry);
    byte[] secret = new byte[DhKey.SIZE];
    environment.random().nextBytes(secret);
    var credentials = new Handshake.Credentials(identity, chain, version, new DhKey(secret));
    self = credentials.self();
    ThreadFactory loopThread = task -> environment.thread("network", task);
    group = new MultiThreadIoEventLoopGroup(1, loopThread, NioIoHandler.newFactory());
    shaker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            task -> environment.thread("handshake", task));
    board =
        new Switchboard(
            settings,
            environment,
            credentials,
            handler,
            metrics,
            group.next(),
            shaker,
            this::connect);
  }

  /** Listens, and begins to connect. */
  public void start() throws IOException {
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 256)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                });
    ChannelFuture bound = bootstrap.bind(settings.listen()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + settings.listen(), bound.cause());
    }
    server = bound.channel();
    int port = localAddress().getPort();
    board.execute(() -> board.start(port));
  }

  /** Where it listens. */
  public InetSocketAddress localAddress() {
    Channel listening = server;
    if (listening == null) {
      throw new IllegalStateException("the network has not been started");
    }
    return (InetSocketAddress) listening.localAddress();
  }

  public PeerId self() {
    return self;
  }

  /** The connected peers as they are now. */
  public List<PeerSnapshot> peers() {
    return onLoop(
        () -> {
          var peers = new ArrayList<PeerSnapshot>();
          for (Connection peer : board.peers()) {
            peers.add(peer.snapshot(board.isStatic(peer.peer()), board.points(peer.peer())));
          }
          return List.copyOf(peers);
        },
        List.of());
  }

  @Override
  public Set<PeerId> connected() {
    var ids = new TreeSet<PeerId>();
    for (Connection peer : board.peers()) {
      ids.add(peer.peer());
    }
    return ids;
  }

  @Override
  public boolean send(PeerId peer, Lane lane, byte[] message) {
    requireSize(lane, message);
    Connection connection = board.peer(peer);
    return connection != null && send(connection, lane, message);
  }

  @Override
  public int broadcast(Lane lane, byte[] message) {
    requireSize(lane, message);
    int taken = 0;
    for (Connection peer : board.peers()) {
      taken += send(peer, lane, message) ? 1 : 0;
    }
    return taken;
  }

  @Override
  public void penalise(PeerId peer, int points, String reason) {
    if (points < 0) {
      throw new IllegalArgumentException("points are not negative: " + points);
    }
    board.execute(() -> board.penalise(peer, points, reason));
  }

  /**
   * Sends what waits, for a second at most, and ends all connections. The handler may hear of the
   * end afterwards.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    Channel listening = server;
    if (listening != null) {
      listening.close().awaitUninterruptibly();
    }
    board.execute(board::close);
    var gone = new CountDownLatch(1);
    board.execute(() -> watch(gone, FLUSH_MILLIS));
    try {
      gone.await(2 * FLUSH_MILLIS, TimeUnit.MILLISECONDS);
      board.execute(board::cutOff);
      shaker.shutdown();
      var _ = group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!group.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)
          || !shaker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "a thread did not end within " + PATIENCE_SECONDS + " seconds");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(CountDownLatch gone, long patienceMillis) {
    if (board.isEmpty() || patienceMillis <= 0) {
      gone.countDown();
    } else {
      board.later(5, () -> watch(gone, patienceMillis - 5));
    }
  }

  private boolean send(Connection connection, Lane lane, byte[] message) {
    boolean taken = connection.send(lane, message);
    if (!taken) {
      metrics.dropped(lane);
    }
    return taken;
  }

  private void requireSize(Lane lane, byte[] message) {
    int most = settings.lane(lane).maxMessageBytes();
    if (message.length == 0 || message.length > most) {
      throw new IllegalArgumentException(
          "%s: a message of %d bytes, 1 to %d".formatted(lane, message.length, most));
    }
  }

  private void accept(SocketChannel channel) {
    SocketAddress remote = channel.remoteAddress();
    var connection =
        remote instanceof InetSocketAddress address
            ? board.accept(channel, address)
            : Optional.<Connection>empty();
    if (connection.isPresent()) {
      channel.pipeline().addLast(connection.get());
    } else {
      // Nothing is kept of it, not even the end of the connection.
      channel.config().setSoLinger(0);
      var _ = channel.close();
    }
  }

  private void connect(InetSocketAddress address, Consumer<Channel> opened, Runnable unreachable) {
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_SNDBUF, SEND_BUFFER)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .option(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.config().setAutoRead(false);
              }
            })
        .connect(address)
        .addListener((ChannelFuture done) -> {
          if (done.isSuccess()) {
            opened.accept(done.channel());
          } else {
            unreachable.run();
          }
        });
  }

  private static AdaptiveRecvByteBufAllocator readSizes() {
    return new AdaptiveRecvByteBufAllocator(512, 4_096, 64 << 10);
  }

  private <T> T onLoop(Callable<T> question, T afterClose) {
    if (group.isShuttingDown()) {
      return afterClose;
    }
    try {
      return group.submit(question).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the network's loop does not answer", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return afterClose;
    }
  }
}
