package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.block.BlockHeader;
import althing.ledger.event.RecordedEvent;
import althing.ledger.log.Tile;
import althing.ledger.port.CrashStore;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.port.MemoryStore;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A chain in memory that begins above genesis. */
final class SnapshotTest extends SnapshotContract {

  @Override
  protected KeyValueStore open() {
    return new MemoryStore();
  }

  @Override
  protected KeyValueStore reopen(KeyValueStore opened) {
    return opened;
  }

  private SnapshotBase sound() {
    long base = source.chain().treeRetention().epochEnds().latestUpTo(36).orElseThrow();
    var read = SnapshotBase.read(source.chain(), base, base - 2, Bytes.EMPTY);
    read.requireSound();
    return read;
  }

  @Test
  void what_does_not_belong_to_the_block_is_refused_by_name() {
    SnapshotBase base = sound();
    List<BlockHeader> gap = List.of(base.ancestors().get(0), base.ancestors().get(0));
    refused("ancestors", with(base, gap, base.events(), base.tiles()));
    List<RecordedEvent> fewer = base.events().subList(0, base.events().size() - 1);
    refused("events", with(base, base.ancestors(), fewer, base.tiles()));
    refused("tiles", with(base, base.ancestors(), base.events(), List.of()));
    List<Tile> changed =
        base.tiles().stream()
            .map(tile -> {
              byte[] hashes = tile.hashes().toArray();
              hashes[0] ^= 1;
              return new Tile(tile.level(), tile.index(), Bytes.wrap(hashes));
            })
            .toList();
    refused("tiles", with(base, base.ancestors(), base.events(), changed));
    refused(
        "receipts",
        new SnapshotBase(
            base.ancestors(),
            base.block(),
            base.receipts().subList(1, base.receipts().size()),
            base.events(),
            base.certificate(),
            base.finality(),
            base.tiles()));
    long noEpochEnd = base.height() - 1;
    assertThatThrownBy(() ->
            SnapshotBase.read(source.chain(), noEpochEnd, noEpochEnd - 1, Bytes.EMPTY)
                .requireSound())
        .hasMessage("events: the block ends no epoch");
  }

  private static SnapshotBase with(
      SnapshotBase base,
      List<BlockHeader> ancestors,
      List<RecordedEvent> events,
      List<Tile> tiles) {
    return new SnapshotBase(
        ancestors,
        base.block(),
        base.receipts(),
        events,
        base.certificate(),
        base.finality(),
        tiles);
  }

  private static void refused(String part, SnapshotBase base) {
    assertThatThrownBy(base::requireSound)
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(part + ": ");
  }

  /** The power fails at every write in turn: there is a chain at the block, or none. */
  @Test
  void a_power_cut_at_any_write_leaves_a_whole_chain_or_none() {
    long base = sound().height();
    int cuts = 0;
    for (int write = 1; ; write++) {
      CrashStore disk = new CrashStore().powerCutAtWrite(write);
      boolean finished = true;
      try {
        join(source.chain(), base, disk);
      } catch (StoreException _) {
        finished = false;
      }
      CrashStore restarted = disk.crash();
      var chain = ChainStore.chainIdOf(restarted);
      assertThat(chain.isPresent()).isEqualTo(finished);
      if (finished) {
        break;
      }
      cuts++;
      ChainStore again = join(source.chain(), base, restarted);
      assertThat(again.check((_, _) -> {})).isEmpty();
    }
    assertThat(cuts).isGreaterThan(3);
  }
}
