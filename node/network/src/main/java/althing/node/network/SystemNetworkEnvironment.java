package althing.node.network;

import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The computer's own. Handlers run on virtual threads, one for each peer that has sent something.
 */
public final class SystemNetworkEnvironment implements NetworkEnvironment {

  private final SecureRandom random = new SecureRandom();
  private final Thread.Builder virtual = Thread.ofVirtual().name("althing-peer-", 0);

  @Override
  public long nowMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Thread thread(String name, Runnable task) {
    return Thread.ofPlatform().name("althing-" + name).unstarted(task);
  }

  @Override
  public Executor handlers() {
    return task -> virtual.start(task);
  }
}
