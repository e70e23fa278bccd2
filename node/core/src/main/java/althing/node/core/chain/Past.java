package althing.node.core.chain;

import althing.ledger.block.BlockHeader;
import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.ChainStore;
import althing.ledger.event.RecordedEvent;
import althing.ledger.log.EventTree;
import althing.ledger.log.LogVersion;
import althing.ledger.projection.Registry;
import althing.ledger.state.EmptyState;
import althing.ledger.state.Overlay;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateRoot;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateVersion;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi.Explanation;
import althing.node.core.NodeApi.VerifyReport;
import althing.node.core.NodeApi.WorkLimitException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Folds recorded events again: to tell which of them made a value, and to check the headers. */
final class Past {

  /** Pages of the state tree that a verification holds in memory. */
  private static final int CACHED_PAGES = 4_096;

  private final ChainStore store;
  private final Registry registry;
  private final int maxEvents;

  /**
   * @param maxEvents events that one answer may fold
   */
  Past(ChainStore store, Registry registry, int maxEvents) {
    this.store = store;
    this.registry = registry;
    this.maxEvents = maxEvents;
  }

  /**
   * The events up to {@code height} that wrote {@code key}, from the newest on, block by block
   * until there are {@code limit} or more, or the next block is too much to fold.
   *
   * @throws WorkLimitException if the first block alone is too much
   */
  Explanation explain(Bytes key, long height, int limit) {
    store.stateAt(height);
    var found = new ArrayDeque<List<RecordedEvent>>();
    int count = 0;
    long left = maxEvents;
    for (long changed : changes(key, height, limit)) {
      long events = eventsIn(changed, changed);
      if (count >= limit || events > left && left < maxEvents) {
        return explanation(found, OptionalLong.of(changed));
      }
      if (events > left) {
        throw new WorkLimitException(
            "block %d holds %d events, at most %d are folded again to explain an entry"
                .formatted(changed, events, maxEvents));
      }
      List<RecordedEvent> writers = writers(key, changed);
      found.addFirst(writers);
      count += writers.size();
      left -= events;
    }
    return explanation(found, OptionalLong.empty());
  }

  private static Explanation explanation(Deque<List<RecordedEvent>> blocks, OptionalLong next) {
    return new Explanation(blocks.stream().flatMap(List::stream).toList(), next);
  }

  /** Heights that changed an entry, newest first; one more than {@code limit} if there are. */
  private List<Long> changes(Bytes key, long height, int limit) {
    var changes = new ArrayList<>(store.changesOf(key, height, limit + 1));
    if (changes.size() <= limit && store.oldestState() == 0 && store.stateAt(0).get(key) != null) {
      changes.add(0L);
    }
    return changes;
  }

  private long eventsIn(long fromHeight, long toHeight) {
    long before = fromHeight == 0 ? 0 : header(fromHeight - 1).extra().eventCount();
    return header(toHeight).extra().eventCount() - before;
  }

  /** Events of one block that wrote {@code key}, in order. */
  private List<RecordedEvent> writers(Bytes key, long height) {
    var state = new WatchedState(new Overlay(stateBefore(height)), key);
    var writers = new ArrayList<RecordedEvent>();
    for (RecordedEvent event : store.events(height)) {
      registry.evolve(state, event.event());
      if (state.takeWritten()) {
        writers.add(event);
      }
    }
    return writers;
  }

