package althing.ledger.chain;

import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * In which blocks an account sends or is sent to. What it sends is found by sender and nonce, whose
 * heights rise together; what it is sent, in LOGS under position 254 ‖ last 8 bytes of the address
 * ‖ height (8) with empty values.
 */
final class AccountIndex {

  private static final int RECIPIENT = 254;
  private static final int ITEM_SIZE = 1 + Long.BYTES;

  private final KeyValueStore store;

  AccountIndex(KeyValueStore store) {
    this.store = store;
  }

  /** Adds the recipients of a block's transactions. */
  static void write(Batch batch, long height, List<SignedTransaction> transactions) {
    keys(height, transactions).forEach(key -> batch.put(Column.LOGS, key, new byte[0]));
  }

  /** The keys under which the recipients of a block's transactions are found. */
  static List<byte[]> keys(long height, List<SignedTransaction> transactions) {
    var tails = new HashSet<Long>();
    for (SignedTransaction signed : transactions) {
      Address to = signed.transaction().to();
      if (to != null) {
        tails.add(tail(to));
      }
    }
    return tails.stream().map(tail -> key(tail, height)).toList();
  }

  /** As {@link ChainReader#blocksOf}. */
  List<Long> blocks(Address account, long from, boolean rising, int limit) {
    var heights = new TreeSet<Long>();
    addReceived(account, from, rising, limit, heights);
    addSent(account, from, rising, limit, heights);
    return (rising ? heights : heights.descendingSet()).stream().limit(limit).toList();
  }

  private void addReceived(
      Address account, long from, boolean rising, int limit, Set<Long> heights) {
    byte[] wanted = key(tail(account), from);
    try (Cursor cursor = store.cursor(Column.LOGS)) {
      if (rising) {
        cursor.seek(wanted);
      } else {
        cursor.seekForPrev(wanted);
      }
      for (int count = 0; count < limit && isOf(cursor, wanted); count++) {
        heights.add(Keys.getLong(cursor.key(), ITEM_SIZE));
        step(cursor, rising);
      }
    }
  }

  private static boolean isOf(Cursor cursor, byte[] wanted) {
    if (!cursor.isValid()) {
      return false;
    }
    byte[] key = cursor.key();
    return key.length == wanted.length && Arrays.equals(key, 0, ITEM_SIZE, wanted, 0, ITEM_SIZE);
  }

  private void addSent(Address account, long from, boolean rising, int limit, Set<Long> heights) {
    try (Cursor cursor = store.cursor(Column.INDEX)) {
      long nonce = firstNonceFrom(cursor, account, rising ? from : from + 1);
      cursor.seek(Keys.senderNonce(account, nonce));
      if (!rising) {
        if (nonce == 0) {
          return;
        }
        cursor.seek(Keys.senderNonce(account, nonce - 1));
      }
      var found = new ArrayList<Long>();
      while (found.size() < limit && isSentBy(cursor, account)) {
        long height = Keys.place(cursor.value(), Column.INDEX).height();
        if (found.isEmpty() || found.getLast() != height) {
          found.add(height);
        }
        step(cursor, rising);
      }
      heights.addAll(found);
    }
  }

  /** The lowest nonce whose transaction is at or above {@code height}; by bisection. */
  private long firstNonceFrom(Cursor cursor, Address account, long height) {
    cursor.seekForPrev(Keys.senderNonce(account, -1));
    if (!isSentBy(cursor, account)) {
      return 0;
    }
    long low = 0;
    long high = Keys.getLong(cursor.key(), Address.SIZE) + 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      byte[] place = store.get(Column.INDEX, Keys.senderNonce(account, middle));
      if (place != null && Keys.place(place, Column.INDEX).height() < height) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isSentBy(Cursor cursor, Address account) {
    if (!cursor.isValid()) {
      return false;
    }
    byte[] key = cursor.key();
    byte[] sender = account.unsafeArray();
    return key.length == Address.SIZE + Long.BYTES
        && Arrays.equals(key, 0, Address.SIZE, sender, 0, Address.SIZE);
  }

  private static void step(Cursor cursor, boolean rising) {
    if (rising) {
      cursor.next();
    } else {
      cursor.prev();
    }
  }

  private static long tail(Address account) {
    return Keys.getLong(account.unsafeArray(), Address.SIZE - Long.BYTES);
  }

  private static byte[] key(long tail, long height) {
    byte[] key = new byte[ITEM_SIZE + Long.BYTES];
    key[0] = (byte) RECIPIENT;
    Keys.putLong(key, 1, tail);
    Keys.putLong(key, ITEM_SIZE, height);
    return key;
  }
}
