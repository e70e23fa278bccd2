package althing.node.core.mempool;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import java.math.BigInteger;

/** A transaction in the pool with what it is ordered by. */
final class PooledTransaction {

  /**
   * A place in an order: higher fee first, then earlier arrival.
   *
   * @param arrival counts arrivals, so that no two places are the same
   */
  record Rank(BigInteger fee, long arrival) implements Comparable<Rank> {
    @Override
    public int compareTo(Rank other) {
      int byFee = other.fee.compareTo(fee);
      return byFee != 0 ? byFee : Long.compare(arrival, other.arrival);
    }
  }

  final AccountQueue queue;
  final SignedTransaction signed;
  final long arrivedMillis;

  /** By the tip offered. */
  final Rank byTip;

  /** By the highest price offered. */
  final Rank byCap;

  /** By the base fee up to which the whole tip is paid: cap less tip. */
  final Rank bySlack;

  /** The most it can cost its sender. */
  final BigInteger cost;

  /** Whether it is still in the pool. */
  boolean pooled;

  PooledTransaction(
      AccountQueue queue, SignedTransaction signed, long arrival, long arrivedMillis) {
    Transaction tx = signed.transaction();
    BigInteger cap = tx.maxFeePerGas().value();
    BigInteger tip = tx.maxPriorityFeePerGas().value();
    this.queue = queue;
    this.signed = signed;
    this.arrivedMillis = arrivedMillis;
    this.byTip = new Rank(tip, arrival);
    this.byCap = new Rank(cap, arrival);
    this.bySlack = new Rank(cap.subtract(tip), arrival);
    this.cost = tx.maxCost();
  }

  long nonce() {
    return signed.transaction().nonce();
  }

  long arrival() {
    return byTip.arrival();
  }

  int size() {
    return signed.encoded().size();
  }

  /** What the proposer earns a gas; negative if the price does not cover the base fee. */
  Rank rankAt(BigInteger baseFee) {
    return bySlack.fee().compareTo(baseFee) >= 0
        ? byTip
        : new Rank(byCap.fee().subtract(baseFee), arrival());
  }

  boolean covers(BigInteger baseFee) {
    return byCap.fee().compareTo(baseFee) >= 0;
  }
}
