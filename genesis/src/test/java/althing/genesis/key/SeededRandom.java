package althing.genesis.key;

import althing.genesis.port.RandomSource;
import java.util.Random;

/** Bytes that are the same in every run: for tests alone. */
final class SeededRandom implements RandomSource {

  private final Random random;

  SeededRandom(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
