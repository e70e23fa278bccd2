package althing.node.core.sync;

import althing.ledger.block.Block;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment;
import althing.node.core.Environment.Alarm;
import althing.node.core.NodeApi.SyncProgress;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.NotAvailable;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
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

  /** Ranges end at multiples of this height, or at the first certificate after it. */
  static final int RANGE = 128;

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
  private static final long LOG_MILLIS = 5_000;
  private static final long MILLI = 1_000_000;
  private static final int STRAY_POINTS = 20;
  private static final int FORGED_POINTS = 100;
  private static final Logger LOG = LoggerFactory.getLogger(RangeFetcher.class);

  private final PeerNetwork network;
  private final Environment environment;
  private final RangeSink sink;
  private final SyncMetrics metrics;
  private final Executor reader;

  private final Map<PeerId, Source> sources = new TreeMap<>();
  private final NavigableMap<Long, Range> ranges = new TreeMap<>();

  /** Read ranges: that which is needed next, and the one after it. */
  private final Map<Range, List<Block>> read = new HashMap<>();

  private long height;
  private Hash hash;
  private @Nullable Range reading;
  private @Nullable Range handedOver;
  private long handedOverNanos;
  private long requests;
  private @Nullable Campaign campaign;
  private @Nullable Alarm alarm;
  private boolean closed;

  /** From being behind to not being so any more. */
  private static final class Campaign {
    final long starting;
    final long begunNanos;
    long loggedHeight;
    long loggedNanos;

    Campaign(long starting, long now) {
      this.starting = starting;
      begunNanos = now;
      loggedHeight = starting;
      loggedNanos = now;
    }
  }

  /** Heights that nobody was asked for and that are not held. */
  private record Gap(long first, long last) {}

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
    var source = sources.computeIfAbsent(peer, _ -> new Source(peer, now));
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
        ranges.putIfAbsent(range.get().first(), range.get());
      } else if (errand.assembly().bytes() > MAX_RANGE_BYTES) {
        throw new MalformedException("a range above %d bytes".formatted(MAX_RANGE_BYTES));
      } else {
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
        : Optional.of(new SyncProgress(campaign.starting, height, target));
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
    for (Source source : sources.values()) {
      Errand errand = source.errand();
      if (errand != null && now - errand.sentNanos() >= TIMEOUT_MILLIS * MILLI) {
        metrics.timeouts.increment();
        source.failed(now);
      }
    }
    if (handedOver != null && now - handedOverNanos >= REPEAT_MILLIS * MILLI) {
      handedOver = null;
    }
    log(campaign, now);
    alarm = environment.schedule(TICK_MILLIS, this::tick);
    goOn();
  }

  private void goOn() {
    if (campaign == null) {
      return;
    }
    handOver();
    plan();
    boolean isOver =
        sources.values().stream().noneMatch(source -> source.claim() > height)
            && next(height + 1) == null;
    if (isOver) {
      long millis = (environment.nanoTime() - campaign.begunNanos) / MILLI;
      LOG.info(
          "nobody is known to be above height {}: {} blocks in {} ms",
          height,
          height - campaign.starting,
          millis);
      finish();
    }
  }

  private void finish() {
    campaign = null;
    ranges.clear();
    read.clear();
    handedOver = null;
    sources.values().forEach(Source::giveUp);
    if (alarm != null) {
      alarm.cancel();
    }
  }

  // Handing over

  private void handOver() {
    ranges.values().removeIf(range -> range.last() <= height);
    read.keySet().removeIf(range -> !isHeld(range));
    if (handedOver != null && !isHeld(handedOver)) {
      handedOver = null;
    }
    Range range = next(height + 1);
    if (range == null) {
      return;
    }
    List<Block> blocks = read.get(range);
    if (blocks == null) {
      read(range);
      return;
    }
    if (handedOver == null) {
      if (!range.headerAt(height + 1).parentHash().equals(hash)) {
        forged(range.peer(), "block %d has another parent".formatted(height + 1));
        handOver();
        return;
      }
      handedOver = range;
      handedOverNanos = environment.nanoTime();
      int skipped = (int) (height + 1 - range.first());
      sink.fetched(range.peer(), blocks.subList(skipped, blocks.size()), range.certificate());
    }
    Range after = next(range.last() + 1);
    if (after != null && !read.containsKey(after)) {
      read(after);
    }
  }

  private boolean isHeld(Range range) {
    return range.equals(ranges.get(range.first()));
  }

  /** The range with the block at {@code at} that goes furthest. */
  private @Nullable Range next(long at) {
    return ranges.headMap(at, true).values().stream()
        .filter(range -> range.covers(at))
        .max(Comparator.comparingLong(Range::last))
        .orElse(null);
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
      blocks = range.blocks();
    } catch (MalformedException e) {
      problem = String.valueOf(e.getMessage());
    }
    readDone(range, blocks, problem);
  }

  private synchronized void readDone(Range range, List<Block> blocks, @Nullable String problem) {
    reading = null;
    if (isHeld(range)) {
      if (problem == null) {
        read.put(range, blocks);
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
    ranges.values().removeIf(range -> range.peer().equals(peer));
    read.keySet().removeIf(range -> range.peer().equals(peer));
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
    for (Gap gap = gap(); gap != null && isWithinWindow(gap); gap = gap()) {
      Source source = free(gap.first());
      if (source == null || !fits(gap, source)) {
        return;
      }
      long last = Math.min(gap.last(), source.claim());
      ask(source, new RangeAssembly(source.peer, gap.first()), last, environment.nanoTime());
    }
  }

  private boolean isWithinWindow(Gap gap) {
    return gap.first() - height <= WINDOW_BLOCKS;
  }

  private boolean fits(Gap gap, Source source) {
    return gap.first() == missing() || heldBytes() + source.bytes() <= WINDOW_BYTES;
  }

  private synchronized long heldBytes() {
    long bytes = 0;
    for (Range range : ranges.values()) {
      bytes += range.bytes();
    }
    for (Source source : sources.values()) {
      Errand errand = source.errand();
      bytes += errand == null ? 0 : errand.assembly().bytes() + errand.bytes();
    }
    return bytes;
  }

  private @Nullable Source free(long first) {
    long now = environment.nanoTime();
    return sources.values().stream()
        .filter(source -> source.isFree(now) && source.has(first))
        .min(Comparator.comparingLong(Source::paceNanos))
        .orElse(null);
  }

  private void ask(Source source, RangeAssembly assembly, long last, long begunNanos) {
    long from = assembly.next();
    int blocks = Math.clamp(last - from + 1, 1, RANGE);
    long now = environment.nanoTime();
    var errand = new Errand(source, requests++, assembly, last, source.bytes(), begunNanos, now);
    source.sent(errand);
    var wanted = new BlocksWanted(errand.request(), from, blocks, errand.bytes());
    if (!network.send(source.peer, Lane.BLOCKS, SyncCodec.encode(wanted))) {
      source.failed(now);
    }
  }

  /** The lowest height that is not held. */
  private long missing() {
    long at = height + 1;
    for (Range range = next(at); range != null; range = next(at)) {
      at = range.last() + 1;
    }
    return at;
  }

  /** The lowest heights to ask for, up to the next multiple of {@link #RANGE}. */
  private @Nullable Gap gap() {
    long missing = missing();
    long now = environment.nanoTime();
    var asked = new ArrayList<Errand>();
    for (Source source : sources.values()) {
      Errand errand = source.errand();
      if (errand != null && !(errand.covers(missing) && isSlow(errand, now))) {
        asked.add(errand);
      }
    }
    long at = missing;
    while (true) {
      long covered = covered(at, asked);
      if (covered < at) {
        break;
      }
      at = covered + 1;
    }
    long last = (at + RANGE - 1) / RANGE * RANGE;
    for (Range range : ranges.tailMap(at, false).values()) {
      last = Math.min(last, range.first() - 1);
    }
    for (Errand errand : asked) {
      if (errand.assembly().first() > at) {
        last = Math.min(last, errand.assembly().first() - 1);
      }
    }
    return at > highest() ? null : new Gap(at, last);
  }

  /** How far the heights from {@code at} on are held or asked for; below it if they are not. */
  private long covered(long at, List<Errand> asked) {
    Range range = next(at);
    long covered = range == null ? at - 1 : range.last();
    for (Errand errand : asked) {
      if (errand.covers(at)) {
        covered = Math.max(covered, errand.last());
      }
    }
    return covered;
  }

  private static boolean isSlow(Errand errand, long now) {
    return now - errand.begunNanos() >= SLOW_MILLIS * MILLI;
  }

  private long highest() {
    return sources.values().stream().mapToLong(Source::claim).max().orElse(0);
  }

  // Telling

  /** The newest height that more than a third of the peers heard of say to have. */
  private synchronized long target() {
    var claims = new ArrayList<Long>();
    for (Source source : sources.values()) {
      if (source.claim() > 0) {
        claims.add(source.claim());
      }
    }
    claims.sort(Comparator.reverseOrder());
    return claims.isEmpty() ? height : Math.max(height, claims.get((claims.size() - 1) / 3));
  }

  private void log(Campaign running, long now) {
    long millis = (now - running.loggedNanos) / MILLI;
    if (millis >= LOG_MILLIS) {
      long blocks = height - running.loggedHeight;
      LOG.info(
          "syncing: height {} of {}, {} blocks/s, {} peers have more",
          height,
          target(),
          blocks * 1_000 / millis,
          sources.values().stream().filter(source -> source.claim() > height).count());
      running.loggedHeight = height;
      running.loggedNanos = now;
    }
  }
}
