package althing.ledger.block;

import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Bytes;
import java.util.List;

/**
 * The 2048-bit filter over the addresses and topics of logs (Yellow Paper, 4.3.1): it never misses
 * what is there and sometimes finds what is not.
 */
public final class Bloom {

  public static final int SIZE = 256;

  /** The filter of no logs. */
  public static final Bytes EMPTY = Bytes.wrap(new byte[SIZE]);

  private static final int BIT_MASK = SIZE * 8 - 1;

  private Bloom() {}

  /** The filter of these logs: 256 bytes. */
  public static Bytes of(List<Log> logs) {
    if (logs.isEmpty()) {
      return EMPTY;
    }
    byte[] bloom = new byte[SIZE];
    for (Log log : logs) {
      add(bloom, log.address().unsafeArray());
      log.topics().forEach(topic -> add(bloom, topic.unsafeArray()));
    }
    return Bytes.wrap(bloom);
  }

  /** The filter of all logs of these receipts. */
  public static Bytes ofReceipts(List<Receipt> receipts) {
    return of(receipts.stream().flatMap(receipt -> receipt.logs().stream()).toList());
  }

  /**
   * Whether a log with this address or topic may be among those filtered.
   *
   * @param value 20 bytes of an address or 32 of a topic
   */
  public static boolean mightContain(Bytes bloom, byte[] value) {
    byte[] hash = Keccak256.digest(value);
    for (int pair = 0; pair < 6; pair += 2) {
      int bit = bit(hash, pair);
      if ((bloom.get(SIZE - 1 - bit / 8) & 1 << bit % 8) == 0) {
        return false;
      }
    }
    return true;
  }

  private static void add(byte[] bloom, byte[] value) {
    byte[] hash = Keccak256.digest(value);
    for (int pair = 0; pair < 6; pair += 2) {
      int bit = bit(hash, pair);
      bloom[SIZE - 1 - bit / 8] |= (byte) (1 << bit % 8);
    }
  }

  private static int bit(byte[] hash, int at) {
    return ((hash[at] & 0xff) << 8 | hash[at + 1] & 0xff) & BIT_MASK;
  }
}
