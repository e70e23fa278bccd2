package althing.node.core.gossip;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.pbft.MalformedBlockException;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.MessageCodec;
import althing.consensus.pbft.ProposeHead;
import althing.consensus.pbft.Vote;
import althing.ledger.block.Block;
import althing.ledger.block.HeaderCodec;
import althing.ledger.crypto.Sha256;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment;
import althing.node.core.gossip.CompactMessage.Compact;
import althing.node.core.gossip.CompactMessage.Placed;
import althing.node.core.gossip.CompactMessage.Supplied;
import althing.node.core.gossip.CompactMessage.Wanted;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Proposals without what everybody has: the sender names the transactions, the receiver takes them
 * from its mempool and asks the sender for those it lacks. Safe from any thread; never waits.
 */
public final class CompactProposals {

  /** Senders recovered in one task. */
  private static final int RECOVERED_AT_ONCE = 64;

  private final CompactSettings settings;
  private final MessageCodec messages;
  private final CompactMessageCodec codec;
  private final BlockForm form;
  private final Function<Hash, Optional<SignedTransaction>> known;
  private final PeerNetwork network;
  private final Environment environment;
  private final Executor verifiers;
  private final BiPredicate<PeerId, ProposeHead> mayPropose;
  private final BiConsumer<PeerId, Message.Propose> deliver;
  private final CompactMetrics metrics;

  private final Object lock = new Object();

  /** Blocks that were proposed from here. */
  private final RecentMap<Hash, Kept> proposed;

  /** Blocks that were put together here. */
  private final RecentMap<Hash, Kept> assembled;

  /** Proposals that wait for transactions or for their senders, the oldest first. */
  private final Map<Key, Assembly> unfinished = new LinkedHashMap<>();

  /** Assemblies that ended; answers to their requests may still come. */
  private final RecentMap<Key, Boolean> ended;

  private boolean closed;

  private record Key(PeerId peer, Hash block) {}

  /** A whole block, and how often each peer has asked for transactions of it. */
  private record Kept(Proposal proposal, Block block, Map<PeerId, Integer> answers) {}

  /**
   * @param messages codec of the messages that are not compact
   * @param known a transaction whose sender was recovered before, with exactly this hash
   * @param verifiers recovers the senders of transactions that the mempool lacks; should not be
   *     kept busy with anything that can wait
   * @param mayPropose whether a proposal with this head may be the peer's, and is signed by it:
   *     before that nothing is asked for, kept or recovered
   * @param deliver told of proposals that are put together, on threads that bring messages and
   *     those of the verifiers
   */
  public CompactProposals(
      CompactSettings settings,
      MessageCodec messages,
      BlockForm form,
      Function<Hash, Optional<SignedTransaction>> known,
      PeerNetwork network,
      Environment environment,
      Executor verifiers,
      BiPredicate<PeerId, ProposeHead> mayPropose,
      BiConsumer<PeerId, Message.Propose> deliver,
      MeterRegistry meters) {
    this.settings = settings;
    this.messages = messages;
    this.form = form;
    this.known = known;
    this.network = network;
    this.environment = environment;
    this.verifiers = verifiers;
    this.mayPropose = mayPropose;
    this.deliver = deliver;
    codec = new CompactMessageCodec(messages);
    metrics = new CompactMetrics(meters);
    proposed = new RecentMap<>(settings.kept());
    assembled = new RecentMap<>(settings.kept());
    ended = new RecentMap<>(4 * settings.unfinishedInAll());
  }

  /**
   * A proposal for the lane CONSENSUS, in the shorter of its forms. A block that is named by hashes
   * is answered for until newer ones take its place.
   */
  public byte[] encode(Message.Propose propose) {
    Block block = form.blockOf(propose.block());
    List<SignedTransaction> all = block.body().transactions();
    long size = all.stream().mapToLong(each -> each.encoded().size()).sum();
    byte[] encoded;
    if (size < settings.fullBelowBytes() || all.size() > CompactMessageCodec.MAX_TRANSACTIONS) {
      encoded = messages.encode(propose);
      metrics.full.increment();
    } else {
      synchronized (lock) {
        Kept before = proposed.remove(block.hash());
        proposed.put(
            block.hash(),
            before != null ? before : new Kept(propose.block(), block, new HashMap<>()));
      }
      encoded = codec.encode(compact(ProposeHead.of(propose), block));
      metrics.compact.increment();
    }
    metrics.bytesOut.increment(encoded.length);
    return encoded;
  }

