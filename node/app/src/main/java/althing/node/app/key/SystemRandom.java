package althing.node.app.key;

import althing.genesis.port.RandomSource;
import java.security.SecureRandom;

/** The operating system's randomness. */
public final class SystemRandom implements RandomSource {

  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
