package althing.node.core.chain;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.Ed25519List;
import althing.consensus.pbft.Effect.Outcome;
import althing.consensus.raft.MalformedRaftException;
import althing.consensus.raft.Message;
import althing.consensus.raft.RaftCodec;
import althing.consensus.raft.RaftSettings;
import althing.ledger.block.Block;
import althing.ledger.chain.ChainReader;
import althing.ledger.crypto.Ed25519;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Bytes;
import althing.node.core.Environment;
import althing.node.core.NodeApi.SyncProgress;
import althing.node.core.engine.CatchUp;
import althing.node.core.engine.RaftRunner;
import althing.node.core.engine.RaftWire;
import althing.node.core.finality.CertifiedHeaders;
import althing.node.core.gossip.GossipSettings;
import althing.node.core.gossip.TransactionGossip;
import althing.node.core.mempool.Intake;
import althing.node.core.mempool.Mempool;
import althing.node.core.peer.Keys;
import althing.node.core.sync.BlockSync;
import althing.node.network.Lane;
import althing.node.network.PeerHandler;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code raft} engine of a chain, and where on the way to it the peers' messages go. Votes take
 * the node's own network, where each peer has proved its key; the replicated log knows addresses
 * only.
 */
final class RaftPeers implements Peers {

  private static final Logger LOG = LoggerFactory.getLogger(RaftPeers.class);

  /** A fifth of what gets a peer banned. */
  private static final int POINTS = 20;

  private final PeerNetwork network;
  private final TransactionGossip gossip;
  private final BlockSync sync;
  private final RaftRunner engine;

  RaftPeers(
      Application application,
      ChainReader chain,
      Mempool pool,
      Function<Bytes, Intake.Result> submit,
      NodeIdentity identity,
      ChainSettings settings,
      Surroundings surroundings,
      Environment environment,
      MeterRegistry meters,
      Consumer<Throwable> onFault) {
    network = surroundings.network().apply(new Handler());
    gossip =
        new TransactionGossip(
            GossipSettings.DEFAULT,
            network,
            environment,
            environment.lane("verify"),
            pool,
            submit,
            meters);
    sync = new BlockSync(chain, network, environment, this::fetched, meters);
    engine =
        new RaftRunner(
            application,
            surroundings.log(),
            ExecutedProposal.reader(pool::get),
            new Ed25519List(
                identity::sign,
                (key, message, signature) ->
                    Ed25519.verify(key.toArray(), message, signature.toArray())),
            height -> chain.blockHash(height).map(ExecutedProposal::id),
            height -> certificate(chain, height),
            RaftSettings.standard(
                ExecutedProposal.id(chain.blockHash(0).orElseThrow()),
                identity.publicKey(),
                surroundings.log().isPresent(),
                settings.heartbeatMillis()),
            new Wire(),
            new Followers(),
            environment,
            meters,
            onFault);
  }

  /** The certificate of the lowest certified block from {@code from} on. */
  private static Optional<Certificate> certificate(ChainReader chain, long from) {
    long last = Math.min(chain.headHeight(), from + CertifiedHeaders.MAX_HEADERS);
    for (long height = from; height <= last; height++) {
      Optional<Bytes> proof = chain.certificate(height).filter(bytes -> !bytes.isEmpty());
      if (proof.isPresent()) {
        return proof.map(bytes -> CertificateCodec.decode(bytes.unsafeArray()));
      }
    }
    return Optional.empty();
  }

  @Override
  public RaftRunner engine() {
    return engine;
  }

  @Override
  public int count() {
    return network.connected().size();
  }

  @Override
  public Optional<SyncProgress> syncing() {
    return sync.progress();
  }

  @Override
  public void accepted(SignedTransaction transaction) {
    gossip.accepted(transaction);
  }

  @Override
  public void stop() {
    gossip.close();
    sync.close();
  }

  private void fetched(PeerId from, List<Block> chain, Certificate certificate) {
    List<Proposal> fetched = chain.stream().<Proposal>map(ExecutedProposal::new).toList();
    engine.fetched(Keys.validator(from), fetched, certificate);
  }

  private void heard(PeerId peer, byte[] message) {
    Message decoded;
    try {
      decoded = RaftCodec.decodeMessage(message);
    } catch (MalformedRaftException e) {
      network.penalise(peer, POINTS, String.valueOf(e.getMessage()));
      return;
    }
    engine.received(Keys.validator(peer), decoded);
  }

  private final class Wire implements RaftWire {

    @Override
    public void broadcast(Message message) {
      network.broadcast(Lane.CONSENSUS, RaftCodec.encode(message));
    }

    @Override
    public void send(PublicKey to, Message message) {
      network.send(Keys.peer(to), Lane.CONSENSUS, RaftCodec.encode(message));
    }

    @Override
    public void misbehaved(PublicKey peer, String what) {
      LOG.warn("{}: {}", peer, what);
      network.penalise(Keys.peer(peer), POINTS, what);
    }
  }

  private final class Handler implements PeerHandler {

    @Override
    public void connected(PeerId peer) {
      gossip.onPeerConnected(peer);
    }

    @Override
    public void disconnected(PeerId peer, Reason reason) {
      gossip.onPeerDisconnected(peer);
      sync.disconnected(peer);
      engine.disconnected(Keys.validator(peer));
    }

    @Override
    public void received(PeerId peer, Lane lane, byte[] message) {
      switch (lane) {
        case CONSENSUS -> heard(peer, message);
        case BLOCKS -> sync.received(peer, message);
        case TRANSACTIONS -> gossip.onMessage(peer, message);
        case OTHER -> network.penalise(peer, 1, "nothing is expected on lane " + lane);
      }
    }
  }

  private final class Followers implements CatchUp {

    @Override
    public void behind(PublicKey peer, long height) {
      sync.behind(Keys.peer(peer), height);
    }

    @Override
    public void answered(PublicKey from, long height, Outcome outcome) {
      if (outcome == Outcome.WRONG) {
        sync.refused(Keys.peer(from), "the certificate of height " + height + " is wrong");
      }
    }

    @Override
    public void committed(long height, BlockId block) {
      sync.committed(height, ExecutedProposal.hash(block));
    }
  }
}
