package althing.node.core.chain;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.Ballots;
import althing.consensus.pbft.BlockReader;
import althing.consensus.pbft.Effect;
import althing.consensus.pbft.Equivocation;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.MessageCodec;
import althing.consensus.pbft.PbftSettings;
import althing.consensus.pbft.ProposeHead;
import althing.consensus.pbft.Vote;
import althing.ledger.block.Block;
import althing.ledger.block.BodyCodec;
import althing.ledger.chain.ChainStore;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Bytes;
import althing.node.core.Environment;
import althing.node.core.NodeApi.Evidence;
import althing.node.core.NodeApi.SignedVote;
import althing.node.core.NodeApi.SyncProgress;
import althing.node.core.engine.CatchUp;
import althing.node.core.engine.NodeBallots;
import althing.node.core.engine.PbftRunner;
import althing.node.core.engine.Wire;
import althing.node.core.evidence.EvidenceFile;
import althing.node.core.finality.FinalityProver;
import althing.node.core.gossip.BlockForm;
import althing.node.core.gossip.CompactProposals;
import althing.node.core.gossip.CompactSettings;
import althing.node.core.gossip.GossipSettings;
import althing.node.core.gossip.TransactionGossip;
import althing.node.core.mempool.Intake;
import althing.node.core.mempool.Mempool;
import althing.node.core.peer.ConsensusWire;
import althing.node.core.peer.Keys;
import althing.node.core.snapshot.SnapshotServer;
import althing.node.core.sync.BlockSync;
import althing.node.network.Lane;
import althing.node.network.PeerHandler;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The {@code pbft} engine of a chain, and where on the way to it the peers' messages go. */
final class ChainPeers implements Peers {

  /** Longest encoding of a block: its header takes less than this beside the body. */
  static final int MAX_BLOCK_BYTES = BodyCodec.MAX_SIZE + (64 << 10);

  private final Ballots ballots;
  private final EvidenceFile evidence;
  private final PeerNetwork network;
  private final ConsensusWire wire;
  private final CompactProposals proposals;
  private final TransactionGossip gossip;
  private final BlockSync sync;
  private final SnapshotServer snapshots;
  private final LateVotes lateVotes;
  private final PbftRunner engine;

  ChainPeers(
      BlockProducer producer,
      ChainStore chain,
      FinalityProver finality,
      Mempool pool,
      Function<Bytes, Intake.Result> submit,
      NodeIdentity identity,
      ChainSettings settings,
      Surroundings surroundings,
      Environment environment,
      MeterRegistry meters,
      Consumer<Throwable> onFault) {
    BlockReader blocks = ExecutedProposal.reader(pool::get);
    var codec = new MessageCodec(blocks, MAX_BLOCK_BYTES);
    ballots =
        new NodeBallots(
            ExecutedProposal.id(chain.blockHash(0).orElseThrow()),
            identity.publicKey(),
            identity::sign);
    evidence = surroundings.evidence();
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
    snapshots = new SnapshotServer(chain, finality, network, environment);
    sync = new BlockSync(chain, network, environment, this::fetched, meters);
    proposals =
        new CompactProposals(
            CompactSettings.DEFAULT,
            codec,
            new Form(),
            pool::get,
            network,
            environment,
            environment.lane("proposals"),
            this::mayPropose,
            (peer, propose) -> engine().received(Keys.validator(peer), propose),
            meters);
    wire =
        new ConsensusWire(
            network, codec, proposals, this::isValidator, this::mayPropose, this::received);
    lateVotes = producer.lateVotes();
    engine =
        new PbftRunner(
            producer,
            surroundings.journal().apply(blocks),
            ballots,
            PbftSettings.standard(settings.heartbeatMillis()),
            new Spoken(wire, this::ownVote),
            new Followers(),
            evidence::keep,
            environment,
            meters,
            onFault);
  }

