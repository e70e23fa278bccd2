package althing.ledger.chain;

import althing.ledger.block.Block;
import althing.ledger.block.Receipt;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.ExecutedBlock.Change;
import althing.ledger.log.Tile;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.state.StaleNode;
import althing.ledger.state.StateNode;
import althing.ledger.types.Bytes;
import java.util.List;
import java.util.SortedMap;

/**
 * Everything that one final block adds to the disk.
 *
 * @param receipts one for each transaction
 * @param events in order, numbered on from the log
 * @param certificate what made this height final; empty when a descendant's certificate did
 * @param changes state entries whose value differs from the parent's
 * @param treeNodes nodes of the state tree that this block wrote
 * @param staleNodes nodes of the state tree that this block's tree no longer reaches
 * @param tiles tiles of the event tree that are new or have grown
 * @param endsEpoch whether the tick of an epoch ended here, so that this block's state tree is kept
 *     for good (DESIGN §5)
 * @param checkpoint this node's signed checkpoint of the log as the block leaves it; empty for none
 */
public record BlockCommit(
    Block block,
    List<Receipt> receipts,
    List<RecordedEvent> events,
    Bytes certificate,
    SortedMap<Bytes, Change> changes,
    List<StateNode> treeNodes,
    List<StaleNode> staleNodes,
    List<Tile> tiles,
    boolean endsEpoch,
    Bytes checkpoint) {

  /**
   * What an executed block adds.
   *
   * @param certificate empty when a descendant's certificate makes the block final
   */
  public static BlockCommit of(Candidate candidate, Bytes certificate) {
    return new BlockCommit(
        candidate.block(),
        candidate.receipts(),
        candidate.events(),
        certificate,
        candidate.executed().changes(),
        candidate.stateUpdate().nodes(),
        candidate.stateUpdate().stale(),
        candidate.logUpdate().tiles(),
        candidate.events().stream().anyMatch(event -> event.event() instanceof TickEnded),
        Bytes.EMPTY);
  }

  /** This block with a checkpoint that is kept beside it. */
  public BlockCommit withCheckpoint(Bytes note) {
    return new BlockCommit(
        block,
        receipts,
        events,
        certificate,
        changes,
        treeNodes,
        staleNodes,
        tiles,
        endsEpoch,
        note);
  }

  public long height() {
    return block.height();
  }
}
