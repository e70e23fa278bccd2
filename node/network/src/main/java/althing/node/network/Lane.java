package althing.node.network;

import java.util.List;

/** What a message is about, most urgent first. Messages of one lane arrive in the order sent. */
public enum Lane {
  CONSENSUS(0),
  BLOCKS(1),
  TRANSACTIONS(2),
  OTHER(3);

  /** Each at its number. */
  static final List<Lane> ALL = List.of(values());

  private final int number;

  Lane(int number) {
    this.number = number;
  }

  /** How frames name it. */
  int number() {
    return number;
  }
}
