package althing.node.core.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.TransactionRules;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.mempool.Intake.Result;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntakeTest {

  private static final byte[] KEY = key(7);
  private static final Amount GWEI = Amount.of(1_000_000_000);
  private static final long LIMIT = 30_000_000;

  private final PoolFixture world = new PoolFixture(PoolSettings.DEFAULT);
  private final Intake intake =
      new Intake(
          world.pool,
          PoolSettings.DEFAULT,
          () -> new Intake.Terms(new TransactionRules(Amount.of(930), LIMIT, true), GWEI));

  @Test
  void bytes_become_a_pooled_transaction_with_its_sender() {
    SignedTransaction signed = TransactionCodec.sign(dynamic(0, 930, 2, 1, 21_000), KEY);
    var result = intake.submit(signed.encoded());
    assertThat(result).isEqualTo(new Result.Accepted(signed));
    assertThat(world.pool.pendingNonce(signed.sender())).isEqualTo(1);
  }

  /** L5, and the refusals whose words clients match. */
  @Test
  void what_no_block_could_hold_is_refused_and_changes_nothing() {
    refused(dynamic(0, 1, 2, 1, 21_000), "invalid chain id for signer: have 1 want 930");
    refused(
        new Transaction.Legacy(null, 0, GWEI, 21_000, Address.ZERO, Amount.ZERO, Bytes.EMPTY),
        "only replay-protected (EIP-155) transactions allowed over RPC");
    refused(dynamic(0, 930, 2, 3, 21_000), "max priority fee per gas higher than max fee per gas:");
    refused(
        dynamic(0, 930, 2, 1, 20_999), "intrinsic gas too low: gas 20999, minimum needed 21000");
    refused(
        dynamic(0, 930, 2, 1, LIMIT + 1),
        "exceeds block gas limit: gas 30000001, block gas limit 30000000");
    refused(
        new Transaction.Legacy(
            Amount.of(930), 0, Amount.of(5), 21_000, Address.ZERO, Amount.ZERO, Bytes.EMPTY),
        "max fee per gas less than block base fee: maxFeePerGas 5, baseFee 1000000000");
    refused(legacyTo(null, Bytes.EMPTY), "contract creation is not supported");
    refused(
        legacyTo(Address.ZERO, Bytes.wrap(new byte[128 << 10])),
        "oversized data: transaction size ");
    world.owns(signer(), 1, Amount.ZERO);
    refused(dynamic(0, 930, 2, 1, 21_000), "nonce too low: ");
    refused(dynamic(1, 930, 2, 1, 21_000), "insufficient funds for gas * price + value: ");
  }

  @Test
  void bytes_that_are_no_transaction_are_malformed() {
    byte[] encoded = TransactionCodec.sign(dynamic(0, 930, 2, 1, 21_000), KEY).encoded().toArray();
    for (int length = 0; length < encoded.length; length++) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(encoded, length));
      assertThatThrownBy(() -> intake.submit(cut)).isInstanceOf(MalformedException.class);
    }
    assertThat(world.pool.size()).isZero();
  }

  @Test
  void one_of_many_threads_with_the_same_bytes_is_let_in() throws Exception {
    Bytes encoded = TransactionCodec.sign(dynamic(0, 930, 2, 1, 21_000), KEY).encoded();
    var answers = new java.util.concurrent.ConcurrentLinkedQueue<Result>();
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(_ -> Thread.startVirtualThread(() -> answers.add(intake.submit(encoded))))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(answers).filteredOn(Result.Accepted.class::isInstance).hasSize(1);
    assertThat(answers)
        .filteredOn(new Result.Refused(new PoolRefusal.AlreadyKnown())::equals)
        .hasSize(7);
  }

  private void refused(Transaction transaction, String why) {
    Object before = world.picture();
    var result = intake.submit(TransactionCodec.sign(transaction, KEY).encoded());
    assertThat(result).isInstanceOf(Result.Refused.class);
    assertThat(((Result.Refused) result).refusal().message()).startsWith(why);
    assertThat(world.picture()).isEqualTo(before);
  }

  private static Address signer() {
    return TransactionCodec.sign(dynamic(0, 930, 2, 1, 21_000), KEY).sender();
  }

  private static Transaction dynamic(long nonce, long chain, long cap, long tip, long gas) {
    return new Transaction.DynamicFee(
        Amount.of(chain),
        nonce,
        GWEI.times(tip),
        GWEI.times(cap),
        gas,
        Address.ZERO,
        Amount.ONE,
        Bytes.EMPTY,
        List.of());
  }

  private static Transaction legacyTo(@Nullable Address to, Bytes data) {
    return new Transaction.Legacy(Amount.of(930), 0, GWEI, LIMIT, to, Amount.ZERO, data);
  }

  private static byte[] key(int number) {
    byte[] key = new byte[32];
    key[31] = (byte) number;
    return key;
  }
}
