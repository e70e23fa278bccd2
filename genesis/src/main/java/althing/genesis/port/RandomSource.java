package althing.genesis.port;

/** Unpredictable bytes for keys, salts and identifiers; the node draws them. */
@FunctionalInterface
public interface RandomSource {

  /** {@code count} fresh bytes. */
  byte[] bytes(int count);
}
