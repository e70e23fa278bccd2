package althing.ledger.execution;

import static althing.ledger.execution.TestChain.BASE_FEE;
import static althing.ledger.execution.TestChain.PROPOSER;
import static althing.ledger.execution.TestChain.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.AccountEvent.Transferred;
import althing.ledger.account.Accounts;
import althing.ledger.account.Money;
import althing.ledger.block.Receipt;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.BlockExecution.Inclusion.BlockFull;
import althing.ledger.protocol.ProtocolEvent.BlockStarted;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlockExecutionTest {

  private static final Address TREASURY = Address.system(0x1000);
  private static final Amount TRANSFER_FEE = BASE_FEE.times(21_000);

  private final TestChain chain = TestChain.with();

  @Test
  void a_transfer_moves_sp_uses_the_nonce_and_pays_the_treasury() {
    chain.block();
    ExecutedBlock block = chain.block(chain.transfer("alice", person("bob"), Amount.ofSp(3)));

    assertThat(chain.balance("bob")).isEqualTo(Amount.ofSp(10_003));
    assertThat(chain.balance("alice")).isEqualTo(Amount.ofSp(9_997).minus(TRANSFER_FEE));
    assertThat(Accounts.nonce(chain.state(), person("alice"))).isEqualTo(1);
    assertThat(Money.treasury(chain.state(), 0)).isEqualTo(TRANSFER_FEE);
    assertThat(block.receipts())
        .singleElement()
        .satisfies(r -> assertThat(r.gasUsed()).isEqualTo(21_000));
    assertThat(block.events())
        .extracting(RecordedEvent::event)
        .hasExactlyElementsOfTypes(BlockStarted.class, Transferred.class, TransactionApplied.class);
  }

  @Test
  void the_tip_goes_to_the_proposer() {
    SignedTransaction tipped =
        TransactionCodec.sign(
            new Transaction.DynamicFee(
                Amount.of(TestChain.CHAIN_ID),
                0,
                Amount.of(7),
                BASE_FEE.times(2),
                21_000,
                person("bob"),
                Amount.ONE,
                Bytes.EMPTY,
                List.of()),
            TestChain.key("alice"));

    Receipt receipt = chain.receipt(tipped);

    assertThat(receipt.gasPrice()).isEqualTo(BASE_FEE.plus(Amount.of(7)));
    assertThat(Accounts.balance(chain.state(), PROPOSER)).isEqualTo(Amount.of(7 * 21_000));
  }

  @Test
  void sending_to_oneself_costs_the_fee_only() {
    chain.block(chain.transfer("alice", person("alice"), Amount.ofSp(5)));
    assertThat(chain.balance("alice")).isEqualTo(Amount.ofSp(10_000).minus(TRANSFER_FEE));
  }

  /** L5: nonce gap and reuse, wrong chain, malleability of the chain id. */
  @Test
  void what_may_not_be_in_a_block_is_refused_and_changes_nothing() {
    var before = chain.entries();
    Address bob = person("bob");

    assertThat(chain.refusal(TestChain.sign("alice", 1, bob, Amount.ONE, Bytes.EMPTY, 21_000)))
        .startsWith("nonce too high");
    assertThat(chain.refusal(TestChain.sign("alice", 0, bob, Amount.ONE, Bytes.EMPTY, 20_999)))
        .startsWith("intrinsic gas too low");
    assertThat(
            chain.refusal(
                TestChain.sign("alice", 0, bob, Amount.ofSp(10_000), Bytes.EMPTY, 21_000)))
        .startsWith("insufficient funds for gas * price + value");
    assertThat(chain.refusal(TestChain.sign("nobody", 0, bob, Amount.ZERO, Bytes.EMPTY, 21_000)))
        .startsWith("insufficient funds for gas * price + value");
    assertThat(chain.refusal(TestChain.sign("alice", 0, bob, Amount.ZERO, Bytes.EMPTY, 30_000_001)))
        .startsWith("exceeds block gas limit");
    assertThat(chain.refusal(legacy(931, BASE_FEE))).startsWith("invalid chain id for signer");
    assertThat(chain.refusal(legacy(TestChain.CHAIN_ID, BASE_FEE.minus(Amount.ONE))))
        .startsWith("max fee per gas less than block base fee");
    assertThat(chain.entries()).isEqualTo(before);

    SignedTransaction first = chain.transfer("alice", bob, Amount.ONE);
    chain.block(first);
    assertThat(chain.refusal(first)).startsWith("nonce too low");
  }

  @Test
  void a_transaction_that_creates_a_contract_is_refused_by_name() {
    SignedTransaction creation =
        TransactionCodec.sign(
            new Transaction.Legacy(
                Amount.of(TestChain.CHAIN_ID),
                0,
                BASE_FEE,
                100_000,
                null,
                Amount.ZERO,
                Bytes.fromHex("6000")),
            TestChain.key("alice"));
    assertThat(chain.refusal(creation)).startsWith("contract creation is not supported");
  }

  /** L11: a refused call changes nothing but nonce and fee. */
  @Test
  void a_refused_call_pays_and_leaves_nothing() {
    Amount before = Money.treasury(chain.state(), 0);
    SignedTransaction call = chain.call("alice", TREASURY, Amount.ZERO, "donate", BigInteger.ZERO);

    Receipt receipt = chain.receipt(call);

    assertThat(receipt.succeeded()).isFalse();
    assertThat(receipt.logs()).isEmpty();
    assertThat(
            chain.registry().contract(TREASURY).orElseThrow().abi().decodeError(receipt.output()))
        .hasToString("ZeroAmount()");
    Amount fee = BASE_FEE.times(receipt.gasUsed());
    assertThat(chain.balance("alice")).isEqualTo(Amount.ofSp(10_000).minus(fee));
    assertThat(Money.treasury(chain.state(), 0)).isEqualTo(before.plus(fee));
    assertThat(chain.log().getLast().event())
        .isEqualTo(new TransactionApplied(person("alice"), 0, receipt.gasUsed(), BASE_FEE, false));
  }

  @Test
  void an_unknown_function_and_trailing_bytes_are_refused_in_words() {
    Bytes unknown = Bytes.fromHex("0xdeadbeef");
    Simulation.Result result = simulate(unknown, Amount.ZERO);
    assertThat(result.refusal()).isEqualTo("unknown function selector 0xdeadbeef");

    Bytes trailing = donation().concat(Bytes.of((byte) 0));
    assertThat(simulate(trailing, Amount.ONE).refusal())
        .isEqualTo("ABI: 1 bytes left over at offset 32");
  }

  @Test
  void sp_sent_to_a_function_that_takes_none_is_refused() {
    Bytes view =
        chain
            .registry()
            .contract(TREASURY)
            .orElseThrow()
            .abi()
            .encodeCall("balanceOf", List.of(BigInteger.ZERO));
    assertThat(simulate(view, Amount.ONE).refusal()).isEqualTo("balanceOf takes no SP, 1 sent");
  }

  @Test
  void a_donation_reaches_the_treasury_and_the_logs() {
    Receipt receipt =
        chain.receipt(chain.call("alice", TREASURY, Amount.ofSp(2), "donate", BigInteger.ZERO));

    assertThat(receipt.succeeded()).isTrue();
    assertThat(receipt.logs())
        .singleElement()
        .satisfies(log -> assertThat(log.address()).isEqualTo(TREASURY));
    assertThat(Money.treasury(chain.state(), 0))
        .isEqualTo(Amount.ofSp(2).plus(BASE_FEE.times(receipt.gasUsed())));
  }

  @Test
  void a_plain_transfer_to_the_treasury_is_a_donation() {
    Receipt receipt =
        chain.receipt(chain.send("alice", TREASURY, Amount.ofSp(1), Bytes.EMPTY, 100_000));
    assertThat(receipt.succeeded()).isTrue();
    assertThat(Money.treasury(chain.state(), 0))
        .isEqualTo(Amount.ofSp(1).plus(BASE_FEE.times(receipt.gasUsed())));
  }

  @Test
  void a_call_without_enough_gas_uses_all_of_it_and_does_nothing() {
    Receipt receipt =
        chain.receipt(chain.send("alice", TREASURY, Amount.ofSp(1), donation(), 25_000));

    assertThat(receipt.succeeded()).isFalse();
    assertThat(receipt.gasUsed()).isEqualTo(25_000);
    assertThat(Money.treasury(chain.state(), 0)).isEqualTo(BASE_FEE.times(25_000));
  }

  @Test
  void a_block_takes_no_more_gas_than_its_limit() {
    TestChain small = TestChain.with(Map.of("blockGasLimit", 50_000L));
    BlockExecution block = small.open(TestChain.GENESIS_MILLIS + 1);
    Address bob = person("bob");
    block.apply(TestChain.sign("alice", 0, bob, Amount.ONE, Bytes.EMPTY, 21_000));
    block.apply(TestChain.sign("alice", 1, bob, Amount.ONE, Bytes.EMPTY, 21_000));
    assertThat(block.apply(TestChain.sign("alice", 2, bob, Amount.ONE, Bytes.EMPTY, 21_000)))
        .isInstanceOf(BlockFull.class);
    assertThat(block.finish().transactions()).hasSize(2);
  }

  /**
   * G34: a jump over many epochs runs each tick, one a block, and no transaction before the last.
   */
  @Test
  void each_epoch_passed_has_its_tick_before_transactions_go_on() {
    long late = TestChain.GENESIS_MILLIS + 3 * TestChain.EPOCH_MILLIS;
    for (int epoch = 1; epoch <= 3; epoch++) {
      ExecutedBlock block = chain.blockAt(late + epoch);
      assertThat(block.events()).extracting(RecordedEvent::event).contains(new TickEnded(epoch, 0));
      assertThat(block.transactions())
          .singleElement()
          .satisfies(tick -> {
            assertThat(tick.isTick()).isTrue();
            assertThat(tick.transaction().nonce()).isEqualTo(block.input().height());
          });
      assertThat(block.tickDue()).isEqualTo(epoch < 3);
    }
    BlockExecution next = chain.open(late + 4);
    assertThat(next.takesTransactions()).isTrue();
  }

  @Test
  void block_time_must_grow() {
    assertThatThrownBy(() -> chain.open(TestChain.GENESIS_MILLIS))
        .hasMessageContaining("is not above the parent's");
  }

  /** E2: the largest amounts neither wrap nor mint. */
  @Test
  void amounts_at_the_edge_of_256_bits_are_refused() {
    Amount huge = new Amount(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    assertThat(chain.refusal(TestChain.sign("alice", 0, person("bob"), huge, Bytes.EMPTY, 21_000)))
        .startsWith("insufficient funds for gas * price + value");
  }

  /** E2: a price that no account could pay is an answer, not a failure. */
  @Test
  void a_simulated_call_at_an_absurd_price_is_refused_in_words() {
    var request =
        new Transaction.DynamicFee(
            Amount.of(TestChain.CHAIN_ID),
            0,
            Amount.ZERO,
            new Amount(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE)),
            1_000_000,
            TREASURY,
            Amount.ZERO,
            donation(),
            List.of());
    assertThat(
            new Simulation(chain.registry())
                .call(chain.state(), person("alice"), request)
                .refusal())
        .startsWith("insufficient funds for gas * price + value");
  }

  /**
   * E1: a projection that makes SP from nothing stops the tick, and a call that does is refused.
   */
  @Test
  void sp_from_nothing_is_found_in_the_transaction_that_made_it() {
    TestChain forged = TestChain.with(new Forger());
    Amount before = forged.balance("alice");
    Receipt receipt =
        forged.receipt(forged.transfer("alice", person("bob"), Amount.of(Forger.TRIGGER)));

    assertThat(receipt.succeeded()).isFalse();
    assertThat(forged.balance("bob")).isEqualTo(Amount.ofSp(10_000));
    assertThat(forged.balance("alice")).isEqualTo(before.minus(BASE_FEE.times(receipt.gasUsed())));
    assertThatThrownBy(() -> forged.passEpochs(1)).hasMessageContaining("breaks the ledger");
  }

  private SignedTransaction legacy(long chainId, Amount price) {
    return TransactionCodec.sign(
        new Transaction.Legacy(
            Amount.of(chainId), 0, price, 21_000, person("bob"), Amount.ONE, Bytes.EMPTY),
        TestChain.key("alice"));
  }

  private Bytes donation() {
    return chain
        .registry()
        .contract(TREASURY)
        .orElseThrow()
        .abi()
        .encodeCall("donate", List.of(BigInteger.ZERO));
  }

  private Simulation.Result simulate(Bytes data, Amount value) {
    var before = chain.entries();
    var request =
        new Transaction.DynamicFee(
            Amount.of(TestChain.CHAIN_ID),
            0,
            Amount.ZERO,
            Amount.ZERO,
            1_000_000,
            TREASURY,
            value,
            data,
            List.of());
    Simulation.Result result =
        new Simulation(chain.registry()).call(chain.state(), person("alice"), request);
    assertThat(chain.entries()).isEqualTo(before);
    return result;
  }
}
