package althing.ledger.state;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Four levels of the state tree as they are stored: 16 slots, each empty, a leaf, or a link to the
 * page below. A subtree with one entry is always a leaf in a slot, so a link has two entries below
 * it or more.
 *
 * <p>Bytes: occupied slots(2, slot 0 is the lowest bit) ‖ those that are leaves(2) ‖ for each
 * occupied slot in order a leaf: key hash(32) ‖ value hash(32), or a link: height(8) ‖ hash(32) ‖
 * for each inner node below the top that has two entries below it or more, level by level from the
 * left, its hash(32). So reading a page hashes nothing and a changed slot costs the hashes above
 * it.
 *
 * <p>A page does not change, but for the pages below that it keeps in memory.
 */
final class Page {

  static final int SLOTS = 16;
  static final Page EMPTY = new Page(new byte[4], new byte[Hash.SIZE]);

  private static final int HEAD = 4;
  private static final int LEAF_SIZE = 2 * Hash.SIZE;
  private static final int LINK_SIZE = Long.BYTES + Hash.SIZE;
  private static final int TOP = 1;

  private final int occupied;
  private final int leaves;

  /** The inner nodes whose hashes are stored, as bits of the heap. */
  private final int stored;

  /** Where the stored hashes start. */
  private final int innerAt;

  private final byte[] data;

  /** The hash of the page, which its parent names. */
  private final byte[] top;

  private Page @Nullable [] resident;

  /** Takes over both arrays. */
  private Page(byte[] data, byte[] top) {
    this.data = data;
    this.top = top;
    occupied = BigEndian.getShort(data, 0);
    leaves = BigEndian.getShort(data, 2);
    stored = stored(occupied, leaves);
    innerAt = length(occupied, leaves);
  }

  /**
   * Reads a page, without hashing.
   *
   * @param hash what its parent says its hash is; {@link #isConsistent} finds out
   * @throws MalformedException if these are not the bytes of a page
   */
  static Page decode(Bytes bytes, Hash hash) {
    byte[] data = bytes.unsafeArray();
    if (data.length < HEAD) {
      throw new MalformedException("%d bytes are less than a head".formatted(data.length));
    }
    int occupied = BigEndian.getShort(data, 0);
    int leaves = BigEndian.getShort(data, 2);
    if ((leaves & ~occupied) != 0) {
      throw new MalformedException("leaves %x in empty slots".formatted(leaves & ~occupied));
    }
    int length = length(occupied, leaves) + Integer.bitCount(stored(occupied, leaves)) * Hash.SIZE;
    if (data.length != length) {
      throw new MalformedException("%d bytes instead of %d".formatted(data.length, length));
    }
    return new Page(data, hash.unsafeArray());
  }

  /** Whether the slots lead to all hashes that are stored, and to the page's own. */
  boolean isConsistent() {
    byte[] claimed = new byte[Hash.SIZE];
    byte[] folded = new byte[Hash.SIZE];
    for (int node = TOP; node < SLOTS; node++) {
      if (node == TOP || isStored(node)) {
        putHash(node, claimed, 0);
        fold(node, folded, 0);
        if (!Arrays.equals(claimed, folded)) {
          return false;
        }
      }
    }
    return true;
  }

  /** A page of these children, at least one; {@code keep} makes it hold the pages below. */
  static Page of(@Nullable Child[] children, boolean keep) {
    return EMPTY.with(0xffff, children, keep);
  }

  /** This page with the children of the {@code changed} slots replaced. */
  Page with(int changed, @Nullable Child[] children, boolean keep) {
    int nextOccupied = occupied & ~changed;
    int nextLeaves = leaves & ~changed;
    for (int slot = 0; slot < SLOTS; slot++) {
      if ((changed >>> slot & 1) != 0) {
        Child child = children[slot];
        nextOccupied |= child == null ? 0 : 1 << slot;
        nextLeaves |= child instanceof Child.Leaf ? 1 << slot : 0;
      }
    }
    int nextStored = stored(nextOccupied, nextLeaves);
    int nextInnerAt = length(nextOccupied, nextLeaves);
    byte[] next = new byte[nextInnerAt + Integer.bitCount(nextStored) * Hash.SIZE];
    BigEndian.putShort(next, 0, nextOccupied);
    BigEndian.putShort(next, 2, nextLeaves);
    int at = HEAD;
    for (int slot = 0; slot < SLOTS; slot++) {
      if ((changed >>> slot & 1) == 0) {
        if (!isEmpty(slot)) {
          int size = isLeaf(slot) ? LEAF_SIZE : LINK_SIZE;
          System.arraycopy(data, offset(slot), next, at, size);
          at += size;
        }
      } else {
        switch (children[slot]) {
          case null -> {}
          case Child.Leaf leaf -> {
            System.arraycopy(leaf.keyHash(), 0, next, at, Hash.SIZE);
            System.arraycopy(leaf.valueHash(), 0, next, at + Hash.SIZE, Hash.SIZE);
            at += LEAF_SIZE;
          }
          case Child.Link link -> {
            BigEndian.putLong(next, at, link.height());
            System.arraycopy(link.page().top, 0, next, at + Long.BYTES, Hash.SIZE);
            at += LINK_SIZE;
          }
        }
      }
    }
    byte[] nextTop = new byte[Hash.SIZE];
    var page = new Page(next, nextTop);
    page.foldFrom(this, changed);
    page.fold(TOP, nextTop, 0);
    if (keep) {
      page.keepLike(this, changed, children);
    }
    return page;
  }

