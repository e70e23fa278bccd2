package althing.node.rpc.eth;

import althing.ledger.block.Block;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainReader.TransactionPlace;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Pages of an account's transactions. A page holds whole blocks, so that it may be longer than was
 * asked for and the next one begins at another height.
 */
final class AccountHistory {

  private static final int BLOCKS_AT_A_TIME = 16;

  private final ChainReader chain;

  AccountHistory(ChainReader chain) {
    this.chain = chain;
  }

  /**
   * @param places newest first
   * @param first nothing newer exists
   * @param last nothing older exists
   */
  record Page(List<TransactionPlace> places, boolean first, boolean last) {}

  /** Transactions below {@code height}, or the newest ones when it is 0. */
  Page before(Address account, long height, int size) {
    long from = height == 0 ? chain.headHeight() : height - 1;
    var places = new ArrayList<TransactionPlace>();
    boolean more = collect(account, from, false, size, places);
    return new Page(places, height == 0, !more);
  }

  /** Transactions above {@code height}, or the oldest ones when it is 0. */
  Page after(Address account, long height, int size) {
    var places = new ArrayList<TransactionPlace>();
    boolean more = collect(account, height == 0 ? 0 : height + 1, true, size, places);
    Collections.reverse(places);
    return new Page(places, !more, height == 0);
  }

  /** Adds whole blocks until there are {@code size}; whether there are more behind them. */
  private boolean collect(
      Address account, long from, boolean rising, int size, List<TransactionPlace> places) {
    long next = from;
    while (true) {
      List<Long> heights = chain.blocksOf(account, next, rising, BLOCKS_AT_A_TIME);
      for (long height : heights) {
        if (places.size() >= size) {
          return true;
        }
        add(account, height, rising, places);
        next = rising ? height + 1 : height - 1;
      }
      if (heights.size() < BLOCKS_AT_A_TIME) {
        return false;
      }
    }
  }

  private void add(Address account, long height, boolean rising, List<TransactionPlace> places) {
    Block block = chain.block(height).orElseThrow();
    List<SignedTransaction> transactions = block.body().transactions();
    for (int i = 0; i < transactions.size(); i++) {
      int index = rising ? i : transactions.size() - 1 - i;
      SignedTransaction transaction = transactions.get(index);
      if (transaction.sender().equals(account)
          || Objects.equals(account, transaction.transaction().to())) {
        places.add(new TransactionPlace(height, index));
      }
    }
  }
}
