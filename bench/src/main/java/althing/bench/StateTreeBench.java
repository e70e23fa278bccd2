package althing.bench;

import althing.ledger.state.NodeKey;
import althing.ledger.state.StateRoot;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateTreeBuilder;
import althing.ledger.state.StateUpdate;
import althing.ledger.state.StateVersion;
import althing.ledger.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A block's worth of changes to random ones of a million entries, pages read from a map. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StateTreeBench {

  private static final int ENTRIES = 1_000_000;
  private static final int CHANGES = 1_000;
  private static final int CACHED_PAGES = 16_384;

  private final Map<NodeKey, Bytes> nodes = new HashMap<>();
  private final Random random = new Random(1);
  private final Map<Bytes, Bytes> changes = new HashMap<>();
  private StateTree tree = new StateTree(this::read, CACHED_PAGES);
  private StateVersion version = StateTree.empty();

  @Setup(Level.Trial)
  public void build() {
    var builder = new StateTreeBuilder(ENTRIES);
    for (int i = 0; i < ENTRIES; i++) {
      builder.add(key(i), value());
    }
    StateRoot root = builder.build(0, node -> nodes.put(node.key(), node.bytes()));
    tree = new StateTree(this::read, CACHED_PAGES);
    version = tree.open(root);
  }

  @Setup(Level.Invocation)
  public void draw() {
    changes.clear();
    while (changes.size() < CHANGES) {
      changes.put(key(random.nextInt(ENTRIES)), value());
    }
  }

  /** Leaves the version as it is, so that every invocation meets the same tree. */
  @Benchmark
  public StateUpdate apply() {
    return tree.apply(version, 1, changes::forEach);
  }

  private List<@Nullable Bytes> read(List<NodeKey> keys) {
    var found = new ArrayList<@Nullable Bytes>(keys.size());
    keys.forEach(key -> found.add(nodes.get(key)));
    return found;
  }

  private static Bytes key(int account) {
    return Bytes.wrap(ByteBuffer.allocate(22).putInt(18, account).array());
  }

  private Bytes value() {
    return Bytes.wrap(ByteBuffer.allocate(16).putLong(random.nextLong()).array());
  }
}
