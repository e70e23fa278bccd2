package althing.governance.channels;

import althing.ledger.types.Hash;

/** Something that is in exactly one channel as long as it goes on. */
public record Item(Kind kind, Hash id) {

  /** The most tags that an item is placed with. */
  public static final int MAX_TAGS = 64;
}