  /** Whether a message of the lane CONSENSUS is for {@link #onMessage}, by its first byte. */
  public static boolean isCompact(byte[] message) {
    return CompactMessageCodec.isCompact(message);
  }

  /** A message for which {@link #isCompact} holds. */
  public void onMessage(PeerId peer, byte[] message) {
    CompactMessage decoded;
    try {
      decoded = codec.decode(message);
    } catch (MalformedException e) {
      penalise(peer, Penalty.MALFORMED, String.valueOf(e.getMessage()));
      return;
    }
    switch (decoded) {
      case Compact compact -> proposed(peer, compact);
      case Wanted wanted -> serve(peer, wanted);
      case Supplied supplied -> supplied(peer, supplied);
    }
  }

  /** A peer is gone, and its unfinished proposals with it. */
  public void onPeerDisconnected(PeerId peer) {
    synchronized (lock) {
      for (Assembly each : List.copyOf(unfinished.values())) {
        if (each.from.equals(peer)) {
          abandon(each);
        }
      }
      proposed.values().forEach(each -> each.answers().remove(peer));
      assembled.values().forEach(each -> each.answers().remove(peer));
    }
  }

  /** Asks for nothing any more. */
  public void close() {
    synchronized (lock) {
      closed = true;
      List.copyOf(unfinished.values()).forEach(this::abandon);
    }
  }

  private static Compact compact(ProposeHead head, Block block) {
    List<SignedTransaction> all = block.body().transactions();
    boolean ticks = !all.isEmpty() && all.getFirst().isTick();
    return new Compact(
        head,
        block.header(),
        block.body().lastCommit(),
        block.body().vrfProof(),
        ticks ? all.getFirst().encoded() : Bytes.EMPTY,
        all.stream().skip(ticks ? 1 : 0).map(SignedTransaction::hash).toList());
  }

  private void proposed(PeerId peer, Compact compact) {
    metrics.received.increment();
    if (!mayPropose.test(peer, compact.head())) {
      metrics.ignored.increment();
      return;
    }
    Hash block = HeaderCodec.hash(compact.header());
    Optional<String> problem = problem(compact, block);
    if (problem.isPresent()) {
      penalise(peer, Penalty.MALFORMED, problem.get());
      return;
    }
    Kept whole;
    synchronized (lock) {
      Assembly begun = unfinished.get(new Key(peer, block));
      if (begun != null) {
        begun.head = newer(begun.head, compact.head());
        return;
      }
      whole = kept(block);
    }
    if (whole != null) {
      deliver.accept(peer, compact.head().withBlock(whole.proposal()));
      return;
    }
    var assembly = new Assembly(peer, compact, block);
    try {
      assembly.collect(known);
    } catch (MalformedException e) {
      penalise(peer, Penalty.MALFORMED, String.valueOf(e.getMessage()));
      return;
    }
    if (assembly.isComplete()) {
      finish(assembly);
    } else {
      begin(assembly);
    }
  }

  private @Nullable Kept kept(Hash block) {
    Kept ours = proposed.get(block);
    return ours != null ? ours : assembled.get(block);
  }

  private static ProposeHead newer(ProposeHead a, ProposeHead b) {
    return Comparator.comparingLong(Vote::epoch)
                .thenComparingLong(Vote::view)
                .compare(a.vote(), b.vote())
            >= 0
        ? a
        : b;
  }

