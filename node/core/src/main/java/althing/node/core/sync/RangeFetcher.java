package althing.node.core.sync;

import althing.ledger.block.Block;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment;
import althing.node.core.Environment.Alarm;
import althing.node.core.NodeApi.SyncProgress;
import althing.node.core.sync.Ranges.Gap;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.NotAvailable;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches up (rules SY4 to SY10): asks several peers for the next ranges of blocks and hands them
 * over in order, one at a time, as the chain commits them. Safe from any thread; bodies are read on
 * a lane of its own.
 */
final class RangeFetcher {

  /** Bytes held and asked for; only the range that is needed next may go beyond. */
  static final long WINDOW_BYTES = 32 << 20;

  /** Heights above the newest final block that are asked for. */
  static final long WINDOW_BLOCKS = 4_096;

  /** Bytes of one range. */
  static final long MAX_RANGE_BYTES = 64 << 20;

  static final long TIMEOUT_MILLIS = 10_000;

  /** After this time what is needed next is asked of somebody else as well. */
  static final long SLOW_MILLIS = 2_000;

  /** What was handed over and led to nothing is handed over again. */
  static final long REPEAT_MILLIS = 10_000;

  private static final long TICK_MILLIS = 500;
  private static final long MILLI = 1_000_000;
  private static final int STRAY_POINTS = 20;
  private static final int FORGED_POINTS = 100;
  private static final Logger LOG = LoggerFactory.getLogger(RangeFetcher.class);

  private final PeerNetwork network;
  private final Environment environment;
  private final RangeSink sink;
  private final SyncMetrics metrics;
  private final Executor reader;

  private final Sources sources = new Sources();
  private final Ranges ranges = new Ranges();
  private long height;
  private Hash hash;
  private @Nullable Range reading;
  private @Nullable Range handedOver;
  private long handedOverNanos;

  /** Whether what was handed over has to wait for the next final block. */
  private boolean handedOverEarly;

  private long requests;
  private @Nullable Campaign campaign;
  private @Nullable Alarm alarm;
  private boolean closed;

  /**
   * @param height of the newest final block
   * @param hash of the same
   */
  RangeFetcher(
      long height,
      Hash hash,
      PeerNetwork network,
      Environment environment,
      RangeSink sink,
      SyncMetrics metrics) {
    this.height = height;
    this.hash = hash;
    this.network = network;
    this.environment = environment;
    this.sink = sink;
    this.metrics = metrics;
    reader = environment.lane("sync-read");
    metrics.gauge("target", "newest height that peers are believed to have", this::target);
    metrics.gauge("held", "bytes of blocks fetched and not final yet", this::heldBytes);
  }

  /** {@code peer} says to have final blocks up to {@code claimed}. */
  synchronized void behind(PeerId peer, long claimed) {
    if (closed || claimed <= height || !network.connected().contains(peer)) {
      return;
    }
    long now = environment.nanoTime();
    var source = sources.getOrAdd(peer, now);
    source.claims(Math.max(source.claim(), claimed));
    if (campaign == null) {
      campaign = new Campaign(height, now);
      alarm = environment.schedule(TICK_MILLIS, this::tick);
    }
    goOn();
  }

  synchronized void disconnected(PeerId peer) {
    sources.remove(peer);
    goOn();
  }

  /** The block at {@code newHeight} is final now, whether it was fetched or not. */
  synchronized void committed(long newHeight, Hash newHash) {
    if (newHeight > height) {
      height = newHeight;
      hash = newHash;
      if (handedOverEarly) {
        handedOver = null;
      }
      goOn();
    }
  }

  /** The certificate of the blocks of {@code peer} that were handed over proves nothing. */
  synchronized void refused(PeerId peer, String reason) {
    Range range = handedOver;
    if (range != null && range.peer().equals(peer)) {
      forged(peer, reason);
      goOn();
    }
  }

  /** The blocks of {@code peer} up to {@code last}, which were handed over, come too early. */
  synchronized void early(PeerId peer, long last) {
    Range range = handedOver;
    if (range != null && range.peer().equals(peer) && range.last() == last) {
      handedOverEarly = true;
    }
  }

