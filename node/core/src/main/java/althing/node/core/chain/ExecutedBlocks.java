package althing.node.core.chain;

import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.ChainHead;
import althing.ledger.state.StateReader;
import althing.ledger.types.Hash;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The blocks that are executed and not final yet, one on the other, over the final chain. Changed
 * under its own lock; {@link #tip()} is read by any thread.
 */
final class ExecutedBlocks {

  private final StateReader finalState;
  private final Deque<Candidate> blocks = new ArrayDeque<>();
  private volatile ChainHead tip;

  /**
   * @param finalHead the newest final block
   * @param finalState reads what is on disk, also after further blocks are
   */
  ExecutedBlocks(ChainHead finalHead, StateReader finalState) {
    this.finalState = finalState;
    tip = over(finalHead, finalState);
  }

  /** The newest block with the state after it. */
  ChainHead tip() {
    return tip;
  }

  synchronized void add(Candidate child) {
    Hash parent = child.block().header().parentHash();
    if (!parent.equals(tip.block().hash())) {
      throw new IllegalStateException(
          "block %d %s is a child of %s, the tip is %d %s"
              .formatted(
                  child.block().height(),
                  child.block().hash(),
                  parent,
                  tip.block().height(),
                  tip.block().hash()));
    }
    blocks.addLast(child);
    tip = child.headOver(tip.state());
  }

  /** The oldest blocks, which must have these hashes. */
  synchronized List<Candidate> oldest(List<Hash> hashes) {
    List<Candidate> oldest = blocks.stream().limit(hashes.size()).toList();
    List<Hash> found = oldest.stream().map(candidate -> candidate.block().hash()).toList();
    if (!found.equals(hashes)) {
      throw new IllegalStateException("to be committed: %s, executed: %s".formatted(hashes, found));
    }
    return oldest;
  }

  /** The oldest {@code count} blocks are on disk: their changes are read from there. */
  synchronized void settled(int count) {
    for (int i = 0; i < count; i++) {
      blocks.removeFirst();
    }
    ChainHead newest = over(tip, finalState);
    StateReader state = finalState;
    for (Candidate candidate : blocks) {
      newest = candidate.headOver(state);
      state = newest.state();
    }
    tip = newest;
  }

  synchronized int size() {
    return blocks.size();
  }

  private static ChainHead over(ChainHead head, StateReader state) {
    return new ChainHead(head.block(), state, head.stateVersion(), head.logVersion());
  }
}
