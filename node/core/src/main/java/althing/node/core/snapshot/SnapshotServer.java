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
import althing.node.network.TokenBucket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
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

  private static final int MAX_CLIENTS = 1_024;
  private static final int MALFORMED_POINTS = 50;
  private static final int TOO_MANY_POINTS = 10;
  private static final int UNASKED_POINTS = 1;
  private static final long MILLI = 1_000_000;

  private final ChainStore chain;
  private final FinalityProver prover;
  private final PeerNetwork network;
  private final Environment environment;
  private final Executor lane;
  private final Map<PeerId, Client> clients =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Client> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /** The head that was asked for last: its pieces are asked for one after the other. */
  private @Nullable Head head;

  /** What was read for the question that is being answered, beyond the answer. */
  private long alsoRead;

  private record Head(long height, byte[] encoded) {}

  /** What one peer asked for and may still ask for; remembered when it leaves. */
  private static final class Client {
    final Deque<Question> waiting = new ArrayDeque<>();
    final TokenBucket requests;
    final TokenBucket bytes;
    boolean served;

    Client(long now) {
      requests = new TokenBucket(REQUESTS_PER_SECOND, 2 * REQUESTS_PER_SECOND, now);
      bytes = new TokenBucket(BYTES_PER_SECOND, BYTES_PER_SECOND, now);
    }
  }

  public SnapshotServer(
      ChainStore chain, FinalityProver prover, PeerNetwork network, Environment environment) {
    this.chain = chain;
    this.prover = prover;
    this.network = network;
    this.environment = environment;
    lane = environment.lane("snapshot-serve");
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
      case Question question -> wanted(peer, question);
      // It may be late: this node may have asked before it was started again.
      case Answer _ -> network.penalise(peer, UNASKED_POINTS, "no snapshot was asked for");
    }
  }

  private synchronized void wanted(PeerId peer, Question question) {
    var client = clients.computeIfAbsent(peer, _ -> new Client(environment.nanoTime()));
    if (client.waiting.size() == MAX_WAITING) {
      network.penalise(peer, TOO_MANY_POINTS, "more questions for a snapshot than may wait");
      return;
    }
    client.waiting.add(question);
    if (!client.served) {
      client.served = true;
      lane.execute(() -> serve(peer));
    }
  }

  /** What {@code peer} asked for is not needed any more. */
  public synchronized void disconnected(PeerId peer) {
    var client = clients.get(peer);
    if (client != null) {
      client.waiting.clear();
    }
  }

  private void serve(PeerId peer) {
    next(peer).ifPresent(question -> send(peer, question, SnapshotCodec.encode(answer(question))));
  }

  /** The question to answer now, if there is one and the peer's allowance permits it. */
  private synchronized Optional<Question> next(PeerId peer) {
    var client = clients.get(peer);
    if (client == null) {
      return Optional.empty();
    }
    long now = environment.nanoTime();
    long wait = Math.max(client.requests.waitNanos(now), client.bytes.waitNanos(now));
    if (wait > 0 && !client.waiting.isEmpty()) {
      environment.schedule(wait / MILLI + 1, () -> lane.execute(() -> serve(peer)));
      return Optional.empty();
    }
    Question question = client.waiting.peek();
    if (question == null) {
      client.served = false;
      return Optional.empty();
    }
    client.requests.take(1, now);
    return Optional.of(question);
  }

  /** Answers, unless the peer has left since; a new connection knows nothing of the question. */
  private synchronized void send(PeerId peer, Question question, byte[] answer) {
    var client = clients.get(peer);
    if (client == null) {
      return;
    }
    if (question.equals(client.waiting.peek())) {
      client.waiting.remove();
      network.send(peer, Lane.OTHER, answer);
    }
    client.bytes.take(answer.length + alsoRead, environment.nanoTime());
    alsoRead = 0;
    lane.execute(() -> serve(peer));
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
