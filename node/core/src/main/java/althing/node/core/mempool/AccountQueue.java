package althing.node.core.mempool;

import althing.ledger.account.Account;
import althing.ledger.types.Address;
import java.math.BigInteger;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pooled transactions of one sender by nonce, none below the sender's next. */
final class AccountQueue {

  final Address sender;
  final TreeMap<Long, PooledTransaction> byNonce = new TreeMap<>();
  Account account;

  /** What all of them can cost together. */
  BigInteger cost = BigInteger.ZERO;

  /** As the pool's orders know it; kept by {@link Mempool}. */
  @Nullable PooledTransaction orderedHead;

  @Nullable PooledTransaction orderedTail;
  boolean orderedTailQueued;

  AccountQueue(Address sender, Account account) {
    this.sender = sender;
    this.account = account;
  }

  void put(PooledTransaction pooled) {
    byNonce.put(pooled.nonce(), pooled);
    cost = cost.add(pooled.cost);
  }

  void remove(PooledTransaction pooled) {
    byNonce.remove(pooled.nonce());
    cost = cost.subtract(pooled.cost);
  }

  /** The transaction that can run next, or null. */
  @Nullable PooledTransaction head() {
    return byNonce.get(account.nonce());
  }

  @Nullable PooledTransaction tail() {
    return byNonce.isEmpty() ? null : byNonce.lastEntry().getValue();
  }

  /** Whether a nonce is missing before the last transaction. */
  boolean hasGap() {
    return !byNonce.isEmpty() && byNonce.lastKey() - account.nonce() != byNonce.size() - 1;
  }

  /** The first nonce, from the sender's next on, that has no transaction. */
  long firstMissingNonce() {
    if (!hasGap()) {
      return account.nonce() + byNonce.size();
    }
    long next = account.nonce();
    for (long nonce : byNonce.keySet()) {
      if (nonce != next) {
        break;
      }
      next++;
    }
    return next;
  }
}
