package althing.ledger.chain;

import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader.LogQuery;
import althing.ledger.chain.ChainReader.TooManyResultsException;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * In which blocks an address or a topic occurs, by the last 8 bytes of either: LOGS holds position
 * (1) ‖ last bytes (8) ‖ height (8) with empty values. Position 0 is the address, 1 to 4 are the
 * topics, 255 is any log at all. Values that share their last bytes share entries, so a block found
 * here may have no matching log; one that has is always found.
 */
final class LogIndex {

  private static final int ADDRESS = 0;
  private static final int ANY_LOG = 255;
  private static final int ITEM_SIZE = 1 + Long.BYTES;

  private final KeyValueStore store;

  LogIndex(KeyValueStore store) {
    this.store = store;
  }

  /** One thing to look for: its position and the last 8 bytes. */
  private record Item(int position, long tail) {

    static Item address(Address address) {
      return new Item(ADDRESS, Keys.getLong(address.unsafeArray(), Address.SIZE - Long.BYTES));
    }

    static Item topic(int index, Hash topic) {
      return new Item(1 + index, Keys.getLong(topic.unsafeArray(), Hash.SIZE - Long.BYTES));
    }

    byte[] key(long height) {
      byte[] key = new byte[ITEM_SIZE + Long.BYTES];
      key[0] = (byte) position;
      Keys.putLong(key, 1, tail);
      Keys.putLong(key, ITEM_SIZE, height);
      return key;
    }
  }

  /** The keys under which a block with these receipts is found. */
  static List<byte[]> keys(long height, List<Receipt> receipts) {
    Set<Item> items = new HashSet<>();
    for (Receipt receipt : receipts) {
      for (Log log : receipt.logs()) {
        items.add(Item.address(log.address()));
        for (int i = 0; i < log.topics().size(); i++) {
          items.add(Item.topic(i, log.topics().get(i)));
        }
      }
    }
    if (!items.isEmpty()) {
      items.add(new Item(ANY_LOG, 0));
    }
    return items.stream().map(item -> item.key(height)).toList();
  }

  static void write(Batch batch, long height, List<Receipt> receipts) {
    for (byte[] key : keys(height, receipts)) {
      batch.put(Column.LOGS, key, new byte[0]);
    }
  }

  /**
   * Heights that may have a match, rising. Close it.
   *
   * @param maxSeeks entries that are looked up at most
   */
  Candidates candidates(LogQuery query, int maxSeeks) {
    var criteria = new ArrayList<List<Item>>();
    if (!query.addresses().isEmpty()) {
      criteria.add(query.addresses().stream().map(Item::address).distinct().toList());
    }
    for (int i = 0; i < query.topics().size(); i++) {
      int position = i;
      Set<Hash> alternatives = query.topics().get(i);
      if (!alternatives.isEmpty()) {
        criteria.add(
            alternatives.stream().map(topic -> Item.topic(position, topic)).distinct().toList());
      }
    }
    if (criteria.isEmpty()) {
      criteria.add(List.of(new Item(ANY_LOG, 0)));
    }
    return new Candidates(
        store.cursor(Column.LOGS), criteria, Math.max(query.fromHeight(), 0), maxSeeks);
  }

  /** Whether a log matches the query exactly, heights aside. */
  static boolean matches(LogQuery query, Log log) {
    if (!query.addresses().isEmpty() && !query.addresses().contains(log.address())) {
      return false;
    }
    if (query.topics().size() > log.topics().size()) {
      return false;
    }
    for (int i = 0; i < query.topics().size(); i++) {
      Set<Hash> alternatives = query.topics().get(i);
      if (!alternatives.isEmpty() && !alternatives.contains(log.topics().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** An intersection of unions of rows of heights, found by leaping from one to the other. */
  static final class Candidates implements AutoCloseable {
    private static final long NONE = Long.MAX_VALUE;

    private final Cursor cursor;
    private final List<Alternatives> criteria;
    private final long first;
    private final int maxSeeks;
    private int seeks;

    private Candidates(Cursor cursor, List<List<Item>> criteria, long first, int maxSeeks) {
      this.cursor = cursor;
      this.criteria = criteria.stream().map(Alternatives::new).toList();
      this.first = first;
      this.maxSeeks = maxSeeks;
    }

    /**
     * The first height from {@code from} to {@code to}, both included.
     *
     * @throws TooManyResultsException when the seeks are used up
     */
    OptionalLong next(long from, long to) {
      if (from > to) {
        return OptionalLong.empty();
      }
      long height = from;
      int agreed = 0;
      for (int i = 0; agreed < criteria.size(); i = (i + 1) % criteria.size()) {
        long found = criteria.get(i).ceiling(height);
        if (found > to) {
          return OptionalLong.empty();
        }
        agreed = found == height ? agreed + 1 : 1;
        height = found;
      }
      return OptionalLong.of(height);
    }

    @Override
    public void close() {
      cursor.close();
    }

    /** The union of some rows; remembers where each row stands, so that no seek is repeated. */
    private final class Alternatives {
      private final List<Item> items;
      private final long[] heights;

      Alternatives(List<Item> items) {
        this.items = items;
        this.heights = new long[items.size()];
        Arrays.fill(heights, -1);
      }

      long ceiling(long height) {
        long least = NONE;
        for (int i = 0; i < heights.length; i++) {
          if (heights[i] < height) {
            heights[i] = seek(items.get(i), height);
          }
          least = Math.min(least, heights[i]);
        }
        return least;
      }

      private long seek(Item item, long height) {
        if (++seeks > maxSeeks) {
          throw TooManyResultsException.work(maxSeeks, first, height - 1);
        }
        byte[] wanted = item.key(height);
        cursor.seek(wanted);
        if (!cursor.isValid()) {
          return NONE;
        }
        byte[] key = cursor.key();
        return key.length == wanted.length && Arrays.equals(key, 0, ITEM_SIZE, wanted, 0, ITEM_SIZE)
            ? Keys.getLong(key, ITEM_SIZE)
            : NONE;
      }
    }
  }
}
