package althing.governance.channels;

import althing.ledger.types.MalformedException;
import java.util.Optional;

/**
 * What an account is in a channel, in rising order. The numbers are those of the contract
 * interface.
 */
public enum Role {
  /** Not a member. */
  NONE(0),
  MEMBER(1),
  /** Invites, and removes plain members. */
  MODERATOR(2),
  /** Gives roles and changes the channel. */
  OWNER(3);

  private static final Role[] BY_CODE = values();

  private final int code;

  Role(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  boolean isBelow(Role other) {
    return code < other.code;
  }

  /** The role of a member that has this number; empty if none has. */
  static Optional<Role> ofMember(long code) {
    return code < 1 || code >= BY_CODE.length ? Optional.empty() : Optional.of(BY_CODE[(int) code]);
  }

  /** The role of a member in event bytes or in state. */
  static Role stored(long code) {
    return ofMember(code)
        .orElseThrow(() -> new MalformedException("unknown role of a member: " + code));
  }
}
