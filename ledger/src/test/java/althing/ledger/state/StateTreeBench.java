package althing.ledger.state;

import althing.ledger.types.Bytes;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Measures the state tree in memory, apart from any store: building one of many entries, then
 * blocks that change a part of them. Run by hand: {@code StateTreeBench [entries] [changes]
 * [blocks] [cached pages]}.
 */
public final class StateTreeBench {

  private StateTreeBench() {}

  public static void main(String[] args) {
    int entries = argument(args, 0, 1_000_000);
    int changes = argument(args, 1, 2_000);
    int blocks = argument(args, 2, 1_000);
    int cachedPages = argument(args, 3, 16_384);
    var store = new MemoryNodes();

    long start = cpuNanos();
    var builder = new StateTreeBuilder(entries);
    for (int i = 0; i < entries; i++) {
      builder.add(key(i), value(i, 0));
    }
    StateRoot root = builder.build(0, store::store);
    long bytes = store.nodes.values().stream().mapToLong(Bytes::size).sum();
    System.out.printf(
        "built %,d entries in %,d ms: %,d nodes, %,d bytes%n",
        entries, (cpuNanos() - start) / 1_000_000, store.nodes.size(), bytes);

    System.out.printf("one hash of an inner node takes %d ns%n", hashNanos());

    var tree = new StateTree(store, cachedPages);
    StateVersion version = tree.open(root);
    var random = new Random(1);
    long nanos = 0;
    long written = 0;
    long writtenBytes = 0;
    for (int block = 1; block <= blocks; block++) {
      Map<Bytes, Bytes> batch = new HashMap<>();
      for (int i = 0; i < changes; i++) {
        batch.put(key(random.nextInt(entries)), value(i, block));
      }
      start = cpuNanos();
      StateUpdate update = tree.apply(version, block, batch::forEach);
      nanos += cpuNanos() - start;
      store.store(update);
      update.stale().forEach(mark -> store.nodes.remove(mark.node()));
      store.stale.clear();
      tree.stored(update);
      version = update.version();
      written += update.nodes().size();
      writtenBytes += update.nodes().stream().mapToLong(node -> node.bytes().size()).sum();
      if (block % Math.max(1, blocks / 5) == 0) {
        double count = (double) changes * Math.max(1, blocks / 5);
        System.out.printf(
            "to block %d: %.2f us, %.2f nodes, %.0f bytes written, %.2f read for each key%n",
            block, nanos / 1e3 / count, written / count, writtenBytes / count, store.reads / count);
        nanos = 0;
        written = 0;
        writtenBytes = 0;
        store.reads = 0;
      }
    }
  }

  /** What the machine's load makes of the cost of a hash. */
  private static long hashNanos() {
    int count = 1_000_000;
    byte[] hash = new byte[32];
    long start = cpuNanos();
    for (int i = 0; i < count; i++) {
      hash = StateHash.inner(hash, hash);
    }
    return (cpuNanos() - start) / count;
  }

  /** The thread's own time, so that a busy machine measures alike. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static int argument(String[] args, int at, int otherwise) {
    return at < args.length ? Integer.parseInt(args[at]) : otherwise;
  }

  /** 21 bytes, as an account's key. */
  private static Bytes key(int account) {
    return Bytes.wrap(ByteBuffer.allocate(21).putInt(17, account).array());
  }

  private static Bytes value(int number, int block) {
    return Bytes.wrap(ByteBuffer.allocate(20).putInt(number).putInt(block).array());
  }
}
