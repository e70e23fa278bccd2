package althing.node.core.peer;

import althing.consensus.PublicKey;
import althing.consensus.pbft.MalformedMessageException;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.MessageCodec;
import althing.consensus.pbft.ProposeHead;
import althing.node.core.engine.Wire;
import althing.node.core.gossip.CompactProposals;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's messages on the network's most urgent lane. */
public final class ConsensusWire implements Wire {

  private static final Logger LOG = LoggerFactory.getLogger(ConsensusWire.class);

  /** A fifth of what gets a peer banned. */
  private static final int POINTS = 20;

  private final PeerNetwork network;
  private final MessageCodec codec;
  private final CompactProposals proposals;
  private final Predicate<PeerId> isValidator;
  private final BiPredicate<PeerId, ProposeHead> mayPropose;
  private final BiConsumer<PublicKey, Message> receiver;

  /**
   * @param proposals names the transactions of those that are sent, puts together those received
   * @param isValidator whether the peer is of the set that votes now
   * @param mayPropose whether a proposal with this head may be the peer's, and is signed by it
   * @param receiver of what others say
   */
  public ConsensusWire(
      PeerNetwork network,
      MessageCodec codec,
      CompactProposals proposals,
      Predicate<PeerId> isValidator,
      BiPredicate<PeerId, ProposeHead> mayPropose,
      BiConsumer<PublicKey, Message> receiver) {
    this.network = network;
    this.codec = codec;
    this.proposals = proposals;
    this.isValidator = isValidator;
    this.mayPropose = mayPropose;
    this.receiver = receiver;
  }

  @Override
  public void broadcast(Message message) {
    network.broadcast(
        Lane.CONSENSUS,
        message instanceof Message.Propose propose
            ? proposals.encode(propose)
            : codec.encode(message));
  }

  @Override
  public void send(PublicKey to, Message message) {
    network.send(Keys.peer(to), Lane.CONSENSUS, codec.encode(message));
  }

  @Override
  public void misbehaved(PublicKey peer, String what) {
    LOG.warn("{} {}", peer, what);
    network.penalise(Keys.peer(peer), POINTS, what);
  }

  /**
   * Reads what {@code peer} sent. Recovers the senders of transactions that are not known, so
   * blocks of those who are no validators are not read, nor those of proposals that are not the
   * peer's; it is no fault to send one, since a validator of a later set may be unknown here.
   */
  public void received(PeerId peer, byte[] message) {
    if (MessageCodec.carriesBlock(message) && !isValidator.test(peer)) {
      return;
    }
    if (CompactProposals.isCompact(message)) {
      proposals.onMessage(peer, message);
      return;
    }
    Message decoded;
    try {
      var head = MessageCodec.headOf(message);
      if (head.isPresent() && !mayPropose.test(peer, head.get())) {
        return;
      }
      decoded = codec.decode(message);
    } catch (MalformedMessageException e) {
      network.penalise(peer, POINTS, String.valueOf(e.getMessage()));
      return;
    }
    receiver.accept(Keys.validator(peer), decoded);
  }
}
