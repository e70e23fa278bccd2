package althing.governance.proposals;

import althing.ledger.protocol.ParameterTable.Parameter;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kind of proposal, by what it may do (RULES 8). Its numbers are parameters of the chain, named
 * {@code genericDepositSp} and so on; what a proposal needs is fixed when it is submitted.
 */
public enum Track {
  /** Text: nothing is executed. */
  GENERIC(0, "generic", Council.NONE, 1, 0, 7, 0, 0, 100, 500_000_000, 500_000_000, 1, 10_000_000),
  /** Tools, and tasks and payments from the treasury of one channel. */
  COMMAND(
      1, "command", Council.NONE, 10, 1, 7, 1, 1, 50, 1_000_000_000, 500_000_000, 5, 10_000_000),
  /** Changes of parameters. */
  CONFIG(
      2, "config", Council.NONE, 50, 1, 14, 2, 1, 10, 1_000_000_000, 500_000_000, 10, 50_000_000),
  /** Splits and merges of channels, schemas of records. */
  NETWORK(
      3,
      "network",
      Council.QUORUM,
      100,
      1,
      14,
      2,
      1,
      10,
      1_000_000_000,
      500_000_000,
      10,
      50_000_000),
  /** Policy modules. */
  UPGRADE(
      4,
      "upgrade",
      Council.QUORUM,
      500,
      0,
      14,
      2,
      2,
      1,
      1_000_000_000,
      667_000_000,
      14,
      100_000_000),
  /** Predicates, and new SP. */
  CONSTITUTION(
      5,
      "constitution",
      Council.NEARLY_ALL,
      1_000,
      2,
      28,
      4,
      7,
      1,
      900_000_000,
      900_000_000,
      1,
      250_000_000);

  /** Which of the validators have to ratify, beyond the vote. */
  public enum Council {
    NONE,
    /** n − ⌊(n−1)/3⌋ of them. */
    QUORUM,
    /** n − ⌊f/2⌋ of them, f being ⌊(n−1)/3⌋. */
    NEARLY_ALL;

    /** How many of {@code members} have to ratify. */
    public int needed(int members) {
      int faulty = (members - 1) / 3;
      return switch (this) {
        case NONE -> 0;
        case QUORUM -> members - faulty;
        case NEARLY_ALL -> members - faulty / 2;
      };
    }
  }

  /**
   * What a proposal of a track needs.
   *
   * @param depositSp before it rises with the number of open ones
   * @param prepare epochs before votes count
   * @param decide epochs in which it is decided, at least 1
   * @param confirm epochs for which it has to pass without a break
   * @param enact epochs from approval to execution
   * @param maxDeciding proposals of the track that are decided at once; others wait in line
   */
  public record Terms(
      long depositSp,
      long prepare,
      long decide,
      long confirm,
      long enact,
      long maxDeciding,
      Curve approval,
      Curve support) {}

  private static final long EPOCHS = 60;
  private static final long MILLION = 1_000_000;
  private static final Track[] BY_CODE = values();

  private final int code;
  private final String text;
  private final Council council;
  private final List<Parameter> parameters;

  Track(
      int code,
      String text,
      Council council,
      long depositSp,
      long prepare,
      long decide,
      long confirm,
      long enact,
      long maxDeciding,
      long approvalCeiling,
      long approvalFloor,
      long approvalEpochs,
      long supportFloor) {
    this.code = code;
    this.text = text;
    this.council = council;
    var list = new ArrayList<Parameter>();
    list.add(parameter("DepositSp", "deposit of a proposal, SP", depositSp, 0, MILLION));
    list.add(parameter("PrepareEpochs", "epochs before votes count", prepare, 0, 7));
    list.add(parameter("DecideEpochs", "epochs in which it is decided", decide, 1, EPOCHS));
    list.add(
        parameter("ConfirmEpochs", "epochs for which it passes without a break", confirm, 0, 14));
    list.add(parameter("EnactEpochs", "epochs from approval to execution", enact, 0, EPOCHS));
    list.add(parameter("MaxDeciding", "proposals that are decided at once", maxDeciding, 1, 1_000));
    list.add(
        parameter(
            "ApprovalCeiling",
            "share of yes that is needed at first, in 10^-9",
            approvalCeiling,
            approvalFloorLimit(),
            Curve.WHOLE));
    list.add(
        parameter(
            "ApprovalFloor",
            "share of yes that is needed at last, in 10^-9",
            approvalFloor,
            approvalFloorLimit(),
            950_000_000));
    list.add(parameter("ApprovalEpochs", "epochs in which that falls", approvalEpochs, 1, EPOCHS));
    list.add(
        parameter(
            "SupportFloor",
            "share of all reputation that has to support it at last, in 10^-9; half of it at first",
            supportFloor,
            MILLION,
            SUPPORT_CEILING));
    parameters = List.copyOf(list);
  }

  private static final long SUPPORT_CEILING = 500_000_000;

  /** No track lets a minority of the votes pass. */
  private static long approvalFloorLimit() {
    return 500_000_000;
  }

  private Parameter parameter(String name, String meaning, long value, long min, long max) {
    return new Parameter(text + name, text + " proposals: " + meaning, value, min, max);
  }

  /** The parameters of all tracks. */
  public static List<Parameter> parameters() {
    return Stream.of(values()).flatMap(track -> track.parameters.stream()).toList();
  }

  /** Number in event bytes and in the contract's ABI. */
  public int code() {
    return code;
  }

  public Council council() {
    return council;
  }

  static Track ofCode(long code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new MalformedException("unknown track " + code);
    }
    return BY_CODE[(int) code];
  }

  /** What a proposal that is submitted now will need. */
  public Terms terms(StateReader state) {
    long decide = value(state, "DecideEpochs");
    long floor = value(state, "ApprovalFloor");
    return new Terms(
        value(state, "DepositSp"),
        value(state, "PrepareEpochs"),
        decide,
        value(state, "ConfirmEpochs"),
        value(state, "EnactEpochs"),
        value(state, "MaxDeciding"),
        new Curve(
            Math.max(floor, value(state, "ApprovalCeiling")),
            floor,
            value(state, "ApprovalEpochs")),
        new Curve(SUPPORT_CEILING, value(state, "SupportFloor"), decide));
  }

  private long value(StateReader state, String name) {
    return Protocol.parameter(state, text + name);
  }

  @Override
  public String toString() {
    return text;
  }
}
