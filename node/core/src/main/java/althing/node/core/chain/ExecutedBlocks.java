package althing.node.core.chain;

import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.ChainHead;
import althing.ledger.state.StateReader;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that are executed and not final yet: a tree over the final chain, of which one branch
 * leads to the tip. Changed under its own lock; {@link #tip()} is read by any thread.
 */
final class ExecutedBlocks {

  private record Node(Candidate candidate, ChainHead head) {
    Hash parent() {
      return candidate.block().header().parentHash();
    }
  }

  /**
   * How the tip moved.
   *
   * @param undone blocks that it does not stand on any more, newest first
   * @param done blocks that it stands on now, oldest first
   */
  record Move(List<Candidate> undone, List<Candidate> done) {
    static final Move NONE = new Move(List.of(), List.of());
  }

  private final StateReader finalState;
  private final Map<Hash, Node> blocks = new HashMap<>();
  private ChainHead finalHead;
  private volatile ChainHead tip;

  /** Newest block of the chain that is being written; what does not stand on it is dead. */
  private @Nullable Hash settling;

  /** Parent of the block being executed. */
  private @Nullable Hash executing;

  /**
   * @param finalHead the newest final block
   * @param finalState reads what is on disk, also after further blocks are
   */
  ExecutedBlocks(ChainHead finalHead, StateReader finalState) {
    this.finalState = finalState;
    this.finalHead = over(finalHead, finalState);
    tip = this.finalHead;
  }

  /** The newest block with the state after it. */
  ChainHead tip() {
    return tip;
  }

  /** The newest final block. */
  synchronized ChainHead finalHead() {
    return finalHead;
  }

  /** A block that is executed, or the newest final one. */
  synchronized Optional<ChainHead> find(Hash block) {
    if (block.equals(finalHead.block().hash())) {
      return Optional.of(finalHead);
    }
    return Optional.ofNullable(blocks.get(block)).map(Node::head);
  }

  /** The parent of a block that is executed. */
  synchronized Optional<Hash> parentOf(Hash block) {
    return Optional.ofNullable(blocks.get(block)).map(Node::parent);
  }

  /** The ancestor of {@code block}, or itself, that stands at {@code height}, if not below disk. */
  synchronized Optional<ChainHead> ancestor(Hash block, long height) {
    Optional<ChainHead> at = find(block);
    while (at.isPresent() && at.get().block().height() > height) {
      at = find(at.get().block().header().parentHash());
    }
    return at.filter(head -> head.block().height() == height);
  }

  /**
   * Begins to execute a child of {@code parent}; until {@link #endExecution} no chain is written
   * that would change the state under it.
   *
   * @return empty if the parent is not known, or can no longer become final
   */
  synchronized Optional<ChainHead> beginExecution(Hash parent) {
    Optional<ChainHead> head = find(parent);
    if (head.isEmpty() || settling != null && !isOn(parent, settling)) {
      return Optional.empty();
    }
    executing = parent;
    return head;
  }

  synchronized void endExecution() {
    executing = null;
    notifyAll();
  }

  /** Adds an executed block, unless its parent was dropped meanwhile; whether it did. */
  synchronized boolean add(Candidate child) {
    var parent = find(child.block().header().parentHash());
    parent.ifPresent(head ->
        blocks.putIfAbsent(child.block().hash(), new Node(child, child.headOver(head.state()))));
    return parent.isPresent();
  }

  /**
   * Moves the tip to a known block.
   *
   * @throws IllegalStateException if the block is not known
   */
  synchronized Move moveTip(Hash target) {
    Hash from = tip.block().hash();
    if (from.equals(target)) {
      return Move.NONE;
    }
    ChainHead head =
        find(target).orElseThrow(() -> new IllegalStateException("unknown block " + target));
    List<Candidate> undone = pathTo(from);
    List<Candidate> done = pathTo(target);
    while (!undone.isEmpty()
        && !done.isEmpty()
        && hash(undone.getFirst()).equals(hash(done.getFirst()))) {
      undone.removeFirst();
      done.removeFirst();
    }
    tip = head;
    return new Move(undone.reversed(), done);
  }

  /**
   * The blocks with these hashes, the first a child of the newest final block; from now on they
   * count as the only ones that can become final. Waits for an execution that they would disturb.
   */
  synchronized List<Candidate> beginSettling(List<Hash> hashes) {
    List<Candidate> chain = pathTo(hashes.getLast());
    List<Hash> found = chain.stream().map(ExecutedBlocks::hash).toList();
    if (!found.equals(hashes)) {
      throw new IllegalStateException("to be committed: %s, executed: %s".formatted(hashes, found));
    }
    settling = hashes.getLast();
    while (executing != null && !isOn(executing, settling)) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a block was executed", e);
      }
    }
    return chain;
  }

  /**
   * The chain of {@link #beginSettling} is on disk: changes are read from there, and what does not
   * stand on it is forgotten. The tip must stand on it.
   */
  synchronized void settled() {
    Hash newest = settling;
    Node node = newest == null ? null : blocks.get(newest);
    if (newest == null || node == null || !isOn(tip.block().hash(), newest)) {
      throw new IllegalStateException(
          "settled %s, the tip is %d %s".formatted(newest, tip.block().height(), tip.block()));
    }
    Hash oldTip = tip.block().hash();
    finalHead = over(node.head(), finalState);
    var kept = new ArrayList<Node>();
    for (Node each : blocks.values()) {
      Hash block = hash(each.candidate());
      if (!block.equals(newest) && isOn(block, newest)) {
        kept.add(each);
      }
    }
    blocks.clear();
    kept.sort(Comparator.comparingLong(each -> each.candidate().block().height()));
    for (Node each : kept) {
      add(each.candidate());
    }
    tip = find(oldTip).orElseThrow();
    settling = null;
  }

  /**
   * Forgets a block and what stands on it. The tip, if it is among them, must have moved before.
   */
  synchronized void drop(Hash block) {
    var lost = new HashSet<Hash>();
    for (Hash each : blocks.keySet()) {
      if (isOn(each, block)) {
        lost.add(each);
      }
    }
    if (lost.contains(tip.block().hash())) {
      throw new IllegalStateException("the tip stands on " + block + ", which is to be dropped");
    }
    blocks.keySet().removeAll(lost);
  }

  /** Whether {@code block} is {@code ancestor}, or stands on it. */
  synchronized boolean isOn(Hash block, Hash ancestor) {
    Hash at = block;
    while (!at.equals(ancestor)) {
      Node node = blocks.get(at);
      if (node == null) {
        return false;
      }
      at = node.parent();
    }
    return true;
  }

  synchronized int size() {
    return blocks.size();
  }

  /** The blocks above the final one up to and including {@code block}, oldest first. */
  private List<Candidate> pathTo(Hash block) {
    var path = new ArrayList<Candidate>();
    for (Node node = blocks.get(block); node != null; node = blocks.get(node.parent())) {
      path.add(node.candidate());
    }
    return new ArrayList<>(path.reversed());
  }

  private static Hash hash(Candidate candidate) {
    return candidate.block().hash();
  }

  private static ChainHead over(ChainHead head, StateReader state) {
    return new ChainHead(head.block(), state, head.stateVersion(), head.logVersion());
  }
}
