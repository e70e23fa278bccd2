package althing.node.core.mempool;

import althing.ledger.transaction.TransactionRefusal;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;

/** Why the mempool did not take a transaction. The messages open with the words clients match. */
public sealed interface PoolRefusal {

  String message();

  /** The very transaction is in the pool, or in a block that is about to become final. */
  record AlreadyKnown() implements PoolRefusal {
    @Override
    public String message() {
      return "already known";
    }
  }

  /** No block could hold it. */
  record Unfit(TransactionRefusal refusal) implements PoolRefusal {
    @Override
    public String message() {
      return refusal.message();
    }
  }

  /** Its envelope is too large. */
  record Oversized(int has, int limit) implements PoolRefusal {
    @Override
    public String message() {
      return "oversized data: transaction size " + has + ", limit " + limit;
    }
  }

  /** A transaction with its nonce is pooled, and its fees are not enough above that one's. */
  record ReplacementUnderpriced(Amount feeCap, Amount tip) implements PoolRefusal {
    @Override
    public String message() {
      return "replacement transaction underpriced: needs maxFeePerGas "
          + feeCap
          + " and maxPriorityFeePerGas "
          + tip;
    }
  }

  /** The pool is full of transactions that come before it. */
  record PoolFull(int limit) implements PoolRefusal {
    @Override
    public String message() {
      return "transaction underpriced: the transaction pool is full (" + limit + ")";
    }
  }

  /** The sender has as many transactions pooled as one sender may have. */
  record AccountFull(Address sender, int limit) implements PoolRefusal {
    @Override
    public String message() {
      return "account limit exceeded: " + sender + " has " + limit + " pooled transactions";
    }
  }
}
