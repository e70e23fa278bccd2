package althing.governance.parameters;

import althing.ledger.protocol.ParameterTable.Parameter;
import java.util.List;

/** The parameters that governance reads; amounts of reputation and of SP are whole. */
public final class GovernanceParameters {

  public static final String AWARD_LIMIT = "awardLimit";
  public static final String AWARD_LIMIT_FROM_ONE = "awardLimitFromOne";
  public static final String AWARD_LIMIT_FOR_VOTES = "awardLimitForVotes";
  public static final String MEMBER_MIN_REPUTATION = "memberMinReputation";
  public static final String MEMBER_MIN_EPOCHS = "memberMinEpochs";
  public static final String MEMBER_MIN_BOND_SP = "memberMinBondSp";
  public static final String BOND_RELEASE_EPOCHS = "bondReleaseEpochs";

  private static final long MILLION = 1_000_000;

  public static final List<Parameter> ALL =
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
          new Parameter(
              BOND_RELEASE_EPOCHS, "epochs until a released bond is paid back", 2, 1, 90));

  private GovernanceParameters() {}
}