  synchronized void received(PeerId peer, BlocksSent answer) {
    metrics.fetched.increment(answer.blocks().size());
    Errand errand = answered(peer, answer);
    if (errand == null) {
      return;
    }
    var source = errand.source();
    source.claims(answer.highest());
    try {
      Optional<Range> range = errand.assembly().add(answer);
      if (range.isPresent()) {
        ranges.add(range.get());
      } else if (errand.assembly().bytes() > MAX_RANGE_BYTES) {
        throw new MalformedException("a range above %d bytes".formatted(MAX_RANGE_BYTES));
      } else if (mayGrow(errand.assembly())) {
        ask(source, errand.assembly(), errand.last(), errand.begunNanos());
      }
    } catch (MalformedException e) {
      forged(peer, String.valueOf(e.getMessage()));
    }
    goOn();
  }

  synchronized void received(PeerId peer, NotAvailable answer) {
    Errand errand = answered(peer, answer);
    if (errand == null) {
      return;
    }
    var source = errand.source();
    long wanted = errand.assembly().next();
    source.beginsAt(answer.lowest());
    if (wanted > answer.highest()) {
      // A row that ends without a certificate is as good as none.
      source.claims(Math.min(answer.highest(), errand.assembly().first() - 1));
    } else if (wanted >= answer.lowest()) {
      source.failed(environment.nanoTime());
    }
    goOn();
  }

  /** The question that this answers; null for none, which is a fault unless it comes late. */
  private @Nullable Errand answered(PeerId peer, SyncMessage answer) {
    var source = sources.get(peer);
    Errand errand = source == null ? null : source.errand();
    if (source != null && errand != null && errand.request() == answer.request()) {
      source.answered(errand, environment.nanoTime());
      return errand;
    }
    if (source == null || !source.isLate(answer.request())) {
      network.penalise(peer, STRAY_POINTS, "blocks that were not asked for");
    }
    return null;
  }

  /** How far this node is behind; empty if nobody is known to be further. */
  synchronized Optional<SyncProgress> progress() {
    long target = target();
    return campaign == null || target == height
        ? Optional.empty()
        : Optional.of(new SyncProgress(campaign.starting(), height, target));
  }

  /** Asks nobody any more. */
  synchronized void close() {
    closed = true;
    finish();
    sources.clear();
  }

  private synchronized void tick() {
    if (closed || campaign == null) {
      return;
    }
    long now = environment.nanoTime();
    for (Errand errand : sources.errands()) {
      if (now - errand.sentNanos() >= TIMEOUT_MILLIS * MILLI) {
        metrics.timeouts.increment();
        errand.source().failed(now);
      }
    }
    if (handedOver != null && !handedOverEarly && now - handedOverNanos >= REPEAT_MILLIS * MILLI) {
      handedOver = null;
    }
    campaign.goesOn(height, target(), sources.above(height), now);
    alarm = environment.schedule(TICK_MILLIS, this::tick);
    goOn();
  }

  private void goOn() {
    if (campaign == null) {
      return;
    }
    handOver();
    plan();
    if (sources.above(height) == 0 && ranges.at(height + 1) == null) {
      campaign.ends(height, environment.nanoTime());
      finish();
    }
  }

  private void finish() {
    campaign = null;
    ranges.clear();
    handedOver = null;
    sources.giveUp();
    if (alarm != null) {
      alarm.cancel();
    }
  }

  // Handing over

  private void handOver() {
    ranges.dropUpTo(height);
    if (handedOver != null && !ranges.contains(handedOver)) {
      handedOver = null;
    }
    long next = height + 1;
    Range range = ranges.at(next);
    if (range == null) {
      return;
    }
    Optional<List<Block>> blocks = range.blocksFrom(next);
    if (blocks.isEmpty()) {
      read(range);
      return;
    }
    if (handedOver == null) {
      if (!range.headerAt(next).parentHash().equals(hash)) {
        forged(range.peer(), "block %d has another parent".formatted(next));
        handOver();
        return;
      }
      handedOver = range;
      handedOverNanos = environment.nanoTime();
      handedOverEarly = false;
      sink.fetched(range.peer(), blocks.get(), range.certificate());
    }
    Range after = ranges.at(range.last() + 1);
    if (after != null && !after.isRead()) {
      read(after);
    }
  }

