package althing.ledger.port;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map of byte strings, as an AVL tree whose changes copy the path from the
 * root. Keys are ordered as unsigned bytes.
 */
final class SortedBytes {

  static final SortedBytes EMPTY = new SortedBytes(null);

  private final @Nullable Node root;

  private SortedBytes(@Nullable Node root) {
    this.root = root;
  }

  /** One key with its value. */
  interface Entry {
    byte[] key();

    byte[] value();
  }

  byte @Nullable [] get(byte[] key) {
    Node node = root;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  SortedBytes with(byte[] key, byte[] value) {
    return new SortedBytes(put(root, key, value));
  }

  SortedBytes without(byte[] key) {
    return get(key) == null ? this : new SortedBytes(remove(root, key));
  }

  /** Without the keys from {@code from} up to, not including, {@code to}. */
  SortedBytes withoutRange(byte[] from, byte[] to) {
    SortedBytes rest = this;
    Entry next = rest.ceiling(from);
    while (next != null && Arrays.compareUnsigned(next.key(), to) < 0) {
      rest = rest.without(next.key());
      next = rest.ceiling(from);
    }
    return rest;
  }

  @Nullable Entry first() {
    return root == null ? null : leftmost(root);
  }

  @Nullable Entry last() {
    Node node = root;
    while (node != null && node.right != null) {
      node = node.right;
    }
    return node;
  }

  /** The first entry at or after {@code key}. */
  @Nullable Entry ceiling(byte[] key) {
    return following(key, true);
  }

  /** The first entry after {@code key}. */
  @Nullable Entry higher(byte[] key) {
    return following(key, false);
  }

  /** The last entry at or before {@code key}. */
  @Nullable Entry floor(byte[] key) {
    return preceding(key, true);
  }

  /** The last entry before {@code key}. */
  @Nullable Entry lower(byte[] key) {
    return preceding(key, false);
  }

  private @Nullable Entry following(byte[] key, boolean inclusive) {
    Node node = root;
    Node found = null;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order < 0 || order == 0 && inclusive) {
        found = node;
        node = node.left;
      } else {
        node = node.right;
      }
    }
    return found;
  }

  private @Nullable Entry preceding(byte[] key, boolean inclusive) {
    Node node = root;
    Node found = null;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order > 0 || order == 0 && inclusive) {
        found = node;
        node = node.right;
      } else {
        node = node.left;
      }
    }
    return found;
  }

  private static Node put(@Nullable Node node, byte[] key, byte[] value) {
    if (node == null) {
      return new Node(key, value, null, null);
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order == 0) {
      return new Node(key, value, node.left, node.right);
    }
    return order < 0
        ? balanced(node, put(node.left, key, value), node.right)
        : balanced(node, node.left, put(node.right, key, value));
  }

  private static @Nullable Node remove(@Nullable Node node, byte[] key) {
    if (node == null) {
      return null;
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order < 0) {
      return balanced(node, remove(node.left, key), node.right);
    }
    if (order > 0) {
      return balanced(node, node.left, remove(node.right, key));
    }
    if (node.left == null) {
      return node.right;
    }
    if (node.right == null) {
      return node.left;
    }
    Node heir = leftmost(node.right);
    return balanced(heir, node.left, remove(node.right, heir.key));
  }

  private static Node leftmost(Node node) {
    Node first = node;
    while (first.left != null) {
      first = first.left;
    }
    return first;
  }

  /** {@code entry} over two subtrees whose heights differ by at most 2. */
  private static Node balanced(Node entry, @Nullable Node left, @Nullable Node right) {
    int lean = height(left) - height(right);
    if (left != null && lean > 1) {
      Node inner = left.right;
      if (inner != null && height(left.left) < inner.height) {
        return new Node(
            inner.key,
            inner.value,
            new Node(left.key, left.value, left.left, inner.left),
            new Node(entry.key, entry.value, inner.right, right));
      }
      return new Node(
          left.key, left.value, left.left, new Node(entry.key, entry.value, inner, right));
    }
    if (right != null && lean < -1) {
      Node inner = right.left;
      if (inner != null && height(right.right) < inner.height) {
        return new Node(
            inner.key,
            inner.value,
            new Node(entry.key, entry.value, left, inner.left),
            new Node(right.key, right.value, inner.right, right.right));
      }
      return new Node(
          right.key, right.value, new Node(entry.key, entry.value, left, inner), right.right);
    }
    return new Node(entry.key, entry.value, left, right);
  }

  private static int height(@Nullable Node node) {
    return node == null ? 0 : node.height;
  }

  private static final class Node implements Entry {
    final byte[] key;
    final byte[] value;
    final @Nullable Node left;
    final @Nullable Node right;
    final int height;

    Node(byte[] key, byte[] value, @Nullable Node left, @Nullable Node right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(height(left), height(right));
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return value;
    }
  }
}
