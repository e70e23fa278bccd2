package althing.node.core.snapshot;

import althing.ledger.chain.SnapshotStaging;
import althing.ledger.state.PagePath;
import althing.ledger.state.StateCopy;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.state.StateNode;
import althing.ledger.state.StatePage;
import althing.ledger.state.StatePage.Wanted;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.snapshot.SnapshotMessage.EntriesSent;
import althing.node.core.snapshot.SnapshotMessage.PagesSent;
import althing.node.network.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a state is still to be copied, and the checks of what comes (rules SN5 to SN7). First the
 * pages of its tree from the root down: each proves those below it, so that they may come from
 * anybody in any order. Then the entries in the order of keys, each of which the tree must have;
 * there must be as many as the tree has.
 */
final class StateFetch {

  /** Pages asked of a peer at a time. */
  private static final int MAX_PAGES = 128;

  private static final int MIN_PAGES = 32;

  /** Pages that are there already which are looked at in one go. */
  private static final int MAX_LOCAL_PAGES = 10_000;

  private static final Bytes ZERO = Bytes.of((byte) 0);

  /** What one peer is asked for. */
  sealed interface Work {

    record Pages(List<Wanted> wanted) implements Work {}

    record Entries(Bytes from) implements Work {}
  }

  private final SnapshotHead head;
  private final SnapshotStaging staging;
  private final StateCopy copied;

  /** Whether some of it may be there already. */
  private final boolean resumed;

  private final Deque<Wanted> wanted = new ArrayDeque<>();
  private int asked;
  private long pages;
  private long entriesInTree;

  private boolean treeIsWhole;
  private boolean entriesAsked;
  private long entries;
  private Bytes from = Bytes.EMPTY;

  /** Who sent the entries from a key on; empty for what was there at the start. */
  private final TreeMap<Bytes, Optional<PeerId>> senders = new TreeMap<>();

  /** Whether all entries were gone through and some are missing. */
  private boolean repairing;

  /** Who sends all of them again then. */
  private @Nullable PeerId repairer;

  StateFetch(SnapshotHead head, SnapshotStaging staging, boolean resumed) {
    this.head = head;
    this.staging = staging;
    this.resumed = resumed;
    copied = new StateCopy(staging.nodes(), head.stateRoot());
    wanted.add(new Wanted(PagePath.ROOT, head.stateRoot().hash()));
  }

  SnapshotHead head() {
    return head;
  }

  /** Pages that are there. */
  long pages() {
    return pages;
  }

  /** Entries that are there. */
  long entries() {
    return entries;
  }

  /** Whether the whole state is there. */
  boolean isDone() {
    return treeIsWhole && entries == entriesInTree;
  }

  /** What to ask {@code peer} for now, if anything. */
  Optional<Work> next(PeerId peer) {
    if (!treeIsWhole) {
      List<Wanted> batch = nextPages();
      if (!batch.isEmpty()) {
        asked++;
        return Optional.of(new Work.Pages(batch));
      }
      if (!wanted.isEmpty() || asked > 0) {
        return Optional.empty();
      }
      beginEntries();
    }
    if (entriesAsked || isDone()) {
      return Optional.empty();
    }
    if (repairing && repairer == null) {
      repairer = peer;
      from = Bytes.EMPTY;
    }
    if (repairing && !peer.equals(repairer)) {
      return Optional.empty();
    }
    entriesAsked = true;
    return Optional.of(new Work.Entries(from));
  }

  private List<Wanted> nextPages() {
    var batch = new ArrayList<Wanted>();
    int local = 0;
    // A part of what there is, so that several peers get some.
    int most = Math.clamp(wanted.size() / 4, MIN_PAGES, MAX_PAGES);
    while (!wanted.isEmpty() && batch.size() < most && local < MAX_LOCAL_PAGES) {
      Wanted next = wanted.removeLast();
      Optional<StatePage> there =
          resumed
              ? StatePage.copied(staging.nodes(), next, head.base().height())
              : Optional.empty();
      if (there.isPresent()) {
        local++;
        isThere(there.get());
      } else {
        batch.add(next);
      }
    }
    return batch;
  }

