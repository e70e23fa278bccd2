package althing.ledger.trust;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;

/**
 * What is kept of an account's trust: its value after the newest change. What it is worth later
 * follows from these numbers, so that no tick has to write it.
 *
 * @param ppm value right after that change, 0..{@link #MAX}
 * @param epoch epoch of that change
 * @param gained what the changes of that epoch added, 0..{@link #GAIN_LIMIT}
 */
public record TrustScore(long ppm, long epoch, long gained) {

  public static final long MAX = 1_000_000;

  /**
   * Trust of an account of which nothing is known yet. It does not decay before its first change.
   */
  public static final long START = 500_000;

  /** The most that one epoch adds. */
  public static final long GAIN_LIMIT = 20_000;

  private static final long KEPT = 99;
  private static final long OF = 100;

  public TrustScore {
    if (ppm < 0 || ppm > MAX || epoch < 0 || gained < 0 || gained > GAIN_LIMIT) {
      throw new IllegalArgumentException(
          "no trust score: %d ppm, epoch %d, gained %d".formatted(ppm, epoch, gained));
    }
  }

  /** The score of an account that has none yet, as of {@code epoch}. */
  static TrustScore start(long epoch) {
    return new TrustScore(START, epoch, 0);
  }

  /** {@code clamp(ppm + delta, 0, 10^6)}: the table alone, without the limit of an epoch. */
  public static long clamp(long ppm, Cause cause) {
    return Math.clamp(ppm + cause.delta(), 0, MAX);
  }

  /** {@code ppm} after {@code epochs} idle epochs, each of which leaves ⌊99·t/100⌋. */
  public static long decayed(long ppm, long epochs) {
    long left = ppm;
    for (long i = 0; i < epochs && left > 0; i++) {
      left = KEPT * left / OF;
    }
    return left;
  }

  /**
   * The value in {@code now}. Each epoch between the newest change and {@code now} was idle and has
   * ended; {@code now} itself has not.
   */
  public long at(long now) {
    return decayed(ppm, now - epoch - 1);
  }

  /** The score after {@code cause} in {@code now}, which is not before {@link #epoch()}. */
  TrustScore after(Cause cause, long now) {
    long before = at(now);
    long gainedBefore = now == epoch ? gained : 0;
    long gain = Math.min(Math.max(0, clamp(before, cause) - before), GAIN_LIMIT - gainedBefore);
    long after = cause.delta() > 0 ? before + gain : clamp(before, cause);
    return new TrustScore(after, now, gainedBefore + gain);
  }

  Bytes encode() {
    return Bytes.wrap(RlpWriter.encodeList(out -> out.number(ppm).number(epoch).number(gained)));
  }

  static TrustScore decode(Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(), in -> new TrustScore(in.number(), in.number(), in.number()));
  }
}