  /**
   * Folds the blocks of a range on the state before it and compares event root and state root of
   * each with its header.
   *
   * @throws HistoryPrunedException if the state before, or its tree, is not kept
   * @throws WorkLimitException if the blocks hold too many events
   */
  VerifyReport verify(long fromHeight, long toHeight) {
    if (fromHeight < 0 || toHeight < fromHeight || toHeight > store.headHeight()) {
      throw new IllegalArgumentException(
          "heights %d to %d are not within 0 to %d"
              .formatted(fromHeight, toHeight, store.headHeight()));
    }
    if (fromHeight <= store.oldestBlock() && toHeight > 0 && store.oldestBlock() > 0) {
      throw HistoryPrunedException.block(Math.max(1, fromHeight - 1), store.oldestBlock());
    }
    long all = eventsIn(fromHeight, toHeight);
    if (all > maxEvents) {
      throw new WorkLimitException(
          "the blocks %d to %d hold %d events, at most %d are folded again in one call: ask for"
                  .formatted(fromHeight, toHeight, all, maxEvents)
              + " fewer blocks, or run `althing verify`");
    }
    var state = new Overlay(stateBefore(fromHeight));
    var states = new StateTree(store.stateNodes(), CACHED_PAGES);
    StateVersion version = treeBefore(states, fromHeight);
    LogVersion log = logBefore(fromHeight);
    long events = 0;
    for (long height = fromHeight; height <= toHeight; height++) {
      List<RecordedEvent> block = store.events(height);
      state.begin();
      block.forEach(event -> registry.evolve(state, event.event()));
      version =
          states
              .apply(
                  version,
                  height,
                  action -> state.forEachJournaled((key, _, now) -> action.accept(key, now)))
              .version();
      state.commit();
      log = EventTree.append(log, block.stream().map(RecordedEvent::encoded).toList()).version();
      events += block.size();
      Optional<String> finding = finding(height, version.root().hash(), log.root());
      if (finding.isPresent()) {
        return new VerifyReport(fromHeight, toHeight, events, finding.get());
      }
    }
    return new VerifyReport(fromHeight, toHeight, events, null);
  }

  private Optional<String> finding(long height, Hash stateRoot, Hash eventRoot) {
    BlockHeader header = header(height);
    if (!header.extra().eventRoot().equals(eventRoot)) {
      return Optional.of(
          "height %d: event root is %s, the header says %s"
              .formatted(height, eventRoot, header.extra().eventRoot()));
    }
    if (!header.stateRoot().equals(stateRoot)) {
      return Optional.of(
          "height %d: state root is %s, the header says %s"
              .formatted(height, stateRoot, header.stateRoot()));
    }
    return Optional.empty();
  }

  private StateReader stateBefore(long height) {
    return height == 0 ? EmptyState.INSTANCE : store.stateAt(height - 1);
  }

  private StateVersion treeBefore(StateTree states, long height) {
    if (height == 0) {
      return StateTree.empty();
    }
    long head = store.headHeight();
    if (!store.treeRetention().keeps(height - 1, head)) {
      throw new HistoryPrunedException(
          height - 1, Math.max(0, store.treeRetention().dueUpTo(head)), head);
    }
    return states.open(new StateRoot(height - 1, header(height - 1).stateRoot()));
  }

  private LogVersion logBefore(long height) {
    if (height == 0) {
      return EventTree.empty();
    }
    var before = header(height - 1).extra();
    return EventTree.open(before.eventCount(), before.eventRoot(), store.tiles());
  }

  private BlockHeader header(long height) {
    return store
        .header(height)
        .orElseThrow(() -> new IllegalStateException("no header at height " + height));
  }

  /** Passes everything through and notes when one entry is written. */
  private static final class WatchedState implements StateWriter {
    private final StateWriter state;
    private final Bytes watched;
    private boolean written;

    WatchedState(StateWriter state, Bytes watched) {
      this.state = state;
      this.watched = watched;
    }

    /** Whether the entry was written since the last call. */
    boolean takeWritten() {
      boolean was = written;
      written = false;
      return was;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
      return state.get(key);
    }

    @Override
    public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {
      state.scan(prefix, from, visitor);
    }

    @Override
    public void put(Bytes key, Bytes value) {
      written |= key.equals(watched);
      state.put(key, value);
    }

    @Override
    public void remove(Bytes key) {
      written |= key.equals(watched);
      state.remove(key);
    }
  }
}
