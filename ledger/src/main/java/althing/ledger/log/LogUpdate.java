package althing.ledger.log;

import java.util.List;

/**
 * What a block does to the event tree.
 *
 * @param version the tree after the block
 * @param tiles every tile that is new or has grown, full ones and the newest partial one of each
 *     level, to be stored under (level, index) in place of what is there
 */
public record LogUpdate(LogVersion version, List<Tile> tiles) {
  public LogUpdate {
    tiles = List.copyOf(tiles);
  }
}
