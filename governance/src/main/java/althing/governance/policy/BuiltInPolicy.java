package althing.governance.policy;

import althing.ledger.port.PolicyModules;
import althing.ledger.state.StateReader;
import althing.ledger.treasury.Tax;

/** Version 0: the rules as RULES 1, 2, 3, 6 and 13 state them. */
public final class BuiltInPolicy implements PolicyModules {

  /** 10 reputation. */
  public static final long TASK_AWARD = 10_000_000;

  public static final Decay DECAY = new Decay(99, 100, 100_000);

  private static final long PRICE_SHARE = 400_000;
  private static final long REPUTATION_SHARE = 400_000;
  private static final long TIME_SHARE = 200_000;

  @Override
  public long voteWeight(StateReader state, long total, long special) {
    return VoteWeight.of(total, special);
  }

  @Override
  public Decay decay(StateReader state) {
    return DECAY;
  }

  @Override
  public long taskAward(StateReader state, long rewardSp) {
    return rewardSp == 0 ? 0 : TASK_AWARD;
  }

  @Override
  public long tax(StateReader state, long rewardSp) {
    return Tax.of(rewardSp);
  }

  @Override
  public long auctionScore(
      StateReader state,
      long amountSp,
      long maxSp,
      long reputation,
      long maxReputation,
      long days,
      long minDays) {
    return PRICE_SHARE * (maxSp - amountSp) / maxSp
        + (maxReputation > 0 ? REPUTATION_SHARE * reputation / maxReputation : 0)
        + TIME_SHARE * minDays / days;
  }

  @Override
  public long seatOrder(StateReader state, long reputation, long staked, long trust) {
    return reputation;
  }
}
