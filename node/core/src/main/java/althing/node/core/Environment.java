package althing.node.core;

import java.util.concurrent.Executor;

/**
 * Time and threads. The node takes them from here and from nowhere else, so that tests run it in
 * virtual time.
 */
public interface Environment extends AutoCloseable {

  /** Wall clock, in milliseconds since 1970. May jump. */
  long nowMillis();

  /** A clock that only goes on, in nanoseconds from an arbitrary start. */
  long nanoTime();

  /** A lane runs its tasks one at a time in the order they came; lanes run beside each other. */
  Executor lane(String name);

  /** Runs a short task once, after {@code delayMillis}. */
  Alarm schedule(long delayMillis, Runnable task);

  /** Lets the tasks under way end and drops what is scheduled. */
  @Override
  void close();

  /** A scheduled task. */
  interface Alarm {
    void cancel();
  }
}