  private void isThere(StatePage page) {
    pages++;
    entriesInTree += page.entries();
    wanted.addAll(page.below());
  }

  private void beginEntries() {
    treeIsWhole = true;
    Optional<Bytes> newest = resumed ? staging.newestKey() : Optional.empty();
    if (newest.isPresent()) {
      entries = staging.entries();
      senders.put(Bytes.EMPTY, Optional.empty());
      from = newest.get().concat(ZERO);
    }
  }

  /** It was not answered. */
  void failed(Work work) {
    switch (work) {
      case Work.Pages(var batch) -> {
        asked--;
        wanted.addAll(batch);
      }
      case Work.Entries _ -> entriesAsked = false;
    }
  }

  /** {@code peer} is asked for nothing more. */
  void left(PeerId peer) {
    if (peer.equals(repairer)) {
      repairer = null;
    }
  }

  /**
   * Takes pages that were asked for.
   *
   * @throws MalformedException if they are not those; what was right of them is kept
   */
  void take(Work.Pages work, PagesSent answer) {
    asked--;
    List<Wanted> batch = work.wanted();
    var nodes = new ArrayList<StateNode>();
    int taken = 0;
    try {
      if (answer.pages().size() > batch.size()) {
        throw new MalformedException(
            "%d pages, %d were asked for".formatted(answer.pages().size(), batch.size()));
      }
      for (Bytes sent : answer.pages()) {
        StatePage page = received(sent, batch.get(taken));
        taken++;
        nodes.add(page.node());
        isThere(page);
      }
    } finally {
      wanted.addAll(batch.subList(taken, batch.size()));
      staging.addNodes(nodes);
    }
  }

  private StatePage received(Bytes sent, Wanted page) {
    try {
      return StatePage.received(sent, page, head.base().height());
    } catch (MalformedException e) {
      throw new MalformedException("page %s: %s".formatted(page.path().encoded(), e.getMessage()));
    }
  }

  /**
   * Takes entries that were asked for.
   *
   * @return who is found to have left out some of them before
   * @throws MalformedException if one is not in the state, or {@code peer} left out some
   */
  List<PeerId> take(PeerId peer, Work.Entries work, EntriesSent answer) {
    entriesAsked = false;
    requireRight(work.from(), answer.entries());
    if (answer.more() && answer.bytes() < EntriesSent.MAX_BYTES) {
      throw new MalformedException(
          "entries: %d bytes of them, and there are more".formatted(answer.bytes()));
    }
    List<PeerId> blamed = repairing ? blamed(peer, answer.entries()) : List.of();
    if (!repairing) {
      senders.put(work.from(), Optional.of(peer));
    }
    entries += staging.addEntries(answer.entries());
    if (answer.more()) {
      from = answer.entries().getLast().key().concat(ZERO);
    } else if (!isDone()) {
      boolean isAllItsOwn =
          repairing || senders.values().stream().allMatch(Optional.of(peer)::equals);
      repairing = true;
      repairer = null;
      if (isAllItsOwn) {
        throw new MalformedException(
            "entries: %d of %d were left out".formatted(entriesInTree - entries, entriesInTree));
      }
    }
    return blamed;
  }

  private void requireRight(Bytes first, List<Entry> all) {
    Bytes least = first;
    for (Entry entry : all) {
      if (entry.key().compareTo(least) < 0) {
        throw new MalformedException("entries: %s is out of order".formatted(entry.key()));
      }
      least = entry.key().concat(ZERO);
    }
    OptionalInt wrong = copied.wrong(all);
    if (wrong.isPresent()) {
      throw new MalformedException(
          "entries: the state has no such entry %s".formatted(all.get(wrong.getAsInt()).key()));
    }
  }

  /** Who sent what lies around an entry that was not there, and is not the one who sends it now. */
  private List<PeerId> blamed(PeerId peer, List<Entry> all) {
    return all.stream()
        .filter(entry -> !staging.has(entry.key()))
        .map(entry -> senders.floorEntry(entry.key()).getValue())
        .flatMap(Optional::stream)
        .filter(sender -> !sender.equals(peer))
        .distinct()
        .toList();
  }
}
