package althing.node.core.mempool;

import althing.node.core.mempool.PooledTransaction.Rank;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Transactions by what they pay the proposer at the present base fee. Those whose price leaves room
 * for the whole tip are ordered by tip, the others by price; neither order depends on the base fee,
 * so that a new base fee moves only the transactions it pushes from one to the other.
 */
final class FeeOrder {

  private final TreeMap<Rank, PooledTransaction> full = new TreeMap<>();
  private final TreeMap<Rank, PooledTransaction> capped = new TreeMap<>();
  private final TreeMap<Rank, PooledTransaction> bySlack = new TreeMap<>();
  private BigInteger baseFee = BigInteger.ZERO;

  void add(PooledTransaction pooled) {
    bySlack.put(pooled.bySlack, pooled);
    if (paysWholeTip(pooled)) {
      full.put(pooled.byTip, pooled);
    } else {
      capped.put(pooled.byCap, pooled);
    }
  }

  void remove(PooledTransaction pooled) {
    bySlack.remove(pooled.bySlack);
    if (paysWholeTip(pooled)) {
      full.remove(pooled.byTip);
    } else {
      capped.remove(pooled.byCap);
    }
  }

  void setBaseFee(BigInteger next) {
    // Ranks run from high fees to low: a transaction of slack s ranks before (s - 1, 0).
    BigInteger low = baseFee.min(next);
    BigInteger high = baseFee.max(next);
    List<PooledTransaction> moved =
        new ArrayList<>(bySlack.subMap(below(high), below(low)).values());
    moved.forEach(this::remove);
    baseFee = next;
    moved.forEach(this::add);
  }

  /** The best-paying transaction, or null. */
  @Nullable PooledTransaction highest() {
    return better(full.firstEntry(), capped.firstEntry());
  }

  /** The worst-paying transaction, or null; the latest of several that pay the same. */
  @Nullable PooledTransaction lowest() {
    PooledTransaction a = value(full.lastEntry());
    PooledTransaction b = value(capped.lastEntry());
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.rankAt(baseFee).compareTo(b.rankAt(baseFee)) > 0 ? a : b;
  }

  /** The best-paying transaction after {@code place}, a rank at the present base fee; or null. */
  @Nullable PooledTransaction after(Rank place) {
    return better(
        full.higherEntry(place),
        capped.higherEntry(new Rank(place.fee().add(baseFee), place.arrival())));
  }

  int size() {
    return bySlack.size();
  }

  private @Nullable PooledTransaction better(
      Map.@Nullable Entry<Rank, PooledTransaction> first,
      Map.@Nullable Entry<Rank, PooledTransaction> second) {
    PooledTransaction a = value(first);
    PooledTransaction b = value(second);
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.rankAt(baseFee).compareTo(b.rankAt(baseFee)) < 0 ? a : b;
  }

  private boolean paysWholeTip(PooledTransaction pooled) {
    return pooled.bySlack.fee().compareTo(baseFee) >= 0;
  }

  /** Before every rank whose fee is below {@code fee}, after all others. */
  private static Rank below(BigInteger fee) {
    return new Rank(fee.subtract(BigInteger.ONE), -1);
  }

  private static @Nullable PooledTransaction value(
      Map.@Nullable Entry<Rank, PooledTransaction> entry) {
    return entry == null ? null : entry.getValue();
  }
}