  /** Reads a range's bodies, one range at a time. */
  private void read(Range range) {
    if (reading == null) {
      reading = range;
      reader.execute(() -> readNow(range));
    }
  }

  private void readNow(Range range) {
    List<Block> blocks = List.of();
    String problem = null;
    try {
      blocks = range.read();
    } catch (MalformedException e) {
      problem = String.valueOf(e.getMessage());
    }
    readDone(range, blocks, problem);
  }

  private synchronized void readDone(Range range, List<Block> blocks, @Nullable String problem) {
    reading = null;
    if (ranges.contains(range)) {
      if (problem == null) {
        range.keep(blocks);
      } else {
        forged(range.peer(), problem);
      }
    }
    goOn();
  }

  /** Nothing of this peer is believed any more. */
  private void forged(PeerId peer, String what) {
    LOG.warn("blocks of peer {} refused: {}", peer, what);
    metrics.refused.increment();
    network.penalise(peer, FORGED_POINTS, "blocks: " + what);
    ranges.dropFrom(peer);
    if (handedOver != null && handedOver.peer().equals(peer)) {
      handedOver = null;
    }
    var source = sources.get(peer);
    if (source != null) {
      source.failed(environment.nanoTime());
      source.claims(0);
    }
  }

  // Asking

  private void plan() {
    Gap gap = gap();
    while (gap.first() <= Math.min(sources.highest(), height + WINDOW_BLOCKS)) {
      long now = environment.nanoTime();
      Source source = sources.free(gap.first(), now);
      if (source == null || !fits(gap, source)) {
        return;
      }
      long last = Math.min(gap.last(), source.claim());
      ask(source, new RangeAssembly(source.peer, gap.first()), last, now);
      gap = gap();
    }
  }

  /** What nobody was asked for, or, of what is needed next, nobody who is quick. */
  private Gap gap() {
    long missing = ranges.missing(height + 1);
    long slow = environment.nanoTime() - SLOW_MILLIS * MILLI;
    List<Errand> errands = sources.errands();
    errands.removeIf(errand -> errand.covers(missing) && errand.begunNanos() - slow <= 0);
    return ranges.gap(missing, errands);
  }

  private boolean fits(Gap gap, Source source) {
    return gap.first() == ranges.missing(height + 1)
        || heldBytes() + source.bytes() <= WINDOW_BYTES;
  }

  /** One range at a time may outgrow the window, of those that begin with what is needed next. */
  private boolean mayGrow(RangeAssembly assembly) {
    long missing = ranges.missing(height + 1);
    boolean isFurthest =
        assembly.first() <= missing
            && sources.errands().stream()
                .noneMatch(errand ->
                    errand.covers(missing) && errand.assembly().bytes() > assembly.bytes());
    return isFurthest || heldBytes() + assembly.bytes() + BlocksWanted.MAX_BYTES <= WINDOW_BYTES;
  }

  private synchronized long heldBytes() {
    long bytes = ranges.bytes();
    for (Errand errand : sources.errands()) {
      bytes += errand.assembly().bytes() + errand.bytes();
    }
    return bytes;
  }

  private void ask(Source source, RangeAssembly assembly, long last, long begunNanos) {
    long from = assembly.next();
    int blocks = Math.clamp(last - from + 1, 1, Ranges.STEP);
    long now = environment.nanoTime();
    var errand = new Errand(source, requests++, assembly, last, source.bytes(), begunNanos, now);
    source.sent(errand);
    var wanted = new BlocksWanted(errand.request(), from, blocks, errand.bytes());
    if (!network.send(source.peer, Lane.BLOCKS, SyncCodec.encode(wanted))) {
      source.failed(now);
    }
  }

  /** What clients are told to be the newest height. */
  private synchronized long target() {
    return Math.max(height, sources.credible());
  }
}
