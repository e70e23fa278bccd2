package althing.ledger.state;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.Arrays;
import java.util.List;

/**
 * What the state tree with a certain root says about a key: that it has a value, or that it has
 * none. To verify it takes nothing but the root and SHA-256.
 *
 * @param end what the key's path comes to
 * @param siblings hashes of the subtrees beside the path, the deepest first; at most 256
 */
public record StateProof(End end, List<Hash> siblings) {

  /** Where a path ends. */
  public sealed interface End {}

  /** In a subtree without entries: the key has none. */
  public record Nothing() implements End {}

  /** At the one entry of a subtree: the key's own, or another's, and then the key has none. */
  public record Leaf(Hash keyHash, Hash valueHash) implements End {}

  public StateProof {
    siblings = List.copyOf(siblings);
    if (siblings.size() > KeyPath.BITS) {
      throw new IllegalArgumentException(siblings.size() + " siblings, at most 256");
    }
  }

  /** Whether this shows that, under {@code root}, {@code key} has exactly {@code value}. */
  public boolean provesPresence(Hash root, Bytes key, Bytes value) {
    var own = new Leaf(Sha256.hash(key), Sha256.hash(value));
    return own.equals(end) && leadsTo(root, own.keyHash().unsafeArray());
  }

  /** Whether this shows that, under {@code root}, {@code key} has no value. */
  public boolean provesAbsence(Hash root, Bytes key) {
    byte[] path = Sha256.digest(key.unsafeArray());
    return switch (end) {
      case Nothing _ -> leadsTo(root, path);
      case Leaf other -> {
        byte[] otherPath = other.keyHash().unsafeArray();
        yield !Arrays.equals(otherPath, path)
            && KeyPath.sameStart(otherPath, path, siblings.size())
            && leadsTo(root, path);
      }
    };
  }

  private boolean leadsTo(Hash root, byte[] path) {
    byte[] hash =
        switch (end) {
          case Nothing _ -> Hash.ZERO.unsafeArray();
          case Leaf leaf ->
              StateHash.leaf(leaf.keyHash().unsafeArray(), leaf.valueHash().unsafeArray());
        };
    int depth = siblings.size();
    for (Hash next : siblings) {
      depth--;
      byte[] sibling = next.unsafeArray();
      hash =
          KeyPath.bit(path, 0, depth) == 0
              ? StateHash.inner(hash, sibling)
              : StateHash.inner(sibling, hash);
    }
    return Arrays.equals(hash, root.unsafeArray());
  }
}
