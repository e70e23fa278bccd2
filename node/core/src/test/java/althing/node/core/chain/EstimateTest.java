package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.abi.ContractAbi;
import althing.ledger.account.Accounts;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader.TransactionPlace;
import althing.ledger.execution.TestChain;
import althing.ledger.iou.Ious;
import althing.ledger.port.MemoryStore;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.treasury.Treasury;
import althing.ledger.trust.Trust;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi.CallRequest;
import althing.node.core.NodeApi.CallResult;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gas limits that wallets are told: enough, also when the state changes before they are used. */
class EstimateTest {

  private static final Registry REGISTRY =
      Registry.of(new Protocol(), new Accounts(), new Treasury(), new Trust(), new Ious());
  private static final Address IOU = Address.system(0x1001);
  private static final ContractAbi ABI = REGISTRY.contract(IOU).orElseThrow().abi();
  private static final Amount PRICE = Amount.of(20_000_000_000L);
  private static final long EXPIRY_EPOCH = 100;

  private final TestNode node =
      new TestNode(
              TestNode.environment(1),
              new MemoryStore(),
              TestNode.genesis(Map.of()),
              TestNode.SETTINGS,
              REGISTRY)
          .started();

  @AfterEach
  void stop() {
    node.stop();
    assertThat(node.faults).isEmpty();
  }

  @Test
  void a_transfer_is_exactly_21000() {
    for (Address to : List.of(TestChain.person("bob"), TestChain.person("nobody yet"))) {
      assertThat(estimate("alice", to, Amount.ONE_SP, Bytes.EMPTY).gasUsed()).isEqualTo(21_000);
    }
    assertThat(
            estimate("alice", TestChain.person("bob"), Amount.ZERO, Bytes.fromHex("0x0001"))
                .gasUsed())
        .as("one zero byte, one other")
        .isEqualTo(21_000 + 4 + 16);
  }

  /** The debt that the pair had was paid, so that its sum is a new entry once more. */
  @Test
  void an_issue_fits_after_the_debt_between_the_two_was_redeemed() {
    Hash first = issue("alice", "bob", 10);
    Bytes issue = issuing("bob", 5);
    Estimated estimated = estimated("alice", issue);

    succeeds(send("alice", redeeming(first, 10), 300_000));

    Receipt receipt = succeeds(send("alice", issue, estimated.limit()));
    assertThat(receipt.gasUsed()).isGreaterThan(estimated.used());
  }

  /** A new epoch counts the pair for trust again, and trust changes the collateral. */
  @Test
  void an_issue_fits_in_an_epoch_with_another_collateral() {
    issue("alice", "bob", 10);
    Bytes issue = issuing("bob", 5);
    Estimated estimated = estimated("alice", issue);

    passEpochs(1);

    Receipt receipt = succeeds(send("alice", issue, estimated.limit()));
    assertThat(receipt.gasUsed()).isGreaterThan(estimated.used());
  }

  @Test
  void an_issue_fits_after_netting_took_the_debts_away() {
    issue("alice", "bob", 10);
    issue("bob", "carol", 10);
    issue("carol", "alice", 10);
    Bytes issue = issuing("bob", 5);
    Estimated estimated = estimated("alice", issue);

    passEpochs(1);

    Receipt receipt = succeeds(send("alice", issue, estimated.limit()));
    assertThat(receipt.gasUsed()).isGreaterThan(estimated.used());
  }

  @Test
  void a_redemption_fits_after_netting_took_a_part_away() {
    Hash id = issue("alice", "bob", 10);
    issue("bob", "alice", 3);
    Bytes redeem = redeeming(id, 7);
    Estimated estimated = estimated("alice", redeem);

    passEpochs(1);

    succeeds(send("alice", redeem, estimated.limit()));
  }

