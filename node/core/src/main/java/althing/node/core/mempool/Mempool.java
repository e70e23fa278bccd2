package althing.node.core.mempool;

import althing.ledger.account.Account;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionRefusal;
import althing.ledger.transaction.TransactionRefusal.InsufficientFunds;
import althing.ledger.transaction.TransactionRefusal.NonceTooHigh;
import althing.ledger.transaction.TransactionRefusal.NonceTooLow;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi.PoolContent;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that wait for a block, by sender and nonce. A sender's transactions without a gap
 * from its next nonce on are pending, those behind a gap are queued. Safe from any thread; nothing
 * under the lock decodes, hashes, verifies or touches a disk.
 *
 * <p>The pool is not durable: what it holds is promised to nobody, and a sender whose node stopped
 * sends again.
 */
public final class Mempool {

  /** By how many percent a replacement raises both of its fees. */
  private static final int REPLACEMENT_PERCENT = 10;

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private final PoolSettings settings;
  private final AccountSource source;
  private final LongSupplier clockMillis;

  private final Object lock = new Object();
  private final Map<Address, AccountQueue> accounts = new HashMap<>();
  private final Map<Hash, PooledTransaction> byHash = new HashMap<>();
  private final TreeMap<Long, PooledTransaction> byArrival = new TreeMap<>();

  /** In blocks that are executed and not final yet. */
  private final Map<Hash, SignedTransaction> inBlocks = new HashMap<>();

  /** The first transaction of each sender, if it can run. */
  private final FeeOrder heads = new FeeOrder();

  /** The last transaction of each sender: what makes room first. */
  private final FeeOrder pendingTails = new FeeOrder();

  private final FeeOrder queuedTails = new FeeOrder();
  private long bytes;
  private long arrivals;

  /** Counts blocks, so that an account read before one is not used after it. */
  private long generation;

  public Mempool(PoolSettings settings, AccountSource source, LongSupplier clockMillis) {
    this.settings = settings;
    this.source = source;
    this.clockMillis = clockMillis;
  }

  /**
   * Takes in a transaction that fulfils {@code TransactionRules}.
   *
   * @return why it was not taken, in which case the pool is as it was; empty if it was
   */
  public Optional<PoolRefusal> add(SignedTransaction signed) {
    Address sender = signed.sender();
    long readAt;
    synchronized (lock) {
      expire();
      if (isKnownLocked(signed.hash())) {
        return Optional.of(new PoolRefusal.AlreadyKnown());
      }
      readAt = generation;
      AccountQueue queue = accounts.get(sender);
      if (queue != null) {
        return add(signed, queue);
      }
    }
    Account account = source.account(sender);
    synchronized (lock) {
      if (isKnownLocked(signed.hash())) {
        return Optional.of(new PoolRefusal.AlreadyKnown());
      }
      AccountQueue queue = accounts.get(sender);
      if (queue == null) {
        queue = new AccountQueue(sender, generation == readAt ? account : source.account(sender));
      }
      return add(signed, queue);
    }
  }

  /** Whether {@link #add} would answer that it knows this transaction. */
  public boolean isKnown(Hash hash) {
    synchronized (lock) {
      return isKnownLocked(hash);
    }
  }

  /** The transaction, as long as it is not in a final block. */
  public Optional<SignedTransaction> get(Hash hash) {
    synchronized (lock) {
      PooledTransaction pooled = byHash.get(hash);
      return Optional.ofNullable(pooled != null ? pooled.signed : inBlocks.get(hash));
    }
  }

  /** The account's next nonce after its pending transactions. */
  public long pendingNonce(Address account) {
    synchronized (lock) {
      AccountQueue queue = accounts.get(account);
      if (queue != null) {
        return queue.firstMissingNonce();
      }
    }
    return source.account(account).nonce();
  }

  /** Whether a transaction could run now if the base fee were {@code fee}. */
  public boolean hasWork(Amount fee) {
    synchronized (lock) {
      PooledTransaction best = heads.highest();
      return best != null && best.covers(fee.value());
    }
  }

  /** Whether a transaction could run now at some base fee. */
  public boolean hasPending() {
    synchronized (lock) {
      return heads.size() > 0;
    }
  }

  /**
   * Starts choosing transactions for a block: best-paying first, then in order of arrival, each
   * sender's by nonce. What is chosen stays in the pool until {@link #included}. The block's maker
   * keeps the limits; choosing k transactions takes time in the order of k·log of the pool.
   */
  public Selection select(Amount blockBaseFee) {
    synchronized (lock) {
      setBaseFee(blockBaseFee.value());
    }
    return new Selection(this, blockBaseFee.value());
  }

  /**
   * A block was executed on top of the newest; {@link AccountSource} answers as of it.
   *
   * @param transactions in the block; known until {@link #finalised}
   * @param touched accounts that the block changed
   */
  public void included(List<SignedTransaction> transactions, Collection<Address> touched) {
    synchronized (lock) {
      generation++;
      for (SignedTransaction signed : transactions) {
        inBlocks.put(signed.hash(), signed);
        AccountQueue queue = accounts.get(signed.sender());
        PooledTransaction pooled =
            queue == null ? null : queue.byNonce.get(signed.transaction().nonce());
        if (pooled != null) {
          forget(pooled);
        }
      }
      for (Address address : touched) {
        AccountQueue queue = accounts.get(address);
        if (queue != null) {
          refresh(queue);
        }
      }
      expire();
    }
  }

