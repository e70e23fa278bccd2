package althing.node.core.snapshot;

import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.ChainStore;
import althing.ledger.state.StateCopy;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.state.StateRoot;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment;
import althing.node.core.finality.FinalityProver;
import althing.node.core.peer.QuestionLane;
import althing.node.core.peer.QuestionLane.Limits;
import althing.node.core.peer.QuestionLane.Subject;
import althing.node.core.snapshot.SnapshotMessage.Answer;
import althing.node.core.snapshot.SnapshotMessage.EntriesSent;
import althing.node.core.snapshot.SnapshotMessage.EntriesWanted;
import althing.node.core.snapshot.SnapshotMessage.HeadSent;
import althing.node.core.snapshot.SnapshotMessage.HeadWanted;
import althing.node.core.snapshot.SnapshotMessage.NotServed;
import althing.node.core.snapshot.SnapshotMessage.OfferWanted;
import althing.node.core.snapshot.SnapshotMessage.Offered;
import althing.node.core.snapshot.SnapshotMessage.PagesSent;
import althing.node.core.snapshot.SnapshotMessage.PagesWanted;
import althing.node.core.snapshot.SnapshotMessage.Question;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the state of a block to peers that have nothing (rules SN1 to SN3). Reads the chain on a
 * lane of its own, one question at a time, the peers in turn.
 */
public final class SnapshotServer {

  static final int MAX_WAITING = 4;
  static final long REQUESTS_PER_SECOND = 100;

  /** Less than what a peer takes a second on the lane. */
  static final long BYTES_PER_SECOND = 12 << 20;

  private static final int MALFORMED_POINTS = 50;
  private static final int UNASKED_POINTS = 1;

  private final ChainStore chain;
  private final FinalityProver prover;
  private final PeerNetwork network;
  private final QuestionLane<Question> questions;

  /** The head that was asked for last: its pieces are asked for one after the other. */
  private @Nullable Head head;

  /** What was read for the question that is being answered, beyond the answer. */
  private long alsoRead;

  private record Head(long height, byte[] encoded) {}

  public SnapshotServer(
      ChainStore chain, FinalityProver prover, PeerNetwork network, Environment environment) {
    this.chain = chain;
    this.prover = prover;
    this.network = network;
    questions =
        new QuestionLane<>(
            new Subject("snapshot-serve", "a snapshot", Lane.OTHER),
            new Limits(MAX_WAITING, REQUESTS_PER_SECOND, BYTES_PER_SECOND),
            this::answered,
            network,
            environment);
  }

  /** What {@code peer} sent on the lane of snapshots; a question is answered later. */
  public void received(PeerId peer, byte[] message) {
    SnapshotMessage decoded;
    try {
      decoded = SnapshotCodec.decode(message);
    } catch (MalformedException e) {
      network.penalise(peer, MALFORMED_POINTS, String.valueOf(e.getMessage()));
      return;
    }
    switch (decoded) {
      case Question question -> questions.asked(peer, question);
      // It may be late: this node may have asked before it was started again.
      case Answer _ -> network.penalise(peer, UNASKED_POINTS, "no snapshot was asked for");
    }
  }

  /** What {@code peer} asked for is not needed any more. */
  public void disconnected(PeerId peer) {
    questions.disconnected(peer);
  }

  private QuestionLane.Answer answered(Question question) {
    alsoRead = 0;
    byte[] message = SnapshotCodec.encode(answer(question));
    return new QuestionLane.Answer(message, alsoRead);
  }

  private Answer answer(Question question) {
    try {
      return switch (question) {
        case OfferWanted(long request) ->
            new Offered(request, SnapshotHead.newest(chain, chain.headHeight()));
        case HeadWanted wanted -> head(wanted);
        case PagesWanted wanted -> pages(wanted);
        case EntriesWanted wanted -> entries(wanted);
      };
    } catch (HistoryPrunedException _) {
      return new NotServed(question.request());
    }
  }

  private Answer head(HeadWanted wanted) {
    Head now = head;
    if (now == null || now.height() != wanted.height()) {
      if (!SnapshotHead.isServed(chain, wanted.height())) {
        return new NotServed(wanted.request());
      }
      now = new Head(wanted.height(), SnapshotHead.read(chain, prover, wanted.height()));
      head = now;
      alsoRead = now.encoded().length;
    }
    byte[] all = now.encoded();
    if (all.length > HeadSent.MAX_TOTAL || wanted.offset() >= all.length) {
      return new NotServed(wanted.request());
    }
    int end = Math.min(all.length, wanted.offset() + HeadSent.MAX_PIECE);
    return new HeadSent(wanted.request(), all.length, Bytes.wrap(all).slice(wanted.offset(), end));
  }

  private Answer pages(PagesWanted wanted) {
    if (!SnapshotHead.isServed(chain, wanted.height())) {
      return new NotServed(wanted.request());
    }
    var root =
        new StateRoot(wanted.height(), chain.header(wanted.height()).orElseThrow().stateRoot());
    List<Bytes> pages =
        new StateCopy(chain.stateNodes(), root).pages(wanted.paths(), PagesSent.MAX_BYTES);
    return pages.isEmpty()
        ? new NotServed(wanted.request())
        : new PagesSent(wanted.request(), pages);
  }

  private Answer entries(EntriesWanted wanted) {
    if (!SnapshotHead.isServed(chain, wanted.height())) {
      return new NotServed(wanted.request());
    }
    var chunk = new Chunk();
    chain.stateAt(wanted.height()).scan(Bytes.EMPTY, wanted.from(), chunk::add);
    return chunk.tooLarge
        ? new NotServed(wanted.request())
        : new EntriesSent(wanted.request(), chunk.more, chunk.entries);
  }

  /** Entries until there is no room for more. */
  private static final class Chunk {
    final List<Entry> entries = new ArrayList<>();
    boolean more;
    boolean tooLarge;
    private int bytes;

    boolean add(Bytes key, Bytes value) {
      if (bytes >= EntriesSent.MAX_BYTES) {
        more = true;
        return false;
      }
      if (key.size() > EntriesSent.MAX_KEY || value.size() > EntriesSent.MAX_VALUE) {
        tooLarge = true;
        return false;
      }
      entries.add(new Entry(key, value));
      bytes += EntriesSent.bytes(entries.getLast());
      return true;
    }
  }
}
