package althing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What reading one input may cost: a second and 64 MiB. Both are counted on the reading thread, so
 * that a busy machine neither hides a costly input nor makes one up. Tells the highest afterwards.
 */
public final class CostLimit implements AfterAllCallback {

  private static final long MAX_NANOS = 1_000_000_000;
  private static final long MAX_ALLOCATED_BYTES = 64L << 20;

  private final ThreadMXBean thread = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private long highestNanos;
  private long highestAllocatedBytes;

  /** Runs {@code work}, which reads {@code input}, and fails if that was too costly. */
  public void reading(byte[] input, Runnable work) {
    Cost cost = measure(work);
    if (cost.isTooHigh()) {
      // Classes that were loaded meanwhile are not the input's doing: once more without.
      cost = measure(work);
      assertThat(cost.isTooHigh()).as("%d bytes cost %s", input.length, cost).isFalse();
    }
    highestNanos = Math.max(highestNanos, cost.nanos);
    highestAllocatedBytes = Math.max(highestAllocatedBytes, cost.allocatedBytes);
  }

  private Cost measure(Runnable work) {
    long bytesBefore = thread.getCurrentThreadAllocatedBytes();
    long nanosBefore = thread.getCurrentThreadCpuTime();
    work.run();
    return new Cost(
        thread.getCurrentThreadCpuTime() - nanosBefore,
        thread.getCurrentThreadAllocatedBytes() - bytesBefore);
  }

  private record Cost(long nanos, long allocatedBytes) {
    boolean isTooHigh() {
      return nanos > MAX_NANOS || allocatedBytes > MAX_ALLOCATED_BYTES;
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    System.err.printf(
        "%s: at most %d ms and %d KiB for one input%n",
        context.getRequiredTestClass().getSimpleName(),
        highestNanos / 1_000_000,
        highestAllocatedBytes >> 10);
  }
}
