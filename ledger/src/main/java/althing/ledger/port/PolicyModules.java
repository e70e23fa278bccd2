package althing.ledger.port;

import althing.ledger.state.StateReader;
import java.math.BigInteger;

/**
 * The rules that governance may replace while the network runs (RULES 9): pure integer functions
 * that projections call, in the version that is active in {@code state}. Amounts are whole SP and
 * reputation is in millionths, each from 0 to 2^44.
 */
public interface PolicyModules {

  /** The greatest amount or reputation that a function is handed. */
  long MAX_ARGUMENT = 1L << 44;

  /**
   * What a tick leaves of a reputation value v: ⌊kept·v/of⌋, or nothing if that is below {@code
   * prune} (RULES 2).
   */
  record Decay(long kept, long of, long prune) {
    public Decay {
      if (kept < 0 || of < 1 || kept > of || prune < 0) {
        throw new IllegalArgumentException("no decay: %d/%d, %d".formatted(kept, of, prune));
      }
    }

    /** What one tick leaves of {@code value}, which is at least 0. */
    public long after(long value) {
      long left =
          Math.multiplyHigh(kept, value) == 0 && kept * value >= 0
              ? kept * value / of
              : BigInteger.valueOf(kept)
                  .multiply(BigInteger.valueOf(value))
                  .divide(BigInteger.valueOf(of))
                  .longValueExact();
      return left < prune ? 0 : left;
    }
  }

  /** Weight of a vote in hundredths, from all reputation and that in the proposal's tags. */
  long voteWeight(StateReader state, long total, long special);

  Decay decay(StateReader state);

  /** Reputation for a task that was accepted, in millionths. */
  long taskAward(StateReader state, long rewardSp);

  /** Tax on a reward, in whole SP, at most the reward. */
  long tax(StateReader state, long rewardSp);

  /**
   * Score of a bid in an auction in millionths; the highest wins.
   *
   * @param reputation of the bidder; {@code maxReputation} of all bidders
   * @param days that the bidder asks for; {@code minDays} that anybody does
   */
  long auctionScore(
      StateReader state,
      long amountSp,
      long maxSp,
      long reputation,
      long maxReputation,
      long days,
      long minDays);

  /** What candidates for a seat are put in order by, the greatest first. */
  long seatOrder(StateReader state, long reputation, long staked, long trust);
}