  /**
   * An executed block is not on the way to the newest one any more; {@link AccountSource} answers
   * as of its parent. Those of its transactions that can still run wait again.
   *
   * @param touched accounts that the block had changed
   */
  public void reverted(List<SignedTransaction> transactions, Collection<Address> touched) {
    synchronized (lock) {
      generation++;
      for (Address address : touched) {
        AccountQueue queue = accounts.get(address);
        if (queue != null) {
          refresh(queue);
        }
      }
      for (SignedTransaction signed : transactions) {
        inBlocks.remove(signed.hash());
        if (!signed.sender().equals(Address.SYSTEM) && !byHash.containsKey(signed.hash())) {
          AccountQueue queue = accounts.get(signed.sender());
          var _ =
              add(
                  signed,
                  queue != null
                      ? queue
                      : new AccountQueue(signed.sender(), source.account(signed.sender())));
        }
      }
    }
  }

  /** The block with these transactions is final. */
  public void finalised(List<SignedTransaction> transactions) {
    synchronized (lock) {
      transactions.forEach(signed -> inBlocks.remove(signed.hash()));
    }
  }

  /** Drops a transaction that turned out not to be able to run. */
  public void drop(Hash hash) {
    synchronized (lock) {
      PooledTransaction pooled = byHash.get(hash);
      if (pooled != null) {
        remove(pooled);
      }
    }
  }

  /** Everything in the pool. */
  public PoolContent content() {
    var pending = new TreeMap<Address, NavigableMap<Long, SignedTransaction>>();
    var queued = new TreeMap<Address, NavigableMap<Long, SignedTransaction>>();
    synchronized (lock) {
      for (AccountQueue queue : accounts.values()) {
        long gap = queue.firstMissingNonce();
        queue.byNonce.forEach((nonce, pooled) ->
            (nonce < gap ? pending : queued)
                .computeIfAbsent(queue.sender, _ -> new TreeMap<>())
                .put(nonce, pooled.signed));
      }
    }
    return new PoolContent(pending, queued);
  }

  /**
   * Transactions that can run one after the other, in order of arrival, the first {@code most} of
   * them. Senders with a nonce missing are left out.
   */
  public List<Hash> pending(int most) {
    return pending(most, 0);
  }

  /** The same of those that have waited for {@code millis}. */
  public List<Hash> pending(int most, long millis) {
    long latest = clockMillis.getAsLong() - millis;
    synchronized (lock) {
      return byArrival.values().stream()
          .takeWhile(pooled -> pooled.arrivedMillis <= latest)
          .filter(pooled -> !pooled.queue.hasGap())
          .map(pooled -> pooled.signed.hash())
          .limit(most)
          .toList();
    }
  }

  public int size() {
    synchronized (lock) {
      return byHash.size();
    }
  }

  /** Bytes of all envelopes in the pool. */
  public long bytes() {
    synchronized (lock) {
      return bytes;
    }
  }

  private boolean isKnownLocked(Hash hash) {
    return byHash.containsKey(hash) || inBlocks.containsKey(hash);
  }

  private Optional<PoolRefusal> add(SignedTransaction signed, AccountQueue queue) {
    Transaction tx = signed.transaction();
    if (tx.nonce() < queue.account.nonce() && tx.nonce() >= 0) {
      return unfit(new NonceTooLow(queue.sender, tx.nonce(), queue.account.nonce()));
    }
    if (tx.nonce() < 0 || tx.nonce() - queue.account.nonce() > settings.maxNonceGap()) {
      return unfit(new NonceTooHigh(queue.sender, tx.nonce(), queue.account.nonce()));
    }
    PooledTransaction old = queue.byNonce.get(tx.nonce());
    if (old != null) {
      BigInteger cap = raised(old.byCap.fee());
      BigInteger tip = raised(old.byTip.fee());
      if (tx.maxFeePerGas().value().compareTo(cap) < 0
          || tx.maxPriorityFeePerGas().value().compareTo(tip) < 0) {
        return Optional.of(
            new PoolRefusal.ReplacementUnderpriced(new Amount(cap), new Amount(tip)));
      }
    } else if (queue.byNonce.size() >= settings.maxPerAccount()
        && tx.nonce() > queue.byNonce.lastKey()) {
      return Optional.of(new PoolRefusal.AccountFull(queue.sender, settings.maxPerAccount()));
    }
    var added = new PooledTransaction(queue, signed, arrivals, clockMillis.getAsLong());
    BigInteger cost = queue.cost.add(added.cost).subtract(old == null ? BigInteger.ZERO : old.cost);
    if (cost.compareTo(queue.account.balance().value()) > 0) {
      return unfit(new InsufficientFunds(queue.sender, queue.account.balance(), cost));
    }
    return insert(queue, added, old);
  }

