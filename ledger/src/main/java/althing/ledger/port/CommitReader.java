package althing.ledger.port;

import althing.ledger.types.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Says who signed the certificate that a block's body carries of its newest final ancestor. To the
 * ledger these bytes are opaque; that they prove what they say is checked where blocks are judged.
 */
@FunctionalInterface
public interface CommitReader {

  /** Tells nothing of any certificate. */
  CommitReader NONE = _ -> Optional.empty();

  /** The signers in {@code lastCommit}; empty if there is none in it. */
  Optional<Signers> read(Bytes lastCommit);

  /**
   * Who certified a block.
   *
   * @param seats positions in the validator set, ascending
   */
  record Signers(long height, List<Integer> seats) {
    public Signers {
      seats = List.copyOf(seats);
    }
  }
}
