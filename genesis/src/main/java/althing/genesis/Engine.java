package althing.genesis;

import java.util.Locale;

/** How validators agree (DESIGN §4). */
public enum Engine {
  /** One validator: development. */
  SINGLE,
  /** Byzantine faults of a third. */
  PBFT,
  /** Crash faults of a minority, for one owner's cluster. */
  RAFT;

  /** Lower-case name, as in files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
