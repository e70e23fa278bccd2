package althing.ledger.iou;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes circles out of a set of debts (RULES 11) without moving anybody's position: what each
 * account is owed less what it owes stays as it was.
 *
 * <p>The rule: start at the smallest account and go depth-first, creditors in byte order; the first
 * debt that leads back to the start closes a circle; take its smallest debt off all of its debts
 * and start again; an account that leads nowhere is not entered again in that search. When the
 * start is on no circle any more, the next account is the start.
 *
 * <p>Starting again repeats the search up to the first debt that became zero, step by step. So the
 * search goes on from there instead, with the accounts forgotten that it gave up on since; and an
 * account that was a start is never entered again, because debts only shrink. The result is that of
 * the rule.
 */
public final class Netting {

  /** What one account owes another; accounts may be the same, and a pair may occur repeatedly. */
  public record Arc(Address debtor, Address creditor, Amount amount) {

    static final Comparator<Arc> BY_PAIR =
        Comparator.comparing(Arc::debtor).thenComparing(Arc::creditor);
  }

  /** Above every sum of amounts. */
  private static final BigInteger INFINITY = BigInteger.ONE.shiftLeft(512);

  private final Address[] accounts;

  /** Debts of account {@code i} are at {@code firstArc[i]} up to, not including, the next. */
  private final int[] firstArc;

  private final int[] creditor;
  private final BigInteger[] owed;

  private Netting(Collection<Arc> arcs) {
    var nodes = new TreeSet<Address>();
    var sums = new TreeMap<Arc, BigInteger>(Arc.BY_PAIR);
    for (Arc arc : arcs) {
      nodes.add(arc.debtor());
      nodes.add(arc.creditor());
      sums.merge(arc, arc.amount().value(), BigInteger::add);
    }
    accounts = nodes.toArray(new Address[0]);
    firstArc = new int[accounts.length + 1];
    creditor = new int[sums.size()];
    owed = sums.values().toArray(new BigInteger[0]);
    int at = 0;
    for (Arc arc : sums.keySet()) {
      firstArc[index(arc.debtor()) + 1]++;
      creditor[at++] = index(arc.creditor());
    }
    for (int i = 0; i < accounts.length; i++) {
      firstArc[i + 1] += firstArc[i];
    }
  }

  /**
   * How much to take off the debt of each pair, in order of debtor and creditor; pairs that stay as
   * they are do not occur. The order of {@code arcs} does not matter.
   */
  public static List<Arc> reductions(Collection<Arc> arcs) {
    var netting = new Netting(arcs);
    BigInteger[] before = netting.owed.clone();
    new Search(netting).removeCircles();
    return netting.takenOff(before);
  }

  private List<Arc> takenOff(BigInteger[] before) {
    var reductions = new ArrayList<Arc>();
    for (int debtor = 0; debtor < accounts.length; debtor++) {
      for (int arc = firstArc[debtor]; arc < firstArc[debtor + 1]; arc++) {
        BigInteger taken = before[arc].subtract(owed[arc]);
        if (taken.signum() > 0) {
          reductions.add(new Arc(accounts[debtor], accounts[creditor[arc]], new Amount(taken)));
        }
      }
    }
    return reductions;
  }

  private int index(Address account) {
    return Arrays.binarySearch(accounts, account);
  }

  /**
   * The depth-first search. What circles took so far is one running total: a debt on the path that
   * was part of a circle is kept as the total at which it will be zero, and written back when it
   * leaves the path. Ways that lead nowhere cost no arithmetic.
   */
  private static final class Search {

    private final Netting graph;
    private final int[] nextArc;
    private final boolean[] entered;
    private final boolean[] wasStart;

    private final int[] path;
    private final int[] pathArc;
    private final int[] givenUpBefore;
    private int depth;

    /** Up to this depth the path was part of a circle, and the two arrays below are filled. */
    private int circled;

    private final BigInteger[] zeroAt;
    private final BigInteger[] firstZeroAt;

    private final int[] givenUp;
    private int givenUpCount;

    private BigInteger total = BigInteger.ZERO;

    Search(Netting graph) {
      this.graph = graph;
      int nodes = graph.accounts.length;
      nextArc = new int[nodes];
      entered = new boolean[nodes];
      wasStart = new boolean[nodes];
      path = new int[nodes + 1];
      pathArc = new int[nodes + 1];
      zeroAt = new BigInteger[nodes + 1];
      firstZeroAt = new BigInteger[nodes + 1];
      firstZeroAt[0] = INFINITY;
      givenUpBefore = new int[nodes + 1];
      givenUp = new int[nodes];
    }

    void removeCircles() {
      for (int start = 0; start < graph.accounts.length; start++) {
        removeCirclesThrough(start);
        wasStart[start] = true;
        forgetGivenUp(0);
      }
    }

    private void removeCirclesThrough(int start) {
      depth = 0;
      circled = 0;
      path[0] = start;
      nextArc[start] = graph.firstArc[start];
      while (true) {
        int account = path[depth];
        if (nextArc[account] < graph.firstArc[account + 1]) {
          follow(nextArc[account]++, start);
        } else if (depth > 0) {
          leave();
          givenUp[givenUpCount++] = account;
        } else {
          return;
        }
      }
    }

    private void follow(int arc, int start) {
      int to = graph.creditor[arc];
      if (entered[to] || wasStart[to] || graph.owed[arc].signum() == 0) {
        return;
      }
      if (to == start) {
        close(arc);
      } else {
        enter(to, arc);
      }
    }

    private void enter(int account, int arc) {
      depth++;
      path[depth] = account;
      pathArc[depth] = arc;
      givenUpBefore[depth] = givenUpCount;
      entered[account] = true;
      nextArc[account] = graph.firstArc[account];
    }

    private void leave() {
      if (depth == circled) {
        graph.owed[pathArc[depth]] = zeroAt[depth].subtract(total);
        circled--;
      }
      depth--;
    }

    /** Takes a circle off: the path and {@code arc}, which leads back to the start. */
    private void close(int arc) {
      while (circled < depth) {
        circled++;
        zeroAt[circled] = graph.owed[pathArc[circled]].add(total);
        firstZeroAt[circled] = firstZeroAt[circled - 1].min(zeroAt[circled]);
      }
      BigInteger closingZeroAt = graph.owed[arc].add(total);
      total = firstZeroAt[depth].min(closingZeroAt);
      graph.owed[arc] = closingZeroAt.subtract(total);
      while (firstZeroAt[depth].equals(total)) {
        forgetGivenUp(givenUpBefore[depth]);
        entered[path[depth]] = false;
        leave();
      }
    }

    private void forgetGivenUp(int size) {
      while (givenUpCount > size) {
        entered[givenUp[--givenUpCount]] = false;
      }
    }
  }
}
