package althing.consensus;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * Who votes, in the order that certificates count them by.
 *
 * @param epoch number of sets before this one; votes carry it, so that none counts for another set
 * @param members distinct keys, 1 to {@link #MAX_MEMBERS}
 */
public record ValidatorSet(long epoch, List<PublicKey> members) {

  public static final int MAX_MEMBERS = 1024;

  public ValidatorSet {
    members = List.copyOf(members);
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch " + epoch + " is negative");
    }
    if (members.isEmpty() || members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "a validator set has 1 to %d members, not %d".formatted(MAX_MEMBERS, members.size()));
    }
    if (new HashSet<>(members).size() != members.size()) {
      throw new IllegalArgumentException("a key appears twice in the validator set");
    }
  }

  public int size() {
    return members.size();
  }

  /** Position of {@code key}, if it is a member. */
  public OptionalInt indexOf(PublicKey key) {
    int index = members.indexOf(key);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** How many members decide (rule A3). */
  public int quorum() {
    return quorum(size());
  }

  /** The quorum of {@code n} members, n − ⌊(n−1)/3⌋. */
  public static int quorum(int n) {
    return n - (n - 1) / 3;
  }

  /** The set that follows this one. */
  public ValidatorSet succeededBy(List<PublicKey> next) {
    return new ValidatorSet(Math.addExact(epoch, 1), next);
  }

  /** Canonical bytes: epoch(8) ‖ count(2) ‖ keys. A header commits to their digest. */
  public byte[] encoded() {
    var out = ByteBuffer.allocate(10 + size() * PublicKey.SIZE);
    out.putLong(epoch).putShort((short) size());
    members.forEach(key -> out.put(key.toArray()));
    return out.array();
  }
}