  /** Fills in the stored hashes: those above {@code changed} anew, the others as they were. */
  private void foldFrom(Page before, int changed) {
    for (int node = SLOTS - 1; node > TOP; node--) {
      if (isStored(node)) {
        if ((covered(node) & changed) != 0) {
          fold(node, data, storedAt(node));
        } else {
          System.arraycopy(before.data, before.storedAt(node), data, storedAt(node), Hash.SIZE);
        }
      }
    }
  }

  private void keepLike(Page before, int changed, @Nullable Child[] children) {
    for (int slot = 0; slot < SLOTS; slot++) {
      Page below = before.resident(slot);
      if ((changed >>> slot & 1) != 0) {
        below = children[slot] instanceof Child.Link link ? link.page() : null;
      }
      if (below != null) {
        keep(slot, below);
      }
    }
  }

  /** The same page, each of its links naming {@code height} as the one that wrote what is below. */
  Page linkedAt(long height) {
    byte[] linked = data.clone();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (isLink(slot)) {
        BigEndian.putLong(linked, offset(slot), height);
      }
    }
    return new Page(linked, top);
  }

  Bytes bytes() {
    return Bytes.wrap(data);
  }

  Hash hash() {
    return Hash.wrap(top);
  }

  int occupied() {
    return occupied;
  }

  boolean isEmpty(int slot) {
    return (occupied >>> slot & 1) == 0;
  }

  boolean isLeaf(int slot) {
    return (leaves >>> slot & 1) != 0;
  }

  boolean isLink(int slot) {
    return ((occupied & ~leaves) >>> slot & 1) != 0;
  }

  Child.Leaf leaf(int slot) {
    int at = offset(slot);
    return new Child.Leaf(
        Arrays.copyOfRange(data, at, at + Hash.SIZE),
        Arrays.copyOfRange(data, at + Hash.SIZE, at + LEAF_SIZE));
  }

  /** The height that wrote the page below {@code slot}. */
  long linkHeight(int slot) {
    return BigEndian.getLong(data, offset(slot));
  }

  /** The slots below a node of the heap, as bits; from 16 on a node is a slot. */
  static int covered(int node) {
    int level = 31 - Integer.numberOfLeadingZeros(node);
    int width = SLOTS >>> level;
    int first = (node - (1 << level)) * width;
    return ((1 << width) - 1) << first;
  }

  /** Whether the tree ends at this node of the heap: nothing is below it, or one entry is. */
  boolean isSettled(int node) {
    return isSettled(node, occupied, leaves);
  }

  private static boolean isSettled(int node, int occupied, int leaves) {
    int below = occupied & covered(node);
    return below == 0 || (below & below - 1) == 0 && (below & leaves) != 0;
  }

  private static int stored(int occupied, int leaves) {
    int stored = 0;
    for (int node = TOP + 1; node < SLOTS; node++) {
      stored |= isSettled(node, occupied, leaves) ? 0 : 1 << node;
    }
    return stored;
  }

  private boolean isStored(int node) {
    return (stored >>> node & 1) != 0;
  }

  private int storedAt(int node) {
    return innerAt + Integer.bitCount(stored & (1 << node) - 1) * Hash.SIZE;
  }

  /** The hash of a node of the heap: 1..15 inner, 16..31 the slots. */
  byte[] hashAt(int node) {
    byte[] hash = new byte[Hash.SIZE];
    putHash(node, hash, 0);
    return hash;
  }

  private void putHash(int node, byte[] target, int at) {
    int slot = node - SLOTS;
    if (node == TOP) {
      System.arraycopy(top, 0, target, at, Hash.SIZE);
    } else if (slot < 0 && isStored(node)) {
      System.arraycopy(data, storedAt(node), target, at, Hash.SIZE);
    } else if (slot >= 0 && isLink(slot)) {
      System.arraycopy(data, offset(slot) + Long.BYTES, target, at, Hash.SIZE);
    } else {
      putSettled(node, target, at);
    }
  }

  private void putSettled(int node, byte[] target, int at) {
    int below = occupied & covered(node);
    if (below == 0) {
      Arrays.fill(target, at, at + Hash.SIZE, (byte) 0);
    } else {
      StateHash.leaf(data, offset(Integer.numberOfTrailingZeros(below)), target, at);
    }
  }

  /** Hashes an inner node from what is below it. */
  private void fold(int node, byte[] target, int at) {
    if (isSettled(node)) {
      putSettled(node, target, at);
    } else {
      byte[] input = StateHash.innerInput();
      putHash(2 * node, input, StateHash.LEFT);
      putHash(2 * node + 1, input, StateHash.RIGHT);
      Sha256.digest(input, target, at);
    }
  }

  Hash slotHash(int slot) {
    return Hash.wrap(hashAt(SLOTS + slot));
  }

  /** The page below {@code slot} if it is kept in memory. */
  @Nullable Page resident(int slot) {
    return resident == null ? null : resident[slot];
  }

  void keep(int slot, Page below) {
    if (resident == null) {
      resident = new Page[SLOTS];
    }
    resident[slot] = below;
  }

  void forgetBelow() {
    resident = null;
  }

  private int offset(int slot) {
    int before = (1 << slot) - 1;
    return length(occupied & before, leaves & before);
  }

  private static int length(int occupied, int leaves) {
    int leafCount = Integer.bitCount(leaves);
    return HEAD + leafCount * LEAF_SIZE + (Integer.bitCount(occupied) - leafCount) * LINK_SIZE;
  }
}
