package althing.ledger.trie;

import althing.ledger.crypto.Keccak256;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Roots and proofs of Merkle-Patricia tries (Yellow Paper, appendix D) that are built once from all
 * their entries and not kept. A list is the trie from RLP(index) to item, as block headers commit
 * to transactions and receipts.
 */
public final class MerklePatricia {

  /** The root of a trie without entries: Keccak-256 of the empty byte string's RLP. */
  public static final Hash EMPTY_ROOT = Keccak256.hash(new byte[] {(byte) 0x80});

  /** No proof is longer: a node for each half byte of a 32-byte key, and the last. */
  private static final int MAX_PROOF = 65;

  private static final int BRANCH = 16;

  private MerklePatricia() {}

  /** The root of the trie with these entries, none with an empty value. */
  public static Hash root(SortedMap<Bytes, Bytes> entries) {
    var keys = new byte[entries.size()][];
    var values = new byte[entries.size()][];
    int i = 0;
    for (var entry : entries.entrySet()) {
      keys[i] = entry.getKey().unsafeArray();
      values[i++] = entry.getValue().unsafeArray();
    }
    return new TrieBuilder(keys, values).root();
  }

  /** The root of a list. */
  public static Hash orderedRoot(List<byte[]> items) {
    return builder(items).root();
  }

  /**
   * Proof that the item at {@code index} is in the list: the encoded nodes from the root down to
   * it, without those that stand inside their parent.
   */
  public static List<Bytes> orderedProof(List<byte[]> items, int index) {
    if (index < 0 || index >= items.size()) {
      throw new IndexOutOfBoundsException("no item " + index + " among " + items.size());
    }
    return builder(items).proof(orderedKey(index));
  }

  /** The key of a list's item. */
  public static byte[] orderedKey(int index) {
    return new RlpWriter(5).number(index).toArray();
  }

  /**
   * Follows a proof from the root.
   *
   * @param proof encoded nodes from the root down
   * @return the value of {@code key}; empty if the proof shows that it has none
   * @throws MalformedException if the proof shows neither
   */
  public static Optional<Bytes> verifyProof(Hash root, byte[] key, List<Bytes> proof) {
    if (proof.isEmpty() && root.equals(EMPTY_ROOT)) {
      return Optional.empty();
    }
    if (proof.size() > MAX_PROOF) {
      throw new MalformedException("trie proof: more than " + MAX_PROOF + " nodes");
    }
    var walk = new Walk(key, proof);
    Optional<Bytes> value = walk.from(walk.next(root.unsafeArray()));
    if (walk.used != proof.size()) {
      throw new MalformedException("trie proof: nodes left over after node " + walk.used);
    }
    return value;
  }

  /** A descent along one key. */
  private static final class Walk {

    private final byte[] key;
    private final List<Bytes> proof;
    private int used;
    private int depth;

    Walk(byte[] key, List<Bytes> proof) {
      this.key = key;
      this.proof = proof;
    }

    /** The next node of the proof, which must have this hash. */
    byte[] next(byte[] hash) {
      if (used == proof.size()) {
        throw new MalformedException("trie proof: ends before node " + used);
      }
      byte[] node = proof.get(used).unsafeArray();
      if (!Arrays.equals(Keccak256.digest(node), hash)) {
        throw new MalformedException("trie proof: node " + used + " does not have the hash asked");
      }
      used++;
      return node;
    }

    Optional<Bytes> from(byte[] root) {
      byte[] node = root;
      while (true) {
        List<byte[]> items = items(node);
        byte[] reference;
        if (items.size() == BRANCH + 1) {
          if (depth == Nibbles.count(key)) {
            return present(items.get(BRANCH));
          }
          reference = items.get(Nibbles.at(key, depth++));
        } else if (items.size() == 2) {
          var piece = Nibbles.Piece.of(string(items.get(0)));
          if (!piece.isAt(key, depth)) {
            return Optional.empty();
          }
          depth += piece.length();
          if (piece.leaf()) {
            return depth == Nibbles.count(key) ? present(items.get(1)) : Optional.empty();
          }
          if (piece.length() == 0) {
            throw new MalformedException("trie node: extension by nothing");
          }
          reference = items.get(1);
        } else {
          throw new MalformedException("trie node: neither 2 nor 17 items");
        }
        if (RlpReader.of(reference).nextIsList()) {
          node = reference;
          continue;
        }
        byte[] hash = string(reference);
        if (hash.length == 0) {
          return Optional.empty();
        }
        node = next(hash);
      }
    }

    private static List<byte[]> items(byte[] node) {
      RlpReader in = RlpReader.of(node).field("trie node");
      List<byte[]> items = in.listOf(BRANCH + 1, RlpReader::rawItem);
      in.expectEnd();
      return items;
    }

    private static Optional<Bytes> present(byte[] item) {
      byte[] value = string(item);
      return value.length == 0 ? Optional.empty() : Optional.of(Bytes.wrap(value));
    }

    private static byte[] string(byte[] item) {
      return RlpReader.of(item).bytes();
    }
  }

  /** RLP orders small indexes 1 … 127, 0, 128 …: the entries are laid out in that order. */
  private static TrieBuilder builder(List<byte[]> items) {
    int count = items.size();
    var keys = new byte[count][];
    var values = new byte[count][];
    int zeroAt = Math.min(count, 0x80) - 1;
    for (int index = 0; index < count; index++) {
      int at = index == 0 ? zeroAt : index < 0x80 ? index - 1 : index;
      keys[at] = orderedKey(index);
      values[at] = items.get(index);
    }
    return new TrieBuilder(keys, values);
  }
}