  private void received(PublicKey peer, Message message) {
    if (message instanceof Message.Cast cast && engine().validators().indexOf(peer).isPresent()) {
      lateVotes.heard(peer, cast.vote(), cast.signature());
    }
    engine().received(peer, message);
  }

  private void ownVote(Message.Cast cast) {
    lateVotes.heard(ballots.self(), cast.vote(), cast.signature());
  }

  /** The network, and somebody who notes this node's own votes. */
  private record Spoken(Wire wire, Consumer<Message.Cast> votes) implements Wire {

    @Override
    public void broadcast(Message message) {
      if (message instanceof Message.Cast cast) {
        votes.accept(cast);
      }
      wire.broadcast(message);
    }

    @Override
    public void send(PublicKey to, Message message) {
      wire.send(to, message);
    }

    @Override
    public void misbehaved(PublicKey peer, String what) {
      wire.misbehaved(peer, what);
    }
  }

  @Override
  public PbftRunner engine() {
    return engine;
  }

  @Override
  public List<Evidence> evidence() {
    return evidence.all().stream().map(this::evidence).toList();
  }

  private Evidence evidence(Equivocation equivocation) {
    return new Evidence(
        Bytes.wrap(equivocation.culprit().toArray()),
        signed(equivocation.first(), equivocation.firstSignature()),
        signed(equivocation.second(), equivocation.secondSignature()));
  }

  private SignedVote signed(Vote vote, Signature signature) {
    return new SignedVote(
        vote.kind().name().toLowerCase(Locale.ROOT),
        vote.epoch(),
        vote.view(),
        vote.height(),
        ExecutedProposal.hash(vote.block()),
        Bytes.wrap(vote.signedBytes(ballots.chain())),
        Bytes.wrap(signature.toArray()));
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
    proposals.close();
    sync.close();
  }

  private boolean isValidator(PeerId peer) {
    return engine.validators().indexOf(Keys.validator(peer)).isPresent();
  }

  private boolean mayPropose(PeerId peer, ProposeHead head) {
    PublicKey key = Keys.validator(peer);
    if (!engine.standing().mayPropose(key, head.vote())) {
      return false;
    }
    if (ballots.isSignedBy(key, head.vote(), head.signature())) {
      return true;
    }
    wire.misbehaved(key, "a proposal's signature is wrong");
    return false;
  }

  private void fetched(PeerId from, List<Block> chain, Certificate certificate) {
    List<Proposal> fetched = chain.stream().<Proposal>map(ExecutedProposal::new).toList();
    engine.fetched(Keys.validator(from), fetched, certificate);
  }

  private static final class Form implements BlockForm {

    @Override
    public Block blockOf(Proposal proposal) {
      return ExecutedProposal.blockOf(proposal);
    }

    @Override
    public Proposal proposalOf(Block block) {
      return new ExecutedProposal(block);
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
      proposals.onPeerDisconnected(peer);
      sync.disconnected(peer);
      snapshots.disconnected(peer);
      engine.disconnected(Keys.validator(peer));
    }

    @Override
    public void received(PeerId peer, Lane lane, byte[] message) {
      switch (lane) {
        case CONSENSUS -> wire.received(peer, message);
        case BLOCKS -> sync.received(peer, message);
        case TRANSACTIONS -> gossip.onMessage(peer, message);
        case OTHER -> snapshots.received(peer, message);
      }
    }
  }

  private final class Followers implements CatchUp {

    @Override
    public void behind(PublicKey peer, long height) {
      sync.behind(Keys.peer(peer), height);
    }

    @Override
    public void answered(PublicKey from, long height, Effect.Outcome outcome) {
      switch (outcome) {
        case WRONG ->
            sync.refused(Keys.peer(from), "the certificate of height " + height + " is wrong");
        case EARLY -> sync.early(Keys.peer(from), height);
        case TAKEN, PAST -> {}
      }
    }

    @Override
    public void committed(long height, BlockId block) {
      sync.committed(height, ExecutedProposal.hash(block));
    }
  }
}
