package althing.node.core.snapshot;

import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.SnapshotStaging;
import althing.ledger.event.EventDecoder;
import althing.ledger.port.KeyValueStore;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment;
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
import althing.node.core.snapshot.StateFetch.Work;
import althing.node.network.Lane;
import althing.node.network.PeerHandler;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills an empty store with the state of a block that peers prove final (rules SN4 to SN8): takes
 * the newest block that one of them offers, then its state from all of them. What is in the store
 * counts as a chain only when all of it is there; after a crash it goes on with what there is.
 */
public final class SnapshotJoin implements PeerHandler {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotJoin.class);

  private static final long MILLI = 1_000_000;
  private static final long TICK_MILLIS = 250;
  private static final long ANSWER_MILLIS = 10_000;

  /** From the first offer on; a better one may follow. */
  private static final long CHOICE_MILLIS = 2_000;

  /** How long all peers may have nothing that is wanted. */
  private static final long PATIENCE_MILLIS = 15_000;

  private static final long ASK_AGAIN_MILLIS = 5_000;
  private static final long REPORT_MILLIS = 5_000;

  /** For a whole head; its pieces come one after the other. */
  private static final long HEAD_MILLIS = 180_000;

  private static final int LIE_POINTS = 100;
  private static final int MALFORMED_POINTS = 50;
  private static final int MAX_LIARS = 1_024;

  private final KeyValueStore store;
  private final Chain chain;
  private final Environment environment;
  private final Executor lane;
  private final Consumer<Outcome> done;
  private final SnapshotStaging staging;
  private final Map<PeerId, Helper> helpers = new TreeMap<>();
  private final Set<PeerId> liars = new LinkedHashSet<>();
  private @Nullable PeerNetwork network;
  private @Nullable HeadFetch headFetch;
  private @Nullable StateFetch fetch;
  private @Nullable PeerId askedLast;
  private long requests;
  private long reportedNanos;

  /** Since when nobody has what is wanted, although there are peers. */
  private @Nullable Long stuckNanos;

  private @Nullable Long firstOfferNanos;
  private boolean over;

  /**
   * What the joining node knows of its chain.
   *
   * @param genesis the block at height 0, which everything must lead to
   * @param open opens the chain in the store
   */
  public record Chain(
      BlockCommit genesis, EventDecoder decoder, Function<KeyValueStore, ChainStore> open) {

    Hash hash() {
      return genesis.block().hash();
    }
  }

  /** How it ended. */
  public sealed interface Outcome {

    /** The store has a chain whose head is at {@code height}. */
    record Joined(long height) implements Outcome {}

    /** There were peers, and none had a state to give. The store has no chain. */
    record NothingOffered() implements Outcome {}

    /** The store failed, or this node is at fault. */
    record Failed(RuntimeException problem) implements Outcome {}
  }

  /** Bytes of a head that come piece by piece from one peer. */
  private static final class HeadFetch {
    final PeerId peer;
    final long height;
    final long begunNanos;
    byte @Nullable [] bytes;
    int have;

    HeadFetch(PeerId peer, long height, long now) {
      this.peer = peer;
      this.height = height;
      begunNanos = now;
    }
  }

  /**
   * @param store without a chain
   * @param done told once how it ended; nothing is asked or written afterwards
   * @throws IllegalStateException if the store has a chain
   */
  public SnapshotJoin(
      KeyValueStore store, Chain chain, Environment environment, Consumer<Outcome> done) {
    this.store = store;
    this.chain = chain;
    this.environment = environment;
    this.done = done;
    staging = new SnapshotStaging(store);
    lane = environment.lane("snapshot");
    reportedNanos = environment.nanoTime();
  }

  /** Begins, or goes on where it was interrupted. */
  public void start(PeerNetwork joined) {
    attempt(() -> {
      network = joined;
      staging.begun().ifPresent(this::resume);
      tickLater();
    });
  }

  /** Does something and goes on from there. */
  private synchronized void attempt(Runnable step) {
    if (over) {
      return;
    }
    try {
      step.run();
      goOn();
    } catch (RuntimeException e) {
      end(new Outcome.Failed(e));
    }
  }

  private void resume(Bytes begun) {
    try {
      var head = SnapshotHead.verified(begun.unsafeArray(), chain.decoder(), chain.hash());
      fetch = new StateFetch(head, staging, true);
      LOG.info("going on with the state of block {}", head.base().height());
    } catch (MalformedException e) {
      LOG.warn("what was begun before cannot be gone on with: {}", e.getMessage());
    }
  }

  private void tickLater() {
    environment.schedule(TICK_MILLIS, () -> lane.execute(this::tick));
  }

  private void tick() {
    attempt(() -> {
      report();
      tickLater();
    });
  }

  private void report() {
    long now = environment.nanoTime();
    StateFetch state = fetch;
    if (now - reportedNanos < REPORT_MILLIS * MILLI) {
      return;
    }
    reportedNanos = now;
    if (state == null) {
      LOG.info("looking for a snapshot: {} peers", helpers.size());
    } else {
      LOG.info(
          "state of block {}: {} pages, {} entries, {} peers",
          state.head().base().height(),
          state.pages(),
          state.entries(),
          helpers.size());
    }
  }

  @Override
  public void connected(PeerId peer) {
    attempt(() -> {
      if (!liars.contains(peer)) {
        helpers.put(peer, new Helper(peer, environment.nanoTime()));
      }
    });
  }

  @Override
  public void disconnected(PeerId peer, Reason reason) {
    attempt(() -> {
      Helper helper = helpers.get(peer);
      if (helper != null) {
        remove(helper);
      }
    });
  }

  /** Forgets a peer; what it was asked for is for another. */
  private void remove(Helper helper) {
    giveUp(helper);
    helpers.remove(helper.peer);
    StateFetch state = fetch;
    if (state != null) {
      state.left(helper.peer);
    }
  }

  private void giveUp(Helper helper) {
    Helper.Errand errand = helper.errand();
    StateFetch state = fetch;
    if (errand != null && errand.work() != null && state != null) {
      state.failed(errand.work());
    }
    HeadFetch head = headFetch;
    if (head != null && head.peer.equals(helper.peer)) {
      headFetch = null;
    }
    helper.done();
  }

  @Override
  public void received(PeerId peer, Lane on, byte[] message) {
    if (on == Lane.OTHER) {
      attempt(() -> heard(peer, message));
    }
  }

  private void heard(PeerId peer, byte[] message) {
    Helper helper = helpers.get(peer);
    if (helper == null) {
      return;
    }
    SnapshotMessage decoded;
    try {
      decoded = SnapshotCodec.decode(message);
    } catch (MalformedException e) {
      network().penalise(peer, MALFORMED_POINTS, String.valueOf(e.getMessage()));
      return;
    }
    switch (decoded) {
      case Question question ->
          network().send(peer, Lane.OTHER, SnapshotCodec.encode(refusal(question)));
      case Answer answer -> answered(helper, answer);
    }
  }

  private static Answer refusal(Question question) {
    return question instanceof OfferWanted
        ? new Offered(question.request(), 0)
        : new NotServed(question.request());
  }

  /** What comes late, or was not asked for, is dropped. */
  private void answered(Helper helper, Answer answer) {
    Helper.Errand errand = helper.errand();
    if (errand == null || errand.question().request() != answer.request()) {
      return;
    }
    if (answer instanceof NotServed) {
      helper.lacks(true);
      helper.offers(0, environment.nanoTime());
      giveUp(helper);
      StateFetch state = fetch;
      if (state != null) {
        state.left(helper.peer);
      }
      return;
    }
    helper.answered(environment.nanoTime());
    try {
      take(helper, errand, answer);
    } catch (MalformedException e) {
      lied(helper.peer, String.valueOf(e.getMessage()));
    }
  }

  private void take(Helper helper, Helper.Errand errand, Answer answer) {
    StateFetch state = fetch;
    Work work = errand.work();
    switch (answer) {
      case Offered offered when errand.question() instanceof OfferWanted -> {
        helper.offers(offered.height(), environment.nanoTime());
        if (offered.height() > 0 && firstOfferNanos == null) {
          firstOfferNanos = environment.nanoTime();
        }
      }
      case HeadSent piece when errand.question() instanceof HeadWanted wanted ->
          takePiece(helper, wanted, piece);
      case PagesSent pages when work instanceof Work.Pages batch && state != null ->
          state.take(batch, pages);
      case EntriesSent sent when work instanceof Work.Entries from && state != null ->
          state
              .take(helper.peer, from, sent)
              .forEach(peer -> lied(peer, "entries: it left out some before"));
      case Offered _, HeadSent _, PagesSent _, EntriesSent _, NotServed _ -> {
        if (work != null && state != null) {
          state.failed(work);
        }
        throw new MalformedException("an answer to another question");
      }
    }
  }

  private void lied(PeerId peer, String what) {
    if (!liars.add(peer)) {
      return;
    }
    LOG.warn("{} sent a wrong snapshot: {}", peer, what);
    if (liars.size() > MAX_LIARS) {
      liars.remove(liars.iterator().next());
    }
    Helper helper = helpers.get(peer);
    if (helper != null) {
      remove(helper);
    }
    network().penalise(peer, LIE_POINTS, "snapshot: " + what);
  }

  private void takePiece(Helper helper, HeadWanted wanted, HeadSent piece) {
    HeadFetch head = headFetch;
    if (head == null || !head.peer.equals(helper.peer) || head.have != wanted.offset()) {
      return;
    }
    byte[] bytes = head.bytes;
    if (bytes == null) {
      bytes = new byte[piece.total()];
      head.bytes = bytes;
    }
    int due = Math.min(HeadSent.MAX_PIECE, bytes.length - head.have);
    if (piece.total() != bytes.length || piece.piece().size() != due) {
      headFetch = null;
      throw new MalformedException("head: its pieces do not belong together");
    }
    System.arraycopy(piece.piece().unsafeArray(), 0, bytes, head.have, piece.piece().size());
    head.have += piece.piece().size();
    if (head.have == bytes.length) {
      headFetch = null;
      begin(head.height, bytes);
    }
  }

  private void begin(long height, byte[] encoded) {
    SnapshotHead head = SnapshotHead.verified(encoded, chain.decoder(), chain.hash());
    if (head.base().height() != height) {
      throw new MalformedException(
          "head: of block %d, not %d".formatted(head.base().height(), height));
    }
    boolean isSame = staging.begun().filter(begun -> begun.equals(Bytes.wrap(encoded))).isPresent();
    if (!isSame) {
      staging.begin(Bytes.wrap(encoded));
    }
    fetch = new StateFetch(head, staging, isSame);
    stuckNanos = null;
    helpers.values().forEach(helper -> helper.lacks(false));
    LOG.info("block {} is final: copying its state", height);
  }

  private void goOn() {
    StateFetch state = fetch;
    if (state == null) {
      look();
    } else {
      copy(state);
    }
  }

  /** Looks for the newest block that somebody offers. */
  private void look() {
    long now = environment.nanoTime();
    for (Helper helper : List.copyOf(helpers.values())) {
      if (helper.isFree(now) && helper.mayOffer(now, ASK_AGAIN_MILLIS * MILLI)) {
        ask(helper, new OfferWanted(requests++), null);
      }
    }
    HeadFetch head = headFetch;
    if (head == null) {
      choose(now).ifPresent(chosen -> headFetch = new HeadFetch(chosen.peer, chosen.offer(), now));
      head = headFetch;
    }
    if (head != null) {
      Helper helper = helpers.get(head.peer);
      if (helper != null && now - head.begunNanos > HEAD_MILLIS * MILLI) {
        giveUp(helper);
        helper.failed(now);
        helper.offers(0, now);
      } else if (helper != null && helper.isFree(now)) {
        ask(helper, new HeadWanted(requests++, head.height, head.have), null);
      }
    }
    boolean nobodyHas =
        head == null
            && !helpers.isEmpty()
            && helpers.values().stream().allMatch(helper -> helper.offer() == 0);
    if (isStuck(nobodyHas, now)) {
      end(new Outcome.NothingOffered());
    }
  }

  /** Whether something has been so for longer than there is patience. */
  private boolean isStuck(boolean isSo, long now) {
    if (!isSo) {
      stuckNanos = null;
      return false;
    }
    Long since = stuckNanos;
    if (since == null) {
      stuckNanos = now;
      return false;
    }
    return now - since >= PATIENCE_MILLIS * MILLI;
  }

  private Optional<Helper> choose(long now) {
    Long first = firstOfferNanos;
    boolean allHaveSaid = helpers.values().stream().allMatch(helper -> helper.offer() >= 0);
    if (first == null || !allHaveSaid && now - first < CHOICE_MILLIS * MILLI) {
      return Optional.empty();
    }
    return helpers.values().stream()
        .filter(helper -> helper.offer() > 0 && helper.isFree(now))
        .max(Comparator.comparingLong(Helper::offer));
  }

  /** Asks everybody who is free, beginning after the one who was asked last. */
  private void copy(StateFetch state) {
    long now = environment.nanoTime();
    for (Helper helper : inTurn()) {
      if (helper.isFree(now) && !helper.lacks()) {
        state.next(helper.peer).ifPresent(work -> ask(helper, question(state, work), work));
      }
    }
    if (state.isDone()) {
      finish(state);
      return;
    }
    boolean nobodyHas = !helpers.isEmpty() && helpers.values().stream().allMatch(Helper::lacks);
    if (isStuck(nobodyHas, now)) {
      LOG.warn("nobody has the state of block {} any more", state.head().base().height());
      fetch = null;
      stuckNanos = null;
      firstOfferNanos = null;
      helpers.values().forEach(helper -> helper.offers(-1, now));
    }
  }

  private List<Helper> inTurn() {
    var all = new ArrayList<Helper>();
    PeerId last = askedLast;
    for (Helper helper : helpers.values()) {
      if (last != null && helper.peer.compareTo(last) > 0) {
        all.add(helper);
      }
    }
    for (Helper helper : helpers.values()) {
      if (last == null || helper.peer.compareTo(last) <= 0) {
        all.add(helper);
      }
    }
    return all;
  }

  private Question question(StateFetch state, Work work) {
    long height = state.head().base().height();
    return switch (work) {
      case Work.Pages(var wanted) ->
          new PagesWanted(requests++, height, wanted.stream().map(page -> page.path()).toList());
      case Work.Entries(var from) -> new EntriesWanted(requests++, height, from);
    };
  }

  private void ask(Helper helper, Question question, @Nullable Work work) {
    askedLast = helper.peer;
    var alarm =
        environment.schedule(
            ANSWER_MILLIS,
            () -> lane.execute(() -> attempt(() -> expired(helper, question.request()))));
    helper.sent(new Helper.Errand(question, work, environment.nanoTime(), alarm));
    if (!network().send(helper.peer, Lane.OTHER, SnapshotCodec.encode(question))) {
      giveUp(helper);
      helper.failed(environment.nanoTime());
    }
  }

  private void expired(Helper helper, long request) {
    Helper.Errand errand = helper.errand();
    if (errand == null || errand.question().request() != request) {
      return;
    }
    giveUp(helper);
    helper.failed(environment.nanoTime());
    StateFetch state = fetch;
    if (state != null) {
      state.left(helper.peer);
    }
  }

  private void finish(StateFetch state) {
    chain.open().apply(store).begin(chain.genesis(), state.head().base());
    LOG.info(
        "the state of block {} is whole: {} entries",
        state.head().base().height(),
        state.entries());
    end(new Outcome.Joined(state.head().base().height()));
  }

  private void end(Outcome outcome) {
    over = true;
    helpers.values().forEach(Helper::done);
    done.accept(outcome);
  }

  private PeerNetwork network() {
    PeerNetwork joined = network;
    if (joined == null) {
      throw new IllegalStateException("the network is not joined");
    }
    return joined;
  }
}
