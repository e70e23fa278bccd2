package althing.governance.parameters;

import althing.governance.proposals.Track;
import althing.ledger.protocol.ParameterTable.Parameter;
import java.util.List;
import java.util.stream.Stream;

/** The parameters that governance reads; amounts of reputation and of SP are whole. */
public final class GovernanceParameters {

  public static final String AWARD_LIMIT = "awardLimit";
  public static final String AWARD_LIMIT_FROM_ONE = "awardLimitFromOne";
  public static final String AWARD_LIMIT_FOR_VOTES = "awardLimitForVotes";
  public static final String MEMBER_MIN_REPUTATION = "memberMinReputation";
  public static final String MEMBER_MIN_EPOCHS = "memberMinEpochs";
  public static final String MEMBER_MIN_BOND_SP = "memberMinBondSp";
  public static final String BOND_RELEASE_EPOCHS = "bondReleaseEpochs";
  public static final String CHANNEL_DEPOSIT_SP = "channelDepositSp";
  public static final String CHANNEL_MOVE_LIMIT = "channelMoveLimit";

  public static final String SEATS = "seats";
  public static final String INCUMBENT_MARGIN_PPM = "incumbentMarginPpm";
  public static final String CANDIDATE_MIN_REPUTATION = "candidateMinReputation";
  public static final String CANDIDATE_MIN_STAKE_PPM = "candidateMinStakePpm";
  public static final String CANDIDATE_MIN_TRUST = "candidateMinTrust";
  public static final String UNSTAKE_EPOCHS = "unstakeEpochs";
  public static final String JAIL_EPOCHS = "jailEpochs";
  public static final String LEAST_SIGNED_PERCENT = "leastSignedPercent";
  public static final String REWARDED_SIGNED_PERCENT = "rewardedSignedPercent";

  private static final long MILLION = 1_000_000;

  private static final List<Parameter> OWN =
      List.of(
          new Parameter(
              AWARD_LIMIT, "reputation that awards give an account in an epoch", 50, 1, MILLION),
          new Parameter(
              AWARD_LIMIT_FROM_ONE,
              "the part of it that may come from one account",
              20,
              1,
              MILLION),
          new Parameter(
              AWARD_LIMIT_FOR_VOTES, "the part of it that may be for votes", 3, 0, MILLION),
          new Parameter(
              MEMBER_MIN_REPUTATION,
              "reputation below which a vote weighs nothing",
              10,
              0,
              MILLION),
          new Parameter(
              MEMBER_MIN_EPOCHS, "epochs for which a member's vote weighs nothing yet", 7, 0, 90),
          new Parameter(
              MEMBER_MIN_BOND_SP, "bond below which a vote weighs nothing, SP", 10, 0, MILLION),
          new Parameter(BOND_RELEASE_EPOCHS, "epochs until a released bond is paid back", 2, 1, 90),
          new Parameter(SEATS, "seats that an election fills at the most", 7, 1, 1_024),
          new Parameter(
              INCUMBENT_MARGIN_PPM,
              "share of a validator's reputation that a challenger has to exceed, in millionths",
              1_050_000,
              MILLION,
              10 * MILLION),
          new Parameter(
              CANDIDATE_MIN_REPUTATION,
              "reputation that a candidate for a seat has",
              100,
              0,
              MILLION),
          new Parameter(
              CANDIDATE_MIN_STAKE_PPM,
              "share of its reputation that a candidate stakes, in millionths",
              500_000,
              0,
              MILLION),
          new Parameter(
              CANDIDATE_MIN_TRUST,
              "trust that a candidate has, in millionths",
              300_000,
              0,
              MILLION),
          new Parameter(UNSTAKE_EPOCHS, "epochs until a stake is lowered", 2, 1, 90),
          new Parameter(
              JAIL_EPOCHS,
              "epochs without a seat for who was found out by evidence",
              90,
              1,
              MILLION),
          new Parameter(
              LEAST_SIGNED_PERCENT,
              "part of an epoch's blocks below which a validator was absent, in hundredths",
              50,
              0,
              90),
          new Parameter(
              REWARDED_SIGNED_PERCENT,
              "part of an epoch's blocks from which on signing them is rewarded, in hundredths",
              95,
              50,
              100),
          new Parameter(
              CHANNEL_DEPOSIT_SP, "what a founder puts up for a channel, SP", 10, 0, MILLION),
          new Parameter(
              CHANNEL_MOVE_LIMIT,
              "items and members that one command may move between channels",
              5_000,
              100,
              100_000));

  public static final List<Parameter> ALL =
      Stream.concat(OWN.stream(), Track.parameters().stream()).toList();

  private GovernanceParameters() {}
}
