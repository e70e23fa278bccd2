package althing.node.network;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The clock, randomness and threads that the network runs on. */
public interface NetworkEnvironment {

  /** Wall clock, in milliseconds since 1970. For people to read. */
  long nowMillis();

  /** A clock that only goes on, in nanoseconds from an arbitrary start. */
  long nanoTime();

  /** For keys: cryptographically strong. May be called by several threads. */
  RandomGenerator random();

  /** A thread that is to run {@code task}, not started. */
  Thread thread(String name, Runnable task);

  /** Runs what may wait: handlers and look-ups of names. A task that waits holds up no other. */
  Executor handlers();
}