  private static Optional<PoolRefusal> unfit(TransactionRefusal refusal) {
    return Optional.of(new PoolRefusal.Unfit(refusal));
  }

  private static BigInteger raised(BigInteger fee) {
    return fee.multiply(BigInteger.valueOf(100 + REPLACEMENT_PERCENT))
        .add(HUNDRED.subtract(BigInteger.ONE))
        .divide(HUNDRED);
  }

  /** Puts {@code added} in and takes out what it outranks; or changes nothing. */
  private Optional<PoolRefusal> insert(
      AccountQueue queue, PooledTransaction added, @Nullable PooledTransaction old) {
    Deque<PooledTransaction> evicted = new ArrayDeque<>();
    if (old != null) {
      remove(old);
      evicted.push(old);
    } else if (queue.byNonce.size() >= settings.maxPerAccount()) {
      // The last of the sender's own makes room for one that comes before it.
      PooledTransaction tail = queue.byNonce.lastEntry().getValue();
      remove(tail);
      evicted.push(tail);
    }
    put(added);
    while (isOverfull()) {
      PooledTransaction victim = worst();
      remove(victim);
      if (victim == added) {
        evicted.forEach(this::put);
        return Optional.of(new PoolRefusal.PoolFull(byHash.size()));
      }
      evicted.push(victim);
    }
    arrivals++;
    return Optional.empty();
  }

  private boolean isOverfull() {
    return byHash.size() > settings.maxCount() || bytes > settings.maxBytes();
  }

  private PooledTransaction worst() {
    PooledTransaction queued = queuedTails.lowest();
    PooledTransaction victim = queued != null ? queued : pendingTails.lowest();
    if (victim == null) {
      throw new IllegalStateException(
          "mempool: %d transactions of %d bytes and no last one".formatted(byHash.size(), bytes));
    }
    return victim;
  }

  private void put(PooledTransaction pooled) {
    AccountQueue queue = pooled.queue;
    accounts.putIfAbsent(queue.sender, queue);
    queue.put(pooled);
    byHash.put(pooled.signed.hash(), pooled);
    byArrival.put(pooled.arrival(), pooled);
    bytes += pooled.size();
    pooled.pooled = true;
    order(queue);
  }

  private void remove(PooledTransaction pooled) {
    forget(pooled);
    order(pooled.queue);
  }

  /** Takes a transaction out of all but the orders. */
  private void forget(PooledTransaction pooled) {
    pooled.queue.remove(pooled);
    byHash.remove(pooled.signed.hash());
    byArrival.remove(pooled.arrival());
    bytes -= pooled.size();
    pooled.pooled = false;
  }

  /** Brings the orders, and the table of senders, up to date with a queue. */
  private void order(AccountQueue queue) {
    PooledTransaction head = queue.head();
    if (head != queue.orderedHead) {
      if (queue.orderedHead != null) {
        heads.remove(queue.orderedHead);
      }
      if (head != null) {
        heads.add(head);
      }
      queue.orderedHead = head;
    }
    PooledTransaction tail = queue.tail();
    boolean queued = queue.hasGap();
    if (tail != queue.orderedTail || queued != queue.orderedTailQueued) {
      if (queue.orderedTail != null) {
        tails(queue.orderedTailQueued).remove(queue.orderedTail);
      }
      if (tail != null) {
        tails(queued).add(tail);
      }
      queue.orderedTail = tail;
      queue.orderedTailQueued = queued;
    }
    if (tail == null) {
      accounts.remove(queue.sender);
    }
  }

  private FeeOrder tails(boolean queued) {
    return queued ? queuedTails : pendingTails;
  }

  /** Reads the sender's account again: used nonces go, and what it can no longer pay. */
  private void refresh(AccountQueue queue) {
    queue.account = source.account(queue.sender);
    while (!queue.byNonce.isEmpty() && queue.byNonce.firstKey() < queue.account.nonce()) {
      forget(queue.byNonce.firstEntry().getValue());
    }
    while (queue.cost.compareTo(queue.account.balance().value()) > 0) {
      forget(queue.byNonce.lastEntry().getValue());
    }
    order(queue);
  }

  private void expire() {
    long oldest = clockMillis.getAsLong() - settings.expiryMillis();
    while (!byArrival.isEmpty() && byArrival.firstEntry().getValue().arrivedMillis < oldest) {
      remove(byArrival.firstEntry().getValue());
    }
  }

  private void setBaseFee(BigInteger next) {
    heads.setBaseFee(next);
    pendingTails.setBaseFee(next);
    queuedTails.setBaseFee(next);
  }

  /** The next transactions of a selection, at most {@code count}. */
  List<PooledTransaction> choose(Selection selection, int count) {
    var chosen = new ArrayList<PooledTransaction>(count);
    synchronized (lock) {
      while (chosen.size() < count) {
        PooledTransaction best = selection.best(heads);
        if (best == null) {
          break;
        }
        chosen.add(best);
        selection.take(best, best.queue.byNonce.get(best.nonce() + 1));
      }
    }
    return chosen;
  }
}
