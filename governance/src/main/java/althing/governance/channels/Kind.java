package althing.governance.channels;

import althing.ledger.types.MalformedException;
import java.util.Optional;

/** What an {@link Item} is. The numbers are those of the contract interface; 0 is "none". */
public enum Kind {
  TASK(1),
  PROPOSAL(2),
  TOOL(3);

  private static final Kind[] BY_CODE = values();

  private final int code;

  Kind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The kind that has this number; empty if none has. */
  public static Optional<Kind> ofCode(long code) {
    return code < 1 || code > BY_CODE.length
        ? Optional.empty()
        : Optional.of(BY_CODE[(int) code - 1]);
  }

  /** A kind in event bytes or in state. */
  static Kind stored(long code) {
    return ofCode(code)
        .orElseThrow(() -> new MalformedException("unknown kind of an item: " + code));
  }
}