  /** What is wrong with a proposal at first sight. */
  private static Optional<String> problem(Compact compact, Hash block) {
    Vote vote = compact.head().vote();
    if (!vote.block().equals(BlockId.of(block.unsafeArray()))
        || vote.height() != compact.header().height()) {
      return Optional.of("proposal of %s with the header of %s".formatted(vote.block(), block));
    }
    var extra = compact.header().extra();
    if (!Sha256.hash(compact.lastCommit()).equals(extra.lastCommitHash())
        || !Sha256.hash(compact.vrfProof()).equals(extra.vrfHash())) {
      return Optional.of("proposal of %s with another lastCommit or vrfProof".formatted(block));
    }
    return Optional.empty();
  }

  private void begin(Assembly assembly) {
    synchronized (lock) {
      var key = new Key(assembly.from, assembly.block);
      if (closed || unfinished.containsKey(key)) {
        return;
      }
      List<Integer> missing = assembly.missing();
      metrics.missing.increment(missing.size());
      unfinished.put(key, assembly);
      oldestOf(assembly.from, settings.unfinishedOfPeer()).ifPresent(this::abandon);
      if (unfinished.size() > settings.unfinishedInAll()) {
        abandon(oldestOfTheGreediest());
      }
      ask(assembly);
    }
  }

  /** The oldest unfinished proposal of a peer that has more than {@code most}. */
  private Optional<Assembly> oldestOf(PeerId peer, int most) {
    List<Assembly> its =
        unfinished.values().stream().filter(each -> each.from.equals(peer)).toList();
    return its.size() > most ? Optional.of(its.getFirst()) : Optional.empty();
  }

  private Assembly oldestOfTheGreediest() {
    var counts = new HashMap<PeerId, Integer>();
    unfinished.values().forEach(each -> counts.merge(each.from, 1, Integer::sum));
    Assembly victim = unfinished.values().iterator().next();
    for (Assembly each : unfinished.values()) {
      if (counts.getOrDefault(each.from, 0) > counts.getOrDefault(victim.from, 0)) {
        victim = each;
      }
    }
    return victim;
  }

  private void ask(Assembly assembly) {
    assembly.attempts++;
    assembly.progress = false;
    network.send(
        assembly.from,
        Lane.CONSENSUS,
        codec.encode(new Wanted(assembly.block, assembly.missing())));
    wait(assembly);
  }

  private void wait(Assembly assembly) {
    assembly.alarm = environment.schedule(settings.timeoutMillis(), () -> onTimeout(assembly));
  }

  private void onTimeout(Assembly assembly) {
    synchronized (lock) {
      if (assembly.abandoned || assembly.isComplete()) {
        return;
      }
      if (assembly.progress) {
        assembly.progress = false;
        wait(assembly);
      } else if (assembly.attempts < settings.attempts()) {
        ask(assembly);
      } else {
        abandon(assembly);
      }
    }
  }

  private void serve(PeerId peer, Wanted wanted) {
    Kept asked;
    boolean tooOften = false;
    synchronized (lock) {
      asked = kept(wanted.block());
      if (asked != null) {
        int times = asked.answers().merge(peer, 1, Integer::sum);
        tooOften = times > settings.answersOfPeer();
      }
    }
    if (asked == null) {
      network.send(peer, Lane.CONSENSUS, codec.encode(new Supplied(wanted.block(), List.of())));
      return;
    }
    List<SignedTransaction> all = asked.block().body().transactions();
    if (wanted.positions().getLast() >= all.size()) {
      penalise(
          peer,
          Penalty.MALFORMED,
          "asks for transaction %d of %d".formatted(wanted.positions().getLast(), all.size()));
    } else if (tooOften) {
      penalise(peer, Penalty.EXCESS, "asks for transactions of " + wanted.block() + " too often");
    } else {
      supply(peer, wanted, all);
    }
  }

