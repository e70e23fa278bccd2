package althing.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionRulesTest {

  private static final TransactionRules RULES =
      new TransactionRules(Transactions.CHAIN, 30_000_000, true);
  private static final Address SENDER = Address.system(0xabc);
  private static final Address TO = Address.system(0x1234);

  @Test
  void an_ordinary_transfer_passes_every_rule() {
    Transaction transfer = Transactions.transfer(7, TO);

    assertThat(RULES.check(transfer)).isEmpty();
    assertThat(TransactionRules.checkFee(transfer, Amount.of(2_000_000_000))).isEmpty();
    assertThat(TransactionRules.checkNonce(transfer, SENDER, 7)).isEmpty();
    assertThat(TransactionRules.checkFunds(transfer, SENDER, new Amount(transfer.maxCost())))
        .isEmpty();
  }

  /** Attack L5: a signature for another chain, or for any. */
  @Test
  void another_chain_is_refused() {
    assertRefused(
        RULES.check(legacy(Amount.ONE, 1, 21_000)), "invalid chain id for signer: have 1 want 930");
    assertRefused(
        RULES.check(legacy(null, 1, 21_000)),
        "only replay-protected (EIP-155) transactions allowed over RPC");
    assertThat(RULES.check(legacy(Transactions.CHAIN, 1, 21_000))).isEmpty();
  }

  @Test
  void gas_outside_its_bounds_is_refused() {
    assertRefused(
        RULES.check(legacy(Transactions.CHAIN, 1, 20_999)),
        "intrinsic gas too low: gas 20999, minimum needed 21000");
    assertRefused(
        RULES.check(legacy(Transactions.CHAIN, 1, 30_000_001)),
        "exceeds block gas limit: gas 30000001, block gas limit 30000000");
    assertRefused(
        RULES.check(legacy(Transactions.CHAIN, 1, -1)),
        "exceeds block gas limit: gas 18446744073709551615, block gas limit 30000000");
    assertThat(RULES.check(legacy(Transactions.CHAIN, 1, 30_000_000))).isEmpty();
  }

  @Test
  void a_tip_above_the_highest_price_is_refused() {
    assertRefused(
        RULES.check(dynamic(11, 10)),
        "max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas 11,"
            + " maxFeePerGas 10");
    assertThat(RULES.check(dynamic(10, 10))).isEmpty();
  }

  @Test
  void a_cost_beyond_256_bits_is_refused() {
    Amount most = new Amount(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    var transaction =
        new Transaction.Legacy(Transactions.CHAIN, 0, most, 21_000, TO, Amount.ZERO, Bytes.EMPTY);

    assertRefused(
        RULES.check(transaction),
        "insufficient funds for gas * price + value: required balance exceeds 256 bits");
  }

  @Test
  void a_price_below_the_base_fee_is_refused() {
    assertRefused(
        TransactionRules.checkFee(dynamic(1, 10), Amount.of(11)),
        "max fee per gas less than block base fee: maxFeePerGas 10, baseFee 11");
    assertThat(TransactionRules.checkFee(dynamic(1, 10), Amount.of(10))).isEmpty();
  }

  /** Attack L5: nonce reuse and nonce gap; nonces are unsigned. */
  @ParameterizedTest
  @CsvSource({
    "6, 7, 'nonce too low: address 0x0000000000000000000000000000000000000abc, tx: 6 state: 7'",
    "8, 7, 'nonce too high: address 0x0000000000000000000000000000000000000abc, tx: 8 state: 7'",
    "-2, 7, 'nonce too high: address 0x0000000000000000000000000000000000000abc,"
        + " tx: 18446744073709551614 state: 7'",
    "7, -2, 'nonce too low: address 0x0000000000000000000000000000000000000abc,"
        + " tx: 7 state: 18446744073709551614'"
  })
  void a_nonce_out_of_turn_is_refused(long nonce, long next, String message) {
    assertRefused(
        TransactionRules.checkNonce(Transactions.transfer(nonce, TO), SENDER, next), message);
  }

  @Test
  void a_sender_who_owns_too_little_is_refused() {
    Transaction transfer = Transactions.transfer(0, TO);
    assertThat(transfer.maxCost()).isEqualTo(new BigInteger("1000042000000000000"));

    assertRefused(
        TransactionRules.checkFunds(
            transfer, SENDER, new Amount(transfer.maxCost()).minus(Amount.ONE)),
        "insufficient funds for gas * price + value: address"
            + " 0x0000000000000000000000000000000000000abc"
            + " have 1000041999999999999 want 1000042000000000000");
  }

  @ParameterizedTest
  @CsvSource({"1, 10, 5, 6", "5, 10, 5, 10", "6, 10, 5, 10", "0, 10, 10, 10"})
  void the_price_is_the_base_fee_and_the_tip_within_the_cap(
      long tip, long cap, long baseFee, long price) {
    assertThat(dynamic(tip, cap).effectiveGasPrice(Amount.of(baseFee))).isEqualTo(Amount.of(price));
  }

  @Test
  void a_legacy_transaction_pays_its_price() {
    assertThat(legacy(Transactions.CHAIN, 20, 21_000).effectiveGasPrice(Amount.of(7)))
        .isEqualTo(Amount.of(20));
  }

  /** EIP-2028, EIP-2930, EIP-2 and EIP-3860 in one transaction. */
  @Test
  void intrinsic_gas_counts_data_access_list_and_creation() {
    Bytes data = Bytes.fromHex("0x00010002" + "ff".repeat(29));
    var entry = new Transaction.AccessListEntry(TO, List.of(Bytes.EMPTY, Bytes.EMPTY));
    var creation =
        new Transaction.AccessList(
            Amount.ONE, 0, Amount.ONE, 0, null, Amount.ZERO, data, List.of(entry, entry));

    assertThat(IntrinsicGas.of(creation))
        .isEqualTo(21_000 + 2 * 4 + 31 * 16 + 32_000 + 2 * 2 + 2 * (2_400 + 2 * 1_900));
    assertThat(IntrinsicGas.of(Transactions.transfer(0, TO))).isEqualTo(21_000);
  }

  private static Transaction legacy(@Nullable Amount chain, long price, long gasLimit) {
    return new Transaction.Legacy(
        chain, 0, Amount.of(price), gasLimit, TO, Amount.ZERO, Bytes.EMPTY);
  }

  private static Transaction dynamic(long tip, long cap) {
    return new Transaction.DynamicFee(
        Transactions.CHAIN,
        0,
        Amount.of(tip),
        Amount.of(cap),
        21_000,
        TO,
        Amount.ZERO,
        Bytes.EMPTY,
        List.of());
  }

  private static void assertRefused(Optional<TransactionRefusal> refusal, String message) {
    assertThat(refusal).map(TransactionRefusal::message).contains(message);
  }
}
