package althing.ledger.state;

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
 * occupied slot in order a leaf: key hash(32) ‖ value hash(32), or a link: height(8) ‖ hash(32).
 *
 * <p>A page does not change, but for the pages below that it keeps in memory.
 */
final class Page {

  static final int SLOTS = 16;
  static final Page EMPTY = new Page(new byte[4]);

  private static final int HEAD = 4;
  private static final int LEAF_SIZE = 2 * Hash.SIZE;
  private static final int LINK_SIZE = Long.BYTES + Hash.SIZE;

  private final int occupied;
  private final int leaves;
  private final byte[] data;

  /** Hashes of the 15 inner nodes as a heap: 1 is the page's top, 2i and 2i + 1 are below i. */
  private final byte[] inner;

  private Page @Nullable [] resident;

  private Page(byte[] data) {
    this(data, new byte[SLOTS * Hash.SIZE], 0xffff);
  }

  /** Takes over both arrays; {@code inner} is right but for what is above the changed slots. */
  private Page(byte[] data, byte[] inner, int changed) {
    this.data = data;
    this.inner = inner;
    occupied = BigEndian.getShort(data, 0);
    leaves = BigEndian.getShort(data, 2);
    for (int node = SLOTS - 1; node > 0; node--) {
      if ((covered(node) & changed) != 0) {
        foldNode(node);
      }
    }
  }

  /**
   * Reads a page.
   *
   * @throws MalformedException if these are not the bytes of a page
   */
  static Page decode(Bytes bytes) {
    byte[] data = bytes.unsafeArray();
    if (data.length < HEAD) {
      throw new MalformedException("%d bytes are less than a head".formatted(data.length));
    }
    int occupied = BigEndian.getShort(data, 0);
    int leaves = BigEndian.getShort(data, 2);
    if ((leaves & ~occupied) != 0) {
      throw new MalformedException("leaves %x in empty slots".formatted(leaves & ~occupied));
    }
    int length = length(occupied, leaves);
    if (data.length != length) {
      throw new MalformedException("%d bytes instead of %d".formatted(data.length, length));
    }
    return new Page(data);
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
    byte[] next = new byte[length(nextOccupied, nextLeaves)];
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
            System.arraycopy(link.page().inner, Hash.SIZE, next, at + Long.BYTES, Hash.SIZE);
            at += LINK_SIZE;
          }
        }
      }
    }
    var page = new Page(next, inner.clone(), changed);
    if (keep) {
      page.keepLike(this, changed, children);
    }
    return page;
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

  Bytes bytes() {
    return Bytes.wrap(data);
  }

  Hash hash() {
    return Hash.wrap(hashAt(1));
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
    int below = occupied & covered(node);
    return below == 0 || (below & below - 1) == 0 && (below & leaves) != 0;
  }

  /** The hash of a node of the heap: 1..15 inner, 16..31 the slots. */
  byte[] hashAt(int node) {
    byte[] hash = new byte[Hash.SIZE];
    if (node < SLOTS) {
      System.arraycopy(inner, node * Hash.SIZE, hash, 0, Hash.SIZE);
      return hash;
    }
    int slot = node - SLOTS;
    if (isLeaf(slot)) {
      return StateHash.leaf(data, offset(slot));
    }
    if (isLink(slot)) {
      System.arraycopy(data, offset(slot) + Long.BYTES, hash, 0, Hash.SIZE);
    }
    return hash;
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

  private void foldNode(int node) {
    int below = occupied & covered(node);
    int at = node * Hash.SIZE;
    boolean single = below != 0 && isSettled(node);
    if (below == 0) {
      Arrays.fill(inner, at, at + Hash.SIZE, (byte) 0);
    } else if (node >= SLOTS / 2) {
      byte[] hash =
          single
              ? StateHash.leaf(data, offset(Integer.numberOfTrailingZeros(below)))
              : StateHash.inner(hashAt(2 * node), 0, hashAt(2 * node + 1), 0);
      System.arraycopy(hash, 0, inner, at, Hash.SIZE);
    } else if (single) {
      int side = (covered(2 * node) & below) != 0 ? 2 * node : 2 * node + 1;
      System.arraycopy(inner, side * Hash.SIZE, inner, at, Hash.SIZE);
    } else {
      byte[] hash = StateHash.inner(inner, 2 * node * Hash.SIZE, inner, (2 * node + 1) * Hash.SIZE);
      System.arraycopy(hash, 0, inner, at, Hash.SIZE);
    }
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
