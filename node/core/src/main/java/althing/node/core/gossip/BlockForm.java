package althing.node.core.gossip;

import althing.consensus.Proposal;
import althing.ledger.block.Block;

/** Between blocks and what an engine sees of them. */
public interface BlockForm {

  /** The block of a proposal that was built or read here. */
  Block blockOf(Proposal proposal);

  /** The proposal of a block, named by the block's hash. */
  Proposal proposalOf(Block block);
}
