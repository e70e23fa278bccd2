package althing.consensus;

import java.util.Optional;

/** What the application says of a block. */
public sealed interface Judgement {

  /**
   * The block may be voted for.
   *
   * @param nextSet the set that votes from the next height on, if this block closes the present one
   */
  record Valid(Optional<ValidatorSet> nextSet) implements Judgement {

    /** A block that leaves the validator set as it is. */
    public static final Valid SAME_SET = new Valid(Optional.empty());

    public boolean closesSet() {
      return nextSet.isPresent();
    }
  }

  /** The block must not be voted for; {@code reason} is for the log. */
  record Invalid(String reason) implements Judgement {}

  /**
   * Nothing can be said of the block: its parent was dropped or became final, or another block did,
   * after the question was asked. It says nothing against the block.
   */
  record NoParent() implements Judgement {}
}
