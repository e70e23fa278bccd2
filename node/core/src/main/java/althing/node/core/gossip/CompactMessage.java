package althing.node.core.gossip;

import althing.consensus.pbft.ProposeHead;
import althing.ledger.block.BlockHeader;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;

/** What nodes tell each other about proposals whose transactions are in the mempools. */
sealed interface CompactMessage {

  /**
   * A proposal that names its transactions.
   *
   * @param tick envelope of the tick work that opens the block; empty if there is none
   * @param hashes of all other transactions, in order
   */
  record Compact(
      ProposeHead head,
      BlockHeader header,
      Bytes lastCommit,
      Bytes vrfProof,
      Bytes tick,
      List<Hash> hashes)
      implements CompactMessage {
    public Compact {
      hashes = List.copyOf(hashes);
    }
  }

  /**
   * Asks the proposer for transactions.
   *
   * @param positions in the block, ascending
   */
  record Wanted(Hash block, List<Integer> positions) implements CompactMessage {
    public Wanted {
      positions = List.copyOf(positions);
    }
  }

  /**
   * Answers {@link Wanted}, or a part of it.
   *
   * @param transactions positions ascending; none if the sender does not have the block any more
   */
  record Supplied(Hash block, List<Placed> transactions) implements CompactMessage {
    public Supplied {
      transactions = List.copyOf(transactions);
    }
  }

  /** An envelope and where in the block it stands. */
  record Placed(int position, Bytes envelope) {}
}
