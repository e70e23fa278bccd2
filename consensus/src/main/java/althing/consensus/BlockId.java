package althing.consensus;

/** The name of a block: a digest of all that it commits to. */
public final class BlockId extends Octets {

  public static final int SIZE = 32;

  private BlockId(byte[] value) {
    super(value, SIZE, "a block id");
  }

  /** Copies {@code value}: 32 bytes. */
  public static BlockId of(byte[] value) {
    return new BlockId(value);
  }
}
