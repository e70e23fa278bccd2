package althing.node.core.chain;

import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.node.core.Environment;
import althing.node.core.Environment.Alarm;
import althing.node.core.mempool.Mempool;
import org.jspecify.annotations.Nullable;

/**
 * Work that comes with time alone: the tick of an epoch that ends, and pooled transactions that the
 * base fee, which falls once a second, has kept waiting.
 */
final class WakeUps {

  private static final long SECOND = 1_000;

  private final Environment environment;
  private final ExecutedBlocks executed;
  private final Mempool pool;
  private final Runnable wake;
  private @Nullable Alarm alarm;
  private boolean stopped;

  WakeUps(Environment environment, ExecutedBlocks executed, Mempool pool, Runnable wake) {
    this.environment = environment;
    this.executed = executed;
    this.pool = pool;
    this.wake = wake;
  }

  synchronized void start() {
    schedule();
  }

  synchronized void stop() {
    stopped = true;
    if (alarm != null) {
      alarm.cancel();
    }
  }

  private void schedule() {
    long now = environment.nowMillis();
    long nextSecond = (now / SECOND + 1) * SECOND;
    long epochEnd = epochEnd();
    long next = epochEnd > now ? Math.min(epochEnd, nextSecond) : nextSecond;
    alarm = environment.schedule(next - now, this::onAlarm);
  }

  private synchronized void onAlarm() {
    if (stopped) {
      return;
    }
    if (pool.hasPending() || environment.nowMillis() >= epochEnd()) {
      wake.run();
    }
    schedule();
  }

  /** When the epoch after the newest that has ended its tick begins. */
  private long epochEnd() {
    StateReader state = executed.tip().state();
    return Protocol.chain(state).genesisMillis()
        + (Protocol.epoch(state) + 1) * Protocol.parameter(state, Parameters.EPOCH_MILLIS);
  }
}
