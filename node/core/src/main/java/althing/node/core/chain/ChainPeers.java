package althing.node.core.chain;

import althing.consensus.Application;
import althing.consensus.PublicKey;
import althing.consensus.pbft.BlockReader;
import althing.consensus.pbft.Effect;
import althing.consensus.pbft.MessageCodec;
import althing.consensus.pbft.PbftSettings;
import althing.ledger.block.BodyCodec;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.Environment;
import althing.node.core.NodeApi.SyncProgress;
import althing.node.core.engine.CatchUp;
import althing.node.core.engine.NodeBallots;
import althing.node.core.engine.PbftRunner;
import althing.node.core.gossip.GossipSettings;
import althing.node.core.gossip.TransactionGossip;
import althing.node.core.mempool.Intake;
import althing.node.core.mempool.Mempool;
import althing.node.core.peer.ConsensusWire;
import althing.node.core.peer.Keys;
import althing.node.network.Lane;
import althing.node.network.PeerHandler;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The {@code pbft} engine of a chain, and where on the way to it the peers' messages go. */
final class ChainPeers {

  /** Longest encoding of a block: its header takes less than this beside the body. */
  static final int MAX_BLOCK_BYTES = BodyCodec.MAX_SIZE + (64 << 10);

  private final PeerNetwork network;
  private final ConsensusWire wire;
  private final TransactionGossip gossip;
  private final PbftRunner engine;

  ChainPeers(
      Application application,
      Mempool pool,
      Function<Bytes, Intake.Result> submit,
      NodeIdentity identity,
      Hash genesisHash,
      ChainSettings settings,
      Surroundings surroundings,
      Environment environment,
      MeterRegistry meters,
      Consumer<Throwable> onFault) {
    BlockReader blocks = ExecutedProposal.reader(pool::get);
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
    wire =
        new ConsensusWire(
            network,
            new MessageCodec(blocks, MAX_BLOCK_BYTES),
            (peer, message) -> engine().received(peer, message));
    engine =
        new PbftRunner(
            application,
            surroundings.journal().apply(blocks),
            new NodeBallots(ExecutedProposal.id(genesisHash), identity.publicKey(), identity::sign),
            PbftSettings.standard(settings.heartbeatMillis()),
            wire,
            new Followers(),
            environment,
            meters,
            onFault);
  }

  PbftRunner engine() {
    return engine;
  }

  int count() {
    return network.connected().size();
  }

  Optional<SyncProgress> syncing() {
    return Optional.empty();
  }

  /** A transaction has come into the pool. */
  void accepted(SignedTransaction transaction) {
    gossip.accepted(transaction);
  }

  /** Tells nobody anything any more. */
  void stop() {
    gossip.close();
  }

  private final class Handler implements PeerHandler {

    @Override
    public void connected(PeerId peer) {
      gossip.onPeerConnected(peer);
    }

    @Override
    public void disconnected(PeerId peer, Reason reason) {
      gossip.onPeerDisconnected(peer);
      engine.disconnected(Keys.validator(peer));
    }

    @Override
    public void received(PeerId peer, Lane lane, byte[] message) {
      switch (lane) {
        case CONSENSUS -> wire.received(peer, message);
        case TRANSACTIONS -> gossip.onMessage(peer, message);
        case BLOCKS, OTHER -> network.penalise(peer, 1, "nothing is expected on lane " + lane);
      }
    }
  }

  private static final class Followers implements CatchUp {

    @Override
    public void behind(PublicKey peer, long height) {}

    @Override
    public void answered(PublicKey from, long height, Effect.Outcome outcome) {}

    @Override
    public void committed(long height) {}
  }
}
