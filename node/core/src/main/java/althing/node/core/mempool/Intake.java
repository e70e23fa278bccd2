package althing.node.core.mempool;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.TransactionRefusal;
import althing.ledger.transaction.TransactionRules;
import althing.ledger.transaction.UnverifiedTransaction;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * From bytes to the mempool, on the caller's thread and many at once. What is cheap to refuse is
 * refused before the signature is paid for, and the sender of the same bytes is never recovered
 * twice while they are pooled or on their way.
 */
public final class Intake {

  /**
   * What the head asks of transactions.
   *
   * @param floor the lowest base fee that a block can have
   */
  public record Terms(TransactionRules rules, Amount floor) {}

  /** What became of a submission. */
  public sealed interface Result {

    /** It is in the pool. */
    record Accepted(SignedTransaction transaction) implements Result {}

    /** It is not. */
    record Refused(PoolRefusal refusal) implements Result {}
  }

  private final Mempool pool;
  private final PoolSettings settings;
  private final Supplier<Terms> terms;
  private final Set<Hash> onTheirWay = ConcurrentHashMap.newKeySet();

  public Intake(Mempool pool, PoolSettings settings, Supplier<Terms> terms) {
    this.pool = pool;
    this.settings = settings;
    this.terms = terms;
  }

  /**
   * Decodes {@code encoded}, recovers its sender and pools it.
   *
   * @throws MalformedException if these bytes are no transaction
   */
  public Result submit(Bytes encoded) {
    if (encoded.size() > settings.maxTransactionBytes()) {
      return refused(new PoolRefusal.Oversized(encoded.size(), settings.maxTransactionBytes()));
    }
    Hash hash = TransactionCodec.hash(encoded);
    if (pool.isKnown(hash) || !onTheirWay.add(hash)) {
      return refused(new PoolRefusal.AlreadyKnown());
    }
    try {
      UnverifiedTransaction parsed = TransactionCodec.parse(encoded);
      Optional<PoolRefusal> unfit = unfit(parsed);
      if (unfit.isPresent()) {
        return refused(unfit.get());
      }
      SignedTransaction signed = parsed.recover();
      return pool.add(signed).map(Intake::refused).orElseGet(() -> new Result.Accepted(signed));
    } finally {
      onTheirWay.remove(hash);
    }
  }

  private Optional<PoolRefusal> unfit(UnverifiedTransaction parsed) {
    if (parsed.transaction().to() == null) {
      return Optional.of(new PoolRefusal.Unfit(new TransactionRefusal.CreatesContract()));
    }
    Terms now = terms.get();
    Optional<TransactionRefusal> refusal =
        now.rules()
            .check(parsed.transaction())
            .or(() -> TransactionRules.checkFee(parsed.transaction(), now.floor()));
    return refusal.map(PoolRefusal.Unfit::new);
  }

  private static Result refused(PoolRefusal refusal) {
    return new Result.Refused(refusal);
  }
}
