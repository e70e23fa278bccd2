package althing.node.core.chain;

import java.util.concurrent.TimeUnit;

/**
 * How long this node goes on adding transactions to a block when more of them wait: half of the
 * time that blocks take from their execution to the disk, so that most of a round is not spent on
 * what every block costs, however little is in it. Never less than is set, and never more than four
 * times that: others wait for the block meanwhile.
 */
final class BuildTime {

  private static final int LONGEST = 4;

  /** Weight of what was known before against the newest block. */
  private static final int MEMORY = 7;

  private final long shortestNanos;
  private long roundNanos;
  private long height = -1;
  private long executedAtNanos;

  BuildTime(long shortestMillis) {
    shortestNanos = TimeUnit.MILLISECONDS.toNanos(shortestMillis);
  }

  synchronized long nanos() {
    return Math.clamp(roundNanos / 2, shortestNanos, LONGEST * shortestNanos);
  }

  /** The block at {@code height} was executed. One block at a time is followed. */
  synchronized void executed(long height, long nowNanos) {
    if (this.height < 0) {
      this.height = height;
      executedAtNanos = nowNanos;
    }
  }

  /** The blocks up to {@code height} are on disk. */
  synchronized void settled(long height, long nowNanos) {
    if (this.height >= 0 && this.height <= height) {
      roundNanos = (MEMORY * roundNanos + nowNanos - executedAtNanos) / (MEMORY + 1);
      this.height = -1;
    }
  }
}
