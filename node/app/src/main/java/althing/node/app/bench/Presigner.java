package althing.node.app.bench;

import althing.node.app.CommandFailure;
import althing.node.app.terminal.ProgressBar;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Signs all transfers of a load test before its clock starts, on all processors. */
final class Presigner {

  private final Transfers transfers;
  private final int recipients;
  private final long seed;

  Presigner(Transfers transfers, int recipients, long seed) {
    this.transfers = transfers;
    this.recipients = recipients;
    this.seed = seed;
  }

  /**
   * Signs transfers to random recipients, the senders of a lane taking turns.
   *
   * @param nonces next nonce of each sender
   * @param total how many transfers in all lanes
   */
  List<Lane> sign(long[] nonces, int lanes, int total) {
    var done = new AtomicLong();
    try (var progress = ProgressBar.of("transfers signed", total);
        var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      var tasks = new ArrayList<Callable<Lane>>();
      for (int lane = 0; lane < lanes; lane++) {
        int number = lane;
        int first = (int) ((long) total * lane / lanes);
        int next = (int) ((long) total * (lane + 1) / lanes);
        tasks.add(() -> sign(nonces, lanes, number, first, next - first, done, progress));
      }
      var signed = new ArrayList<Lane>();
      for (var task : pool.invokeAll(tasks)) {
        signed.add(task.get());
      }
      return signed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted while signing");
    } catch (ExecutionException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  private Lane sign(
      long[] nonces,
      int lanes,
      int lane,
      int first,
      int size,
      AtomicLong done,
      ProgressBar progress) {
    var random = new SplittableRandom(seed + lane);
    int senders = (nonces.length - lane + lanes - 1) / lanes;
    var keys = new byte[senders][];
    for (int i = 0; i < senders; i++) {
      keys[i] = BenchAccounts.senderKey(lane + i * lanes);
    }
    var builder = new Lane.Builder(first, size);
    for (int i = 0; i < size; i++) {
      int turn = i % senders;
      long nonce = nonces[lane + turn * lanes] + i / senders;
      builder.add(transfers.sign(keys[turn], nonce, random.nextInt(recipients)));
      progress.at(done.incrementAndGet());
    }
    return builder.build();
  }
}
