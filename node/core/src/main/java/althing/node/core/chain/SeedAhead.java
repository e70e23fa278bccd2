package althing.node.core.chain;

import althing.ledger.block.Block;
import althing.ledger.execution.RandomSeed;
import althing.ledger.types.Hash;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Proves the seed of the next block while there is time: it depends on the parent alone, and takes
 * longer than a small block. For one thread.
 */
final class SeedAhead {

  private record Prepared(Hash parent, FutureTask<RandomSeed> seed) {}

  private final NodeIdentity identity;
  private final Executor lane;
  private @Nullable Prepared prepared;

  SeedAhead(NodeIdentity identity, Executor lane) {
    this.identity = identity;
    this.lane = lane;
  }

  /** Begins with the seed of the block after {@code parent}. */
  void prepare(Block parent) {
    var task = new FutureTask<>(() -> identity.seedAfter(parent.header()));
    prepared = new Prepared(parent.hash(), task);
    lane.execute(task);
  }

  /** The seed of the block after {@code parent}. */
  RandomSeed after(Block parent) {
    Prepared now = prepared;
    if (now == null || !now.parent().equals(parent.hash())) {
      return identity.seedAfter(parent.header());
    }
    // Does nothing if the lane has begun; or else the lane will do nothing.
    now.seed().run();
    try {
      return now.seed().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("no seed after " + parent.hash(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while proving a seed", e);
    }
  }
}
