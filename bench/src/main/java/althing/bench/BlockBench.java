package althing.bench;

import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.ChainHead;
import althing.ledger.state.Overlay;
import althing.ledger.transaction.SignedTransaction;
import althing.node.store.RocksDbStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One block of 500 transfers on a chain in RocksDB: building, folding, committing it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class BlockBench {

  private @Nullable Path directory;
  private @Nullable RocksDbStore store;
  private @Nullable Built next;

  /** The block to come, with all it is made of. */
  private record Built(
      Transfers chain,
      ChainHead head,
      BlockFactory.Proposal proposal,
      List<SignedTransaction> transactions,
      Candidate candidate) {

    static Built on(Transfers chain) {
      ChainHead head = chain.head();
      List<SignedTransaction> transactions = chain.next();
      BlockFactory.Proposal proposal = chain.proposal(head);
      return new Built(
          chain, head, proposal, transactions, chain.build(head, proposal, transactions));
    }
  }

  @Setup(Level.Trial)
  public void found() throws IOException {
    directory = Files.createTempDirectory("althing-bench");
    store = RocksDbStore.open(directory);
    next = Built.on(new Transfers(store));
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    Objects.requireNonNull(store).close();
    try (Stream<Path> files = Files.walk(Objects.requireNonNull(directory))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Executes the transactions and hashes what came of them; signatures are known to be right. */
  @Benchmark
  public Candidate build() {
    Built block = next();
    return block.chain.build(block.head, block.proposal, block.transactions);
  }

  /** Applies the block's events to the state before it. */
  @Benchmark
  public Overlay fold() {
    Built block = next();
    var state = new Overlay(block.head.state());
    for (RecordedEvent event : block.candidate.events()) {
      block.chain.registry.evolve(state, event.event());
    }
    return state;
  }

  private Built next() {
    return Objects.requireNonNull(next);
  }

  /** Blocks to be committed, one after the other. */
  @State(Scope.Benchmark)
  public static class Growing {
    private @Nullable Built block;

    @Setup(Level.Invocation)
    public void build(BlockBench bench) {
      block = Built.on(bench.next().chain);
    }
  }

  /** Writes the block with all indexes and waits for the disk. */
  @Benchmark
  public void commit(Growing growing) {
    Built block = Objects.requireNonNull(growing.block);
    block.chain.commit(block.candidate);
  }
}
