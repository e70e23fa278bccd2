package althing.ledger.iou;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.Money;
import althing.ledger.block.Receipt;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.TestChain;
import althing.ledger.iou.IouKeys.Pair;
import althing.ledger.protocol.Protocol;
import althing.ledger.trust.Trust;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A chain with IOUs and trust, in the words of people who lend. */
final class IouChain {

  static final Amount CHAIN_ID = Amount.of(TestChain.CHAIN_ID);
  private static final Amount TRANSFER_FEE = TestChain.BASE_FEE.times(21_000);

  final TestChain chain;

  private IouChain(TestChain chain) {
    this.chain = chain;
  }

  static IouChain start() {
    return withTickBudget(20_000);
  }

  static IouChain withTickBudget(long budget) {
    return new IouChain(TestChain.with(Map.of("tickBudget", budget), new Ious(), new Trust()));
  }

  static Address person(String name) {
    return TestChain.person(name);
  }

  static Amount sp(long whole) {
    return Amount.ofSp(whole);
  }

  /** An IOU over whole SP that expires in 30 epochs. */
  Hash issue(String debtor, String creditor, long whole) {
    return issue(debtor, creditor, sp(whole), epoch() + 30, false);
  }

  Hash issue(
      String debtor, String creditor, Amount amount, long expiryEpoch, boolean consentRequired) {
    Receipt receipt = does(debtor, "issue", person(creditor), amount, expiryEpoch, consentRequired);
    return Hash.wrap(receipt.output().unsafeArray());
  }

  /** Calls a function that must succeed. Amounts, numbers and hashes become ABI values. */
  Receipt does(String who, String function, Object... arguments) {
    Receipt receipt = receipt(who, function, arguments);
    assertThat(receipt.succeeded())
        .as(() -> function + " refused: " + IouContract.ABI.decodeError(receipt.output()))
        .isTrue();
    check();
    return receipt;
  }

  /** Calls a function that must be refused with exactly this and change nothing but the fee. */
  void refuses(IouRefusal refusal, String who, String function, Object... arguments) {
    var before = apartFromFee(who);
    Amount balance = chain.balance(who);
    Receipt receipt = receipt(who, function, arguments);
    assertThat(receipt.succeeded()).isFalse();
    assertThat(IouContract.ABI.decodeError(receipt.output()).toString())
        .isEqualTo(IouContract.ABI.describeError(refusal.error(), refusal.arguments()));
    assertThat(receipt.logs()).isEmpty();
    assertThat(apartFromFee(who)).isEqualTo(before);
    assertThat(chain.balance(who))
        .isEqualTo(balance.minus(receipt.gasPrice().times(receipt.gasUsed())));
  }

  /** What a view answers. */
  List<Object> asks(String function, Object... arguments) {
    Receipt receipt = does("dave", function, arguments);
    return IouContract.ABI.decodeResults(function, receipt.output());
  }

  /** Gives away all that somebody owns but {@code left}. */
  IouChain keepOnly(String who, Amount left) {
    Amount rest = chain.balance(who).minus(left).minus(TRANSFER_FEE);
    assertThat(chain.receipt(chain.transfer(who, person("sink"), rest)).succeeded()).isTrue();
    assertThat(chain.balance(who)).isEqualTo(left);
    return this;
  }

  IouChain passEpochs(int count) {
    chain.passEpochs(count);
    check();
    return this;
  }

  long epoch() {
    return chain.epoch();
  }

  Iou iou(Hash id) {
    return IouView.iou(chain.state(), id).orElseThrow();
  }

  Amount balance(String who) {
    return chain.balance(who);
  }

  Amount escrow(Hash id) {
    return Money.escrow(chain.state(), id);
  }

  /** What somebody paid for gas since the start. */
  Amount feesOf(String who) {
    return events(TransactionApplied.class).stream()
        .filter(applied -> applied.sender().equals(person(who)))
        .map(applied -> applied.price().times(applied.gasUsed()))
        .reduce(Amount.ZERO, Amount::plus);
  }

  long trust(String who) {
    return Trust.of(chain.state(), person(who), epoch());
  }

  Amount debt(String debtor, String holder) {
    return IouView.debtBetween(chain.state(), person(debtor), person(holder));
  }

  /** Events of one kind since the start, in order. */
  <E extends Event> List<E> events(Class<E> kind) {
    return chain.log().stream()
        .map(RecordedEvent::event)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  Receipt receipt(String who, String function, Object... arguments) {
    return chain.receipt(
        chain.call(who, IouContract.ADDRESS, Amount.ZERO, function, abiValues(arguments)));
  }

  static Object[] abiValues(Object... arguments) {
    var values = new ArrayList<Object>();
    for (Object argument : arguments) {
      values.add(
          switch (argument) {
            case Amount amount -> amount.value();
            case Integer number -> Amount.of(number).value();
            case Long number -> Amount.of(number).value();
            case Hash hash -> hash.toBytes();
            default -> argument;
          });
    }
    return values.toArray();
  }

  private Map<Bytes, Bytes> apartFromFee(String payer) {
    var entries = new TreeMap<>(chain.entries());
    entries.keySet().removeIf(key -> key.get(0) == Protocol.PREFIX);
    entries.remove(Money.accountKey(person(payer)));
    entries.remove(Money.treasuryKey(Money.ROOT_CHANNEL));
    entries.remove(Bytes.of((byte) Money.PREFIX, (byte) 's'));
    return entries;
  }

  /** Invariants of all IOUs, their escrows and every index, computed anew from the IOUs. */
  void check() {
    chain.check();
    var expected = new TreeMap<Bytes, Bytes>();
    var sums = new TreeMap<Bytes, Amount>();
    var pairs = new TreeMap<Bytes, Pair>();
    scan('i')
        .forEach((key, value) -> {
          Iou iou = Iou.decode(IouKeys.idOf(key), value);
          iou.check();
          assertThat(escrow(iou.id())).isEqualTo(iou.collateral());
          assertThat(iou.state().isLive() && iou.outstanding().isZero()).isFalse();
          assertThat(!iou.state().isLive() || iou.course().deadline() > epoch()).isTrue();
          expected.putAll(IouEntries.index(iou));
          Pair pair = IouEntries.pair(iou);
          sums.merge(IouKeys.sum(pair), IouEntries.inNetting(iou), Amount::plus);
          pairs.put(IouKeys.sum(pair), pair);
        });
    sums.values().removeIf(Amount::isZero);
    for (char index : new char[] {'d', 'h', 'x', 'o'}) {
      assertThat(scan(index)).isEqualTo(startingWith(expected, index));
    }
    assertThat(scan('p').keySet()).isEqualTo(sums.keySet());
    var arcs = new TreeMap<Bytes, Bytes>();
    sums.forEach((key, sum) -> {
      assertThat(IouEntries.sum(chain.state(), pairs.get(key))).isEqualTo(sum);
      arcs.put(IouKeys.arc(pairs.get(key), sum), Bytes.of((byte) 1));
    });
    assertThat(scan('a')).isEqualTo(arcs);
    if (Protocol.tick(chain.state()).isEmpty()) {
      assertThat(scan('n')).isEmpty();
    }
  }

  private Map<Bytes, Bytes> scan(char kind) {
    return startingWith(chain.entries(), kind);
  }

  private static Map<Bytes, Bytes> startingWith(Map<Bytes, Bytes> entries, char kind) {
    Bytes prefix = Bytes.of((byte) IouKeys.PREFIX, (byte) kind);
    var found = new TreeMap<>(entries);
    found.keySet().removeIf(key -> !key.startsWith(prefix));
    return found;
  }
}
