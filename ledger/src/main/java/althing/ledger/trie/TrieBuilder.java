package althing.ledger.trie;

import althing.ledger.crypto.Keccak256;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the nodes of a trie in one pass over sorted entries. A node is the range of entries that
 * share the nibbles above it; what two neighbours of a sorted range share, all between them share.
 */
final class TrieBuilder {

  private static final byte[] NOTHING = {(byte) 0x80};

  private final byte[][] keys;
  private final byte[][] values;
  private byte @Nullable [] provenKey;
  private final List<Bytes> path = new ArrayList<>();

  /**
   * @param keys distinct, in unsigned byte order
   * @param values not empty, one for each key
   */
  TrieBuilder(byte[][] keys, byte[][] values) {
    this.keys = keys;
    this.values = values;
  }

  Hash root() {
    return keys.length == 0 ? MerklePatricia.EMPTY_ROOT : Keccak256.hash(node(0, keys.length, 0));
  }

  /** The nodes with a hash of their own on the way to {@code key}, root first. */
  List<Bytes> proof(byte[] key) {
    provenKey = key;
    byte[] root = node(0, keys.length, 0);
    if (root.length < Hash.SIZE) {
      path.add(Bytes.wrap(root));
    }
    return List.copyOf(path.reversed());
  }

  /**
   * The encoded node of the entries {@code from} to {@code to}, which share {@code depth} nibbles.
   */
  private byte[] node(int from, int to, int depth) {
    byte[] first = keys[from];
    byte[] encoded;
    if (to - from == 1) {
      byte[] piece = Nibbles.hexPrefix(first, depth, Nibbles.count(first), true);
      encoded = pair(piece, values[from]);
    } else {
      int fork = Nibbles.mismatch(first, keys[to - 1], depth);
      encoded =
          fork == depth
              ? branch(from, to, depth)
              : extension(Nibbles.hexPrefix(first, depth, fork, false), from, to, fork);
    }
    if (encoded.length >= Hash.SIZE && isOnPath(first, depth)) {
      path.add(Bytes.wrap(encoded));
    }
    return encoded;
  }

  private byte[] branch(int from, int to, int depth) {
    boolean valueHere = Nibbles.count(keys[from]) == depth;
    var children = new byte[16][];
    Arrays.fill(children, NOTHING);
    int start = valueHere ? from + 1 : from;
    while (start < to) {
      int nibble = Nibbles.at(keys[start], depth);
      int end = start + 1;
      while (end < to && Nibbles.at(keys[end], depth) == nibble) {
        end++;
      }
      children[nibble] = reference(node(start, end, depth + 1));
      start = end;
    }
    return new RlpWriter(560)
        .list(out -> {
          for (byte[] child : children) {
            out.raw(child);
          }
          out.bytes(valueHere ? values[from] : new byte[0]);
        })
        .toArray();
  }

  private byte[] extension(byte[] piece, int from, int to, int fork) {
    byte[] child = reference(node(from, to, fork));
    return new RlpWriter(piece.length + 48).list(out -> out.bytes(piece).raw(child)).toArray();
  }

  private static byte[] pair(byte[] piece, byte[] value) {
    return new RlpWriter(piece.length + value.length + 16)
        .list(out -> out.bytes(piece).bytes(value))
        .toArray();
  }

  /** How a parent holds a node: as it is if it is short, else by its hash. */
  private static byte[] reference(byte[] node) {
    if (node.length < Hash.SIZE) {
      return node;
    }
    byte[] reference = new byte[Hash.SIZE + 1];
    reference[0] = (byte) (0x80 + Hash.SIZE);
    System.arraycopy(Keccak256.digest(node), 0, reference, 1, Hash.SIZE);
    return reference;
  }

  private boolean isOnPath(byte[] key, int depth) {
    return provenKey != null && Nibbles.mismatch(key, provenKey, 0) >= depth;
  }
}
