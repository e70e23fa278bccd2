package althing.ledger.iou;

import althing.ledger.iou.IouKeys.Pair;
import althing.ledger.state.StateReader;
import althing.ledger.trust.Trust;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is asked of IOUs, at any state. */
public final class IouView {

  /** The most IOUs on one {@link Page}. */
  public static final int MAX_PAGE = 100;

  private IouView() {}

  /**
   * Part of a list.
   *
   * @param next where the next page begins; {@link Hash#ZERO} at the end
   */
  public record Page(List<Iou> ious, Hash next) {
    public Page {
      ious = List.copyOf(ious);
    }
  }

  /** An IOU, also one that is over. */
  public static Optional<Iou> iou(StateReader state, Hash id) {
    return Optional.ofNullable(IouEntries.find(state, id));
  }

  /**
   * Live IOUs that {@code debtor} owes, in the order of ids.
   *
   * @param from the first id that may occur; {@link Hash#ZERO} to start
   * @param limit 1..{@link #MAX_PAGE}
   */
  public static Page ofDebtor(StateReader state, Address debtor, Hash from, int limit) {
    return page(state, IouKeys.ofDebtor(debtor), from, limit);
  }

  /** Live IOUs that are owed to {@code holder}, as {@link #ofDebtor}. */
  public static Page ofHolder(StateReader state, Address holder, Hash from, int limit) {
    return page(state, IouKeys.ofHolder(holder), from, limit);
  }

  /** The nonce that the next IOU of {@code debtor} must carry. */
  public static long nonceOf(StateReader state, Address debtor) {
    return IouEntries.nextNonce(state, debtor);
  }

  /** What {@code debtor} owes {@code holder} on open IOUs: what netting may take off. */
  public static Amount debtBetween(StateReader state, Address debtor, Address holder) {
    return IouEntries.sum(state, new Pair(debtor, holder));
  }

  /** What {@code debtor} would have to lock for an IOU of {@code amount} in {@code epoch}. */
  public static Amount collateralFor(StateReader state, Address debtor, Amount amount, long epoch) {
    return IouIssuing.requiredCollateral(amount, Trust.of(state, debtor, epoch));
  }

  private static Page page(StateReader state, Bytes list, Hash from, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " IOUs, not " + limit);
    }
    var ids = new ArrayList<Hash>();
    state.scan(
        list,
        list.concat(from.toBytes()),
        (key, _) -> {
          ids.add(IouKeys.idOf(key));
          return ids.size() <= limit;
        });
    Hash next = ids.size() > limit ? ids.removeLast() : Hash.ZERO;
    return new Page(ids.stream().map(id -> IouEntries.get(state, id)).toList(), next);
  }
}
