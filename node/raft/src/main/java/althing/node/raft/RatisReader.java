package althing.node.raft;

import althing.consensus.raft.Place;
import althing.consensus.raft.RaftCodec;
import althing.node.core.engine.ReplicatedLog.LogException;
import althing.node.core.engine.ReplicatedLog.Reader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ratis calls its state machine. The state is the chain, which is elsewhere: a snapshot is the
 * {@link Place} in the log that the chain has reached, and all that Ratis keeps or sends of it.
 */
final class RatisReader extends BaseStateMachine
    implements StateMachine.EventApi, StateMachine.LeaderEventApi {

  private static final Logger LOG = LoggerFactory.getLogger(RatisReader.class);

  private final Reader reader;
  private final RaftPeerId self;
  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private volatile boolean ends;

  RatisReader(Reader reader, RaftPeerId self) {
    this.reader = reader;
    this.self = self;
  }

  /** From here on the reader is told nothing. */
  void ends() {
    ends = true;
  }

  void notLeader() {
    if (!ends) {
      reader.follows();
    }
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage files)
      throws IOException {
    super.initialize(server, group, files);
    storage.init(files);
    getLifeCycle().startAndTransition(this::load, IOException.class);
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  /** Ratis has put a snapshot of the leader's in place of entries that are not there any more. */
  @Override
  public void reinitialize() throws IOException {
    storage.loadLatestSnapshot();
    getLifeCycle().startAndTransition(this::load, IOException.class);
  }

  private void load() throws IOException {
    SingleFileSnapshotInfo snapshot = storage.getLatestSnapshot();
    if (snapshot == null) {
      return;
    }
    Path file = snapshot.getFile().getPath();
    MD5FileUtil.verifySavedMD5(file.toFile(), MD5FileUtil.computeMd5ForFile(file.toFile()));
    Place place = RaftCodec.decodePlace(Files.readAllBytes(file));
    setLastAppliedTermIndex(TermIndex.valueOf(place.term(), place.index()));
    if (!ends) {
      reader.skipped(place);
    }
  }

  @Override
  public SimpleStateMachineStorage getStateMachineStorage() {
    return storage;
  }

  /** Waits until the reader wants the next entry: Ratis keeps the rest in its files meanwhile. */
  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    if (!ends) {
      byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
      reader.read(entry.getTerm(), entry.getIndex(), bytes).toCompletableFuture().join();
    }
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  @Override
  public long takeSnapshot() throws IOException {
    SingleFileSnapshotInfo before = storage.getLatestSnapshot();
    Optional<Place> reached = reader.finalPlace();
    if (reached.isEmpty() || before != null && reached.get().index() <= before.getIndex()) {
      return before == null ? RaftLog.INVALID_LOG_INDEX : before.getIndex();
    }
    Place place = reached.get();
    Path file = storage.getSnapshotFile(place.term(), place.index()).toPath();
    write(file, RaftCodec.encode(place));
    var digest = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
    storage.updateLatestSnapshot(
        new SingleFileSnapshotInfo(new FileInfo(file, digest), place.term(), place.index()));
    LOG.debug("noted {}", place);
    return place.index();
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    try (var channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void notifyLeaderReady() {
    if (!ends) {
      reader.leads();
    }
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    notLeader();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    if (!leader.equals(self)) {
      notLeader();
    }
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
    if (!ends) {
      reader.failed(cause);
    }
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
    if (!ends) {
      reader.failed(new LogException("the cluster's log has stopped"));
    }
  }
}
