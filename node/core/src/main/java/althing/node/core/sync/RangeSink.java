package althing.node.core.sync;

import althing.consensus.certificate.Certificate;
import althing.ledger.block.Block;
import althing.node.network.PeerId;
import java.util.List;

/** Takes fetched blocks: checks the certificate, runs the blocks and makes them final. */
@FunctionalInterface
public interface RangeSink {

  /**
   * Takes blocks that hang together, each the parent of the next, the first a child of the newest
   * final block. Must not wait, and answers later: with {@link BlockSync#committed}, or with {@link
   * BlockSync#refused} if the certificate proves nothing. What is not answered is handed over
   * again.
   *
   * @param from the peer that sent them
   * @param chain 1 to 256 blocks, none but the last of which closes its validator set
   * @param certificate names the last block; nothing else of it was checked
   */
  void fetched(PeerId from, List<Block> chain, Certificate certificate);
}
