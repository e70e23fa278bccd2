package althing.node.core.chain;

import althing.ledger.execution.BlockExecution;
import althing.ledger.execution.BlockExecution.Inclusion;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionRefusal.FeeCapBelowBaseFee;
import althing.ledger.types.Hash;
import althing.node.core.Environment;
import althing.node.core.mempool.Mempool;
import althing.node.core.mempool.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Moves transactions from the pool into one block, up to the block's limits. */
final class Batch {

  /** How many transactions in a row may be too large for what is left of the block. */
  private static final int MAX_MISSES = 16;

  /** Less gas than any transaction needs. */
  private static final long MIN_GAS = 21_000;

  private final Mempool pool;
  private final ChainSettings.Production settings;
  private final Environment environment;
  private final long deadlineNanos;
  private final List<Hash> unfit = new ArrayList<>();
  private long nanos;
  private long bytes;
  private int misses;
  private boolean full;

  Batch(
      Mempool pool, ChainSettings.Production settings, Environment environment, long startedNanos) {
    this.pool = pool;
    this.settings = settings;
    this.environment = environment;
    deadlineNanos = startedNanos + TimeUnit.MILLISECONDS.toNanos(settings.maxBuildMillis());
  }

  /** Transactions that cannot run on this state, whatever room there is. */
  List<Hash> unfit() {
    return unfit;
  }

  /** Whether transactions that could run were left over. */
  boolean isFull() {
    return full;
  }

  /** Time that choosing and running took. */
  long nanos() {
    return nanos;
  }

  void fill(BlockExecution block) {
    long startedNanos = environment.nanoTime();
    long maxBytes = Protocol.parameter(block.state(), Parameters.MAX_BLOCK_BYTES);
    Selection selection = pool.select(block.context().baseFee());
    while (hasRoom(block)) {
      SignedTransaction next = selection.next();
      if (next == null) {
        break;
      }
      if (bytes + next.encoded().size() > maxBytes) {
        miss(selection);
      } else {
        run(block, next, selection);
      }
    }
    nanos = environment.nanoTime() - startedNanos;
  }

  private void run(BlockExecution block, SignedTransaction next, Selection selection) {
    switch (block.apply(next)) {
      case Inclusion.Included _ -> {
        bytes += next.encoded().size();
        misses = 0;
      }
      case Inclusion.BlockFull _ -> miss(selection);
      case Inclusion.Invalid(FeeCapBelowBaseFee _) -> selection.skip();
      case Inclusion.Invalid _ -> {
        unfit.add(next.hash());
        selection.skip();
      }
    }
  }

  private void miss(Selection selection) {
    misses++;
    full = true;
    selection.skip();
  }

  private boolean hasRoom(BlockExecution block) {
    boolean room =
        misses < MAX_MISSES
            && block.gasLeft() >= MIN_GAS
            && block.transactionCount() < settings.maxTransactions()
            && environment.nanoTime() - deadlineNanos < 0;
    full |= !room;
    return room;
  }
}
