package althing.ledger.block;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Bytes;
import java.util.List;

/**
 * What a header commits to besides its results.
 *
 * @param transactions in order; tick work, if any, is the first
 * @param lastCommit certificate of the newest final ancestor, opaque here; empty in the first
 *     blocks
 * @param vrfProof 80-byte ECVRF proof of the seed; empty in the genesis block
 */
public record BlockBody(List<SignedTransaction> transactions, Bytes lastCommit, Bytes vrfProof) {
  public BlockBody {
    transactions = List.copyOf(transactions);
  }
}
