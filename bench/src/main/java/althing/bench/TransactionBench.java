package althing.bench;

import althing.ledger.port.MemoryStore;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.UnverifiedTransaction;
import althing.ledger.types.Bytes;
import java.util.concurrent.TimeUnit;
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

/** One signed transfer: reading its bytes, and finding out who signed it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TransactionBench {

  private Bytes encoded = Bytes.EMPTY;

  @Setup(Level.Trial)
  public void sign() {
    encoded = new Transfers(new MemoryStore()).next().getFirst().encoded();
  }

  @Benchmark
  public UnverifiedTransaction parse() {
    return TransactionCodec.parse(encoded);
  }

  @Benchmark
  public SignedTransaction parseAndRecover() {
    return TransactionCodec.parse(encoded).recover();
  }
}
