package althing.node.raft;

import althing.consensus.BlockId;
import althing.node.core.engine.ReplicatedLog;
import althing.node.raft.RatisSettings.Address;
import althing.node.raft.RatisSettings.Member;
import althing.node.raft.RatisSettings.Pace;
import althing.node.raft.RatisSettings.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/** A replicated log on Apache Ratis: synced files under one directory, gRPC between the members. */
public final class RatisLog implements ReplicatedLog {

  /** Longest entry, and so the least that a buffer must hold. */
  private static final int MAX_ENTRY_BYTES = 12 << 20;

  private static final int CACHED_SEGMENTS = 2;

  /** Held, or its level would be forgotten: gRPC tells on the error stream what it finds. */
  private static final java.util.logging.Logger GRPC =
      java.util.logging.Logger.getLogger("org.apache.ratis.thirdparty.io.grpc");

  private static final SizeInBytes CACHED_BYTES = SizeInBytes.valueOf("32MB");

  private final RatisSettings settings;
  private final boolean begun;
  private final RaftGroupId group;
  private final RaftPeerId self;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private volatile @Nullable RaftServer server;
  private volatile @Nullable RatisReader reader;

  /**
   * @param chain id of the genesis block; members of another chain are not talked to
   * @param begun whether the chain has blocks, so that there must be a log
   */
  public RatisLog(RatisSettings settings, BlockId chain, boolean begun) {
    this.settings = settings;
    this.begun = begun;
    var name = ByteBuffer.wrap(chain.toArray());
    group = RaftGroupId.valueOf(new UUID(name.getLong(), name.getLong()));
    self = id(settings.self());
  }

  private static RaftPeerId id(Object key) {
    return RaftPeerId.valueOf(key.toString());
  }

  @Override
  public void start(Reader told) {
    Path log = settings.directory().resolve(group.getUuid().toString());
    if (begun && !Files.isDirectory(log)) {
      throw new LogException(
          ("%s is missing: this member has lost its log, and with it what it promised the others."
                  + " Stop the cluster and copy the data directory of a member that is up to date")
              .formatted(log));
    }
    var follower = new RatisReader(told, self);
    tameRatis();
    try {
      requireFree(settings.listen());
      Files.createDirectories(settings.directory());
      RaftServer made =
          RaftServer.newBuilder()
              .setServerId(self)
              .setGroup(RaftGroup.valueOf(group, peers()))
              .setStateMachine(follower)
              .setOption(RaftStorage.StartupOption.RECOVER)
              .setProperties(properties())
              .setParameters(parameters())
              .build();
      reader = follower;
      server = made;
      made.start();
    } catch (IOException | RuntimeException e) {
      throw new LogException(
          "the cluster's log in %s, listening on %s: %s"
              .formatted(settings.directory(), settings.listen(), rootMessage(e)),
          e);
    }
  }

  /** Ratis reports a port that is taken by a stack trace, and exits. */
  private static void requireFree(Address address) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address.host(), address.port()));
    }
  }

  /**
   * Ratis exits where it can as well throw, and when it is told not to, it puts itself in the place
   * of the handler that this process has for what nobody caught.
   */
  private static void tameRatis() {
    GRPC.setLevel(java.util.logging.Level.WARNING);
    var handler = Thread.getDefaultUncaughtExceptionHandler();
    ExitUtils.disableSystemExit();
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  private List<RaftPeer> peers() {
    var peers = new ArrayList<RaftPeer>();
    peers.add(RaftPeer.newBuilder().setId(self).setAddress(settings.listen().toString()).build());
    for (Member member : settings.others()) {
      peers.add(
          RaftPeer.newBuilder()
              .setId(id(member.key()))
              .setAddress(member.address().toString())
              .build());
    }
    return peers;
  }

  private RaftProperties properties() {
    Pace pace = settings.pace();
    var properties = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(properties, List.of(settings.directory().toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(
        properties, settings.directory().resolve("removed").toFile());
    org.apache.ratis.RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
    GrpcConfigKeys.Server.setHost(properties, settings.listen().host());
    GrpcConfigKeys.Server.setPort(properties, settings.listen().port());

    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(pace.electionMillis()));
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(2L * pace.electionMillis()));

    // A segment, its write buffer and a message must hold the longest entry.
    RaftServerConfigKeys.Log.setSegmentSizeMax(
        properties, SizeInBytes.valueOf(pace.segmentBytes()));
    RaftServerConfigKeys.Log.setPreallocatedSize(
        properties, SizeInBytes.valueOf(Math.min(pace.segmentBytes(), 4 << 20)));
    RaftServerConfigKeys.Log.setWriteBufferSize(
        properties, SizeInBytes.valueOf(MAX_ENTRY_BYTES + (1 << 10)));
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(
        properties, SizeInBytes.valueOf(MAX_ENTRY_BYTES));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, CACHED_SEGMENTS);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, CACHED_BYTES);

    // What the chain has reached is noted often, since a note is small, and then not kept for long.
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, pace.snapshotEntries());
    RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
    RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, pace.snapshotEntries());
    return properties;
  }

  private static TimeDuration millis(long millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }

  private Parameters parameters() {
    var parameters = new Parameters();
    settings
        .tls()
        .map(RatisLog::config)
        .ifPresent(tls -> {
          GrpcConfigKeys.TLS.setConf(parameters, tls);
          GrpcConfigKeys.Server.setTlsConf(parameters, tls);
          GrpcConfigKeys.Client.setTlsConf(parameters, tls);
          GrpcConfigKeys.Admin.setTlsConf(parameters, tls);
        });
    return parameters;
  }

  private static GrpcTlsConfig config(Tls tls) {
    return new GrpcTlsConfig(
        tls.key().toFile(), tls.certificates().toFile(), tls.authority().toFile(), true);
  }

  @Override
  public CompletionStage<Void> add(byte[] entry) {
    RaftServer joined = server;
    if (joined == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("the log was not started"));
    }
    var request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(self)
            .setGroupId(group)
            .setCallId(calls.incrementAndGet())
            .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    try {
      return joined.submitClientRequestAsync(request).thenAccept(this::requireSuccess);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void requireSuccess(RaftClientReply reply) {
    if (reply.isSuccess()) {
      return;
    }
    RatisReader now = reader;
    if (reply.getNotLeaderException() != null && now != null) {
      now.notLeader();
    }
    throw new IllegalStateException(String.valueOf(reply.getException()), reply.getException());
  }

  @Override
  public void close() {
    RatisReader now = reader;
    if (now != null) {
      now.ends();
    }
    RaftServer joined = server;
    if (joined != null) {
      try {
        joined.close();
      } catch (IOException e) {
        throw new LogException("the cluster's log did not close: " + e, e);
      }
    }
  }
}
