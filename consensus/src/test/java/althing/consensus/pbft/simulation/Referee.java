package althing.consensus.pbft.simulation;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.pbft.Equivocation;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.Vote;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Sees everything and knows what must hold. What does not is an {@link AssertionError}. */
final class Referee {

  private record Slot(PublicKey voter, Vote.Kind kind, long epoch, long view) {}

  private final Set<PublicKey> liars;
  private final TreeMap<Long, BlockId> chain = new TreeMap<>();
  private final Map<Slot, Vote> votes = new HashMap<>();
  private final Set<Integer> requests = new HashSet<>();
  final Set<PublicKey> accused = new HashSet<>();
  long votesSent;

  /**
   * @param liars who may break every rule
   */
  Referee(BlockId genesis, Set<PublicKey> liars) {
    this.liars = liars;
    chain.put(0L, genesis);
  }

  /** A message leaves an honest node's process or a liar's. */
  void sent(PublicKey from, Message message, Set<Vote> durable) {
    Vote vote =
        switch (message) {
          case Message.Cast cast -> cast.vote();
          case Message.Propose propose -> propose.vote();
          default -> null;
        };
    if (vote == null) {
      return;
    }
    votesSent++;
    // J1: also a liar's disk is honest here; what it says twice is the twins' doing.
    check(durable.contains(vote), "%s left before it was on disk", vote);
    if (liars.contains(from)) {
      return;
    }
    Vote before = votes.put(new Slot(from, vote.kind(), vote.epoch(), vote.view()), vote);
    check(before == null || before.equals(vote), "%s says %s and %s", from, before, vote);
    Vote.Kind opposite =
        switch (vote.kind()) {
          case COMMIT -> Vote.Kind.SKIP;
          case SKIP -> Vote.Kind.COMMIT;
          default -> null;
        };
    if (opposite != null) {
      Vote other = votes.get(new Slot(from, opposite, vote.epoch(), vote.view()));
      check(other == null, "%s says %s and %s", from, other, vote);
    }
  }

  /** An honest node makes blocks final. */
  void committed(
      int node, long headBefore, List<SimBlock> blocks, LongFunction<List<PublicKey>> nextSets) {
    long height = headBefore;
    for (SimBlock block : blocks) {
      height++;
      check(
          block.height() == height,
          "node %d commits height %d after %d",
          node,
          block.height(),
          height - 1);
      check(block.valid(), "node %d commits an invalid block at %d", node, height);
      check(
          block.nextSet().equals(nextSets.apply(height)),
          "node %d commits the wrong next set at %d: %s",
          node,
          height,
          block.nextSet());
      check(
          block.parent().equals(chain.get(height - 1)),
          "node %d commits %s at height %d on %s, not on %s",
          node,
          block.id(),
          height,
          block.parent(),
          chain.get(height - 1));
      BlockId before = chain.putIfAbsent(height, block.id());
      check(
          before == null || before.equals(block.id()),
          "node %d commits %s at height %d, another %s",
          node,
          block.id(),
          height,
          before);
      if (before == null) {
        for (int request : block.requests()) {
          check(requests.add(request), "request %d is executed twice", request);
        }
      }
    }
  }

  void reported(Equivocation evidence) {
    accused.add(evidence.culprit());
    check(liars.contains(evidence.culprit()), "evidence names an honest node: %s", evidence);
  }

  boolean isFinal(int request) {
    return requests.contains(request);
  }

  long height() {
    return chain.lastKey();
  }

  static void check(boolean holds, String what, Object... arguments) {
    if (!holds) {
      throw new AssertionError(what.formatted(arguments));
    }
  }
}
