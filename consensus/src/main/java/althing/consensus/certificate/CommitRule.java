package althing.consensus.certificate;

import althing.consensus.ValidatorSet;
import java.util.Optional;

/** How many members of a validator set make a certificate, and what it is worth (rule C3). */
public enum CommitRule {
  /** One validator. */
  SINGLE("single", "the one validator alone: it can sign another history whenever it likes") {
    @Override
    public int needed(int members) {
      return 1;
    }
  },
  /** Byzantine agreement: n − ⌊(n−1)/3⌋. */
  PBFT("pbft", "that less than a third of the validators lie") {
    @Override
    public int needed(int members) {
      return ValidatorSet.quorum(members);
    }
  },
  /** One owner's cluster: ⌊n/2⌋ + 1. */
  RAFT("raft", "the owner of the cluster: its members may crash, none of them may lie") {
    @Override
    public int needed(int members) {
      return members / 2 + 1;
    }
  };

  private final String engine;
  private final String trust;

  CommitRule(String engine, String trust) {
    this.engine = engine;
    this.trust = trust;
  }

  /** The rule of the engine with this name, as it stands in a genesis. */
  public static Optional<CommitRule> of(String engine) {
    for (CommitRule rule : values()) {
      if (rule.engine.equals(engine)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  /** Signatures that a certificate needs from a set of {@code members}, at least 1. */
  public abstract int needed(int members);

  /** Name of the engine. */
  public String engine() {
    return engine;
  }

  /** Whom or what one trusts who relies on a certificate; goes on after "it rests on". */
  public String trust() {
    return trust;
  }
}