  private void supply(PeerId peer, Wanted wanted, List<SignedTransaction> all) {
    var part = new ArrayList<Placed>();
    int bytes = 0;
    for (int position : wanted.positions()) {
      var next = new Placed(position, all.get(position).encoded());
      if (!part.isEmpty()
          && bytes + CompactMessageCodec.size(next) > CompactMessageCodec.ANSWER_BYTES) {
        network.send(peer, Lane.CONSENSUS, codec.encode(new Supplied(wanted.block(), part)));
        part.clear();
        bytes = 0;
      }
      part.add(next);
      bytes += CompactMessageCodec.size(next);
    }
    network.send(peer, Lane.CONSENSUS, codec.encode(new Supplied(wanted.block(), part)));
  }

  private void supplied(PeerId peer, Supplied supplied) {
    var key = new Key(peer, supplied.block());
    Assembly complete;
    synchronized (lock) {
      Assembly assembly = unfinished.get(key);
      if (assembly == null) {
        if (!ended.containsKey(key)) {
          penalise(peer, Penalty.UNASKED, "transactions of " + key.block() + ", not asked for");
        }
        return;
      }
      if (assembly.isComplete()) {
        return;
      }
      if (!take(assembly, supplied.transactions())) {
        abandon(assembly);
        return;
      }
      if (!assembly.isComplete()) {
        return;
      }
      complete = assembly;
    }
    recover(complete);
  }

  /** Whether the assembly may go on. */
  private boolean take(Assembly assembly, List<Placed> transactions) {
    for (Placed each : transactions) {
      if (!assembly.wasAsked(each.position())) {
        penalise(
            assembly.from,
            Penalty.UNASKED,
            "transaction %d of %s, not asked for".formatted(each.position(), assembly.block));
        return false;
      }
      if (!assembly.supply(each.position(), each.envelope())) {
        penalise(
            assembly.from,
            Penalty.MALFORMED,
            "another transaction %d of %s than named".formatted(each.position(), assembly.block));
        return false;
      }
    }
    return !transactions.isEmpty();
  }

  /** Recovers what was missing, on as many threads as there are, and finishes on the last. */
  private void recover(Assembly assembly) {
    List<int[]> pieces = assembly.asked(RECOVERED_AT_ONCE);
    var left = new AtomicInteger(pieces.size());
    for (int[] piece : pieces) {
      verifiers.execute(() -> {
        recover(assembly, piece);
        if (left.decrementAndGet() == 0 && !assembly.abandoned) {
          finish(assembly);
        }
      });
    }
  }

  private void recover(Assembly assembly, int[] positions) {
    if (assembly.abandoned) {
      return;
    }
    try {
      assembly.recover(positions);
    } catch (MalformedException e) {
      refuse(assembly, Penalty.INVALID, String.valueOf(e.getMessage()));
    }
  }

  private void finish(Assembly assembly) {
    Message.Propose propose;
    try {
      Block block = Block.ofParts(assembly.header, assembly.body());
      Proposal proposal = form.proposalOf(block);
      synchronized (lock) {
        propose = assembly.head.withBlock(proposal);
        end(assembly);
        assembled.put(block.hash(), new Kept(proposal, block, new HashMap<>()));
      }
    } catch (MalformedException | MalformedBlockException e) {
      refuse(assembly, Penalty.MALFORMED, String.valueOf(e.getMessage()));
      return;
    }
    metrics.assembled.increment();
    deliver.accept(assembly.from, propose);
  }

  /** Blames the proposer, once. */
  private void refuse(Assembly assembly, int points, String reason) {
    synchronized (lock) {
      if (assembly.abandoned) {
        return;
      }
      abandon(assembly);
    }
    penalise(assembly.from, points, reason);
  }

  private void abandon(Assembly assembly) {
    if (!assembly.abandoned) {
      assembly.abandoned = true;
      metrics.abandoned.increment();
      end(assembly);
    }
  }

  private void end(Assembly assembly) {
    var key = new Key(assembly.from, assembly.block);
    if (unfinished.remove(key, assembly)) {
      ended.put(key, true);
      if (assembly.alarm != null) {
        assembly.alarm.cancel();
      }
    }
  }

  private void penalise(PeerId peer, int points, String reason) {
    metrics.penalties.increment();
    network.penalise(peer, points, reason);
  }
}