  @Test
  void an_estimate_stays_below_what_is_asked_for_and_what_the_sender_pays_for() {
    Bytes issue = issuing("bob", 5);
    Estimated estimated = estimated("alice", issue);
    long allowance = estimated.used() + 1;
    assertThat(estimated.limit()).isGreaterThan(allowance);
    for (long asked : new long[] {allowance, estimated.used()}) {
      assertThat(node.service.estimateGas(request("alice", issue, asked), head()).gasUsed())
          .isEqualTo(asked);
    }
    assertThat(
            node.service
                .estimateGas(request("alice", issue, estimated.used() - 1), head())
                .refusal())
        .startsWith("gas required exceeds allowance (");

    CallResult poor =
        node.service.estimateGas(
            new CallRequest(
                TestChain.person("alice"),
                IOU,
                null,
                node.balance("alice").dividedByFloor(Amount.of(allowance)),
                Amount.ZERO,
                ABI.encodeCall("nonceOf", List.of(TestChain.person("bob"))),
                List.of()),
            head());
    assertThat(poor.refusal()).isNull();
    assertThat(poor.gasUsed()).isLessThanOrEqualTo(allowance);
  }

  /** What an estimate sets aside for gas is no more than the transaction will set aside. */
  @Test
  void nearly_all_money_can_become_collateral() {
    Amount collateral = node.balance("alice").minus(PRICE.times(200_000));
    Amount amount = collateral.times(2);
    Bytes issue =
        ABI.encodeCall(
            "issue",
            List.of(
                TestChain.person("bob"), amount.value(), BigInteger.valueOf(EXPIRY_EPOCH), false));
    long limit = estimate("alice", IOU, Amount.ZERO, issue).gasUsed();
    assertThat(limit).isLessThan(200_000);
    succeeds(send("alice", issue, limit));
  }

  /**
   * @param used gas of the call on the state of the estimate
   * @param limit what a wallet is told
   */
  private record Estimated(long used, long limit) {}

  private Estimated estimated(String from, Bytes data) {
    long used = node.service.call(request(from, data, null), head()).gasUsed();
    long limit = estimate(from, IOU, Amount.ZERO, data).gasUsed();
    assertThat(limit).isGreaterThan(used);
    return new Estimated(used, limit);
  }

  private CallResult estimate(String from, Address to, Amount value, Bytes data) {
    CallResult result =
        node.service.estimateGas(
            new CallRequest(TestChain.person(from), to, null, PRICE, value, data, List.of()),
            head());
    assertThat(result.refusal()).isNull();
    return result;
  }

  private static CallRequest request(String from, Bytes data, @Nullable Long gas) {
    return new CallRequest(TestChain.person(from), IOU, gas, null, Amount.ZERO, data, List.of());
  }

  private static Bytes issuing(String creditor, long whole) {
    return ABI.encodeCall(
        "issue",
        List.of(
            TestChain.person(creditor),
            Amount.ofSp(whole).value(),
            BigInteger.valueOf(EXPIRY_EPOCH),
            false));
  }

  private static Bytes redeeming(Hash id, long whole) {
    return ABI.encodeCall("redeem", List.of(id.toBytes(), Amount.ofSp(whole).value()));
  }

  private Hash issue(String debtor, String creditor, long whole) {
    Receipt receipt = succeeds(send(debtor, issuing(creditor, whole), 300_000));
    return Hash.wrap(receipt.output().unsafeArray());
  }

  private Receipt send(String from, Bytes data, long gas) {
    var call =
        new Transaction.DynamicFee(
            Amount.of(TestChain.CHAIN_ID),
            node.service.pendingNonce(TestChain.person(from)),
            Amount.ONE,
            PRICE,
            gas,
            IOU,
            Amount.ZERO,
            data,
            List.of());
    Hash hash = node.submit(TransactionCodec.sign(call, TestChain.key(from)));
    node.environment.runUntil(() -> node.isFinal(hash));
    TransactionPlace place = node.place(hash).orElseThrow();
    return node.service.chain().receipts(place.height()).orElseThrow().get(place.index());
  }

  private static Receipt succeeds(Receipt receipt) {
    assertThat(receipt.succeeded()).as(() -> ABI.decodeError(receipt.output()).toString()).isTrue();
    return receipt;
  }

  private void passEpochs(long count) {
    long target = epoch() + count;
    node.environment.run(count * TestNode.EPOCH_MILLIS - 1_000);
    node.environment.runUntil(() -> epoch() >= target);
  }

  private long epoch() {
    return Protocol.epoch(node.service.chain().stateAt(head()));
  }

  private long head() {
    return node.service.chain().headHeight();
  }
}
