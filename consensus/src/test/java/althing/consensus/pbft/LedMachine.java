package althing.consensus.pbft;

import althing.consensus.Application;
import java.util.List;
import java.util.function.LongToIntFunction;

/** Machines that propose in another order than in turn. */
public final class LedMachine {

  private LedMachine() {}

  /**
   * @param leaders the proposer's position by view; negative: in turn
   */
  public static PbftMachine of(
      Application.Head head,
      PbftMachine.Journal journal,
      List<JournalRecord> records,
      Ballots ballots,
      PbftSettings settings,
      LongToIntFunction leaders) {
    return new PbftMachine(
        head,
        journal,
        records,
        ballots,
        settings,
        (set, view) -> {
          int leader = leaders.applyAsInt(view);
          return leader < 0 ? Leaders.IN_TURN.proposer(set, view) : leader;
        });
  }
}
