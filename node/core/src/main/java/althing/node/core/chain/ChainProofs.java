package althing.node.core.chain;

import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.ProofReader;
import althing.ledger.event.RecordedEvent;
import althing.ledger.log.EntryBundle;
import althing.ledger.log.EventProver;
import althing.ledger.log.Tile;
import althing.ledger.state.StateProof;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Proofs out of the store, checkpoints that this node signed when epochs ended, and one that it
 * signs when it is asked for.
 */
final class ChainProofs implements ProofReader {

  private final ChainStore store;
  private final CheckpointSigner signer;
  private volatile @Nullable Signed newest;

  private record Signed(long size, String note) {}

  ChainProofs(ChainStore store, CheckpointSigner signer) {
    this.store = store;
    this.signer = signer;
  }

  @Override
  public Hash eventRoot(long size) {
    requireKept(size);
    return prover().rootAt(size);
  }

  @Override
  public List<Hash> inclusionProof(long sequence, long size) {
    if (sequence < store.oldestEvent()) {
      throw HistoryPrunedException.log(sequence + 1, store.oldestEvent());
    }
    return prover().inclusion(sequence, size);
  }

  @Override
  public List<Hash> consistencyProof(long oldSize, long newSize) {
    requireKept(oldSize);
    return prover().consistency(oldSize, newSize);
  }

  /** Of a shorter log not even the unfinished tiles are there. */
  private void requireKept(long size) {
    if (size < store.oldestEvent()) {
      throw HistoryPrunedException.log(size, store.oldestEvent());
    }
  }

  /** Signs the log as it is now. The same log gives the same bytes, whenever it is signed. */
  @Override
  public String checkpoint() {
    long size = store.eventCount();
    Signed last = newest;
    if (last == null || last.size() != size) {
      last = new Signed(size, signer.sign(size, eventRoot(size)));
      newest = last;
    }
    return last.note();
  }

  @Override
  public String checkpointAt(long height) throws NoCheckpointException {
    return store.checkpoint(height).map(ChainProofs::text).orElseThrow(() -> noCheckpoint(height));
  }

  private static String text(Bytes note) {
    return new String(note.unsafeArray(), StandardCharsets.UTF_8);
  }

  private NoCheckpointException noCheckpoint(long height) {
    OptionalLong before =
        store.checkpointsDownFrom(height, 1).stream().mapToLong(Long::longValue).findFirst();
    return new NoCheckpointException(height, before, store.checkpointFrom(height));
  }

  @Override
  public Optional<Bytes> tile(int level, long index, int width) {
    requireWidth(width);
    return store
        .tiles()
        .read(level, index)
        .filter(hashes -> hashes.size() >= width * Hash.SIZE)
        .map(hashes -> hashes.slice(0, width * Hash.SIZE));
  }

  @Override
  public StateProof stateProof(Bytes key, long height) throws NotProvableException {
    return store.prove(height, key).orElseThrow(() -> notProvable(height));
  }

  private NotProvableException notProvable(long height) {
    var retention = store.treeRetention();
    long head = store.headHeight();
    OptionalLong before = retention.epochEnds().latestUpTo(height);
    return new NotProvableException(height, before, Math.max(0, retention.dueUpTo(head)));
  }

  @Override
  public Optional<Bytes> entryBundle(long index, int width) {
    requireWidth(width);
    if (index * Tile.WIDTH < store.oldestEvent()) {
      return Optional.empty();
    }
    List<RecordedEvent> events = store.eventsFrom(index * Tile.WIDTH, width);
    return events.size() < width
        ? Optional.empty()
        : Optional.of(EntryBundle.encode(events.stream().map(RecordedEvent::encoded).toList()));
  }

  private EventProver prover() {
    return new EventProver(store.tiles(), store.eventCount());
  }

  private static void requireWidth(int width) {
    if (width < 1 || width > Tile.WIDTH) {
      throw new IllegalArgumentException("width %d is not in 1..%d".formatted(width, Tile.WIDTH));
    }
  }
}
