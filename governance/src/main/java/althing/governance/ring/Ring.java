package althing.governance.ring;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The keys among which a signer hides: 2 to 128, each once, in ascending order. A key must have
 * been registered by someone who proved to hold its private key; else it hides nobody.
 *
 * <p>Keys keep multiples of themselves that verification needs: votes by the same ring are verified
 * faster with the same object.
 */
public record Ring(List<CurvePoint> members) {

  public static final int MIN_SIZE = 2;
  public static final int MAX_SIZE = 128;

  private static final byte[] DOMAIN = "althing/ring/v1/ring".getBytes(StandardCharsets.US_ASCII);

  /**
   * @throws IllegalArgumentException names what is wrong
   */
  public Ring {
    members = List.copyOf(members);
    requireSize(members.size());
    for (int i = 1; i < members.size(); i++) {
      int order = members.get(i - 1).compareTo(members.get(i));
      if (order >= 0) {
        throw new IllegalArgumentException(
            "ring member %d %s member %d".formatted(i, order == 0 ? "repeats" : "is below", i - 1));
      }
    }
  }

  static void requireSize(int size) {
    if (!isSize(size)) {
      throw new IllegalArgumentException(
          "a ring has %d to %d members, not %d".formatted(MIN_SIZE, MAX_SIZE, size));
    }
  }

  static boolean isSize(int size) {
    return size >= MIN_SIZE && size <= MAX_SIZE;
  }

  /** SHA-256 over a domain text and the members' compressed keys. */
  public Hash hash() {
    byte[][] parts = new byte[1 + members.size()][];
    parts[0] = DOMAIN;
    for (int i = 0; i < members.size(); i++) {
      parts[1 + i] = members.get(i).encoded().unsafeArray();
    }
    return Sha256.hash(parts);
  }
}
