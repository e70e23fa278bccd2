package althing.governance;

import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.channels.Channels;
import althing.governance.parameters.GovernanceParameters;
import althing.governance.policy.BuiltInPolicy;
import althing.governance.reputation.Award;
import althing.governance.reputation.Reputation;
import althing.governance.reputation.ReputationEvent;
import althing.governance.reputation.Source;
import althing.governance.types.Tag;
import althing.governance.validators.Validators;
import althing.ledger.abi.ContractAbi;
import althing.ledger.account.Money;
import althing.ledger.block.Receipt;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.TestChain;
import althing.ledger.port.CommitReader;
import althing.ledger.port.EvidenceReader;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Refusal;
import althing.ledger.projection.Scope;
import althing.ledger.protocol.ParameterTable.Parameter;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.ledger.treasury.Treasury;
import althing.ledger.trust.Trust;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A chain with governance, in the words of the people on it. Every epoch is a second. */
public final class GovernanceChain {

  public final TestChain chain;
  private final Director director;

  private GovernanceChain(TestChain chain, Director director) {
    this.chain = chain;
    this.director = director;
    // The second block also says what the first one's hash is.
    chain.block();
  }

  public static GovernanceChain start() {
    return with(Map.of());
  }

  /** With some parameters other than usual. */
  public static GovernanceChain with(Map<String, Long> parameters) {
    return with(parameters, List.of());
  }

  /**
   * @param founding what happened before the first block, after the first balances
   */
  public static GovernanceChain with(Map<String, Long> parameters, List<Event> founding) {
    return with("single", CommitReader.NONE, EvidenceReader.NONE, parameters, founding);
  }

  /** As above, with validators that are elected and certify blocks. */
  public static GovernanceChain with(
      String engine,
      CommitReader commits,
      EvidenceReader evidence,
      Map<String, Long> parameters,
      List<Event> founding) {
    var values = new HashMap<String, Long>();
    for (Parameter parameter : GovernanceParameters.ALL) {
      values.put(parameter.name(), parameter.defaultValue());
    }
    values.put(Parameters.MIN_SEATS, 4L);
    values.putAll(parameters);
    var director = new Director();
    var projections = new ArrayList<Projection<?>>(projections(evidence));
    projections.add(director);
    return new GovernanceChain(
        TestChain.with(
            engine, commits, values, founding, projections.toArray(new Projection<?>[0])),
        director);
  }

  private static List<Projection<?>> projections(EvidenceReader evidence) {
    var policy = new BuiltInPolicy();
    return List.of(
        new Trust(),
        new Reputation(policy),
        new Validators(policy, evidence),
        new Channels(),
        new Treasury(Channels::exists));
  }

  /** Does what no call leads to, in a transaction of dave's. */
  public GovernanceChain acts(Consumer<Scope> deed) {
    director.then(deed);
    assertThat(chain.receipt(chain.transfer("dave", person("dave"), Amount.ZERO)).succeeded())
        .isTrue();
    return this;
  }

  public static Address person(String name) {
    return TestChain.person(name);
  }

  /** Reputation that somebody has when the chain begins, in whole units of one tag. */
  public static Event founded(String name, String tag, long whole) {
    long amount = whole * Reputation.UNIT;
    var part = new ReputationEvent.Part(Tag.stored(tag), amount, amount);
    return new ReputationEvent.Awarded(
        person(name), 0, Source.GENESIS, Address.ZERO, Hash.ZERO, 0, List.of(part));
  }

  /** Calls a function that must succeed. Amounts, numbers and hashes become ABI values. */
  public List<Object> does(String who, Address contract, String function, Object... arguments) {
    return pays(who, contract, Amount.ZERO, function, arguments);
  }

  /** As {@link #does}, sending SP with the call. */
  public List<Object> pays(
      String who, Address contract, Amount value, String function, Object... arguments) {
    ContractAbi abi = abi(contract);
    Receipt receipt = receipt(who, contract, value, function, arguments);
    assertThat(receipt.succeeded())
        .as(() -> function + " refused: " + abi.decodeError(receipt.output()))
        .isTrue();
    return abi.decodeResults(function, receipt.output());
  }

  /**
   * Calls a function that must be refused with exactly this and change nothing but the fee and, if
   * SP was sent, trust (RULES 4).
   */
  public void refuses(
      Refusal refusal, String who, Address contract, String function, Object... arguments) {
    refusesPaid(refusal, who, contract, Amount.ZERO, function, arguments);
  }

  /** As {@link #refuses}, sending SP with the call. */
  public void refusesPaid(
      Refusal refusal,
      String who,
      Address contract,
      Amount value,
      String function,
      Object... arguments) {
    ContractAbi abi = abi(contract);
    var before = apartFromFee(who);
    Amount balance = chain.balance(who);
    Receipt receipt = receipt(who, contract, value, function, arguments);
    assertThat(receipt.succeeded()).isFalse();
    assertThat(abi.decodeError(receipt.output()).toString())
        .isEqualTo(abi.describeError(refusal.error(), refusal.arguments()));
    assertThat(receipt.logs()).isEmpty();
    assertThat(apartFromFee(who)).isEqualTo(before);
    assertThat(chain.balance(who))
        .isEqualTo(balance.minus(receipt.gasPrice().times(receipt.gasUsed())));
  }

  private Receipt receipt(
      String who, Address contract, Amount value, String function, Object... arguments) {
    return chain.receipt(chain.call(who, contract, value, function, abiValues(arguments)));
  }

  private ContractAbi abi(Address contract) {
    return chain.registry().contract(contract).orElseThrow().abi();
  }

  private static Object[] abiValues(Object... arguments) {
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
    entries.remove(Bytes.of((byte) Trust.PREFIX).concat(person(payer).toBytes()));
    entries.remove(Money.treasuryKey(Money.ROOT_CHANNEL));
    entries.remove(Bytes.of((byte) Money.PREFIX, (byte) 's'));
    return entries;
  }

  public GovernanceChain passEpochs(int count) {
    chain.passEpochs(count);
    return this;
  }

  public long epoch() {
    return chain.epoch();
  }

  public StateReader state() {
    return chain.state();
  }

  public Amount balance(String who) {
    return chain.balance(who);
  }

  /** Reputation in one tag, in millionths. */
  public long reputation(String who, String tag) {
    return Reputation.of(state(), person(who), Tag.stored(tag), epoch());
  }

  /** Reputation in all tags, in millionths. */
  public long reputation(String who) {
    return Reputation.total(state(), person(who), epoch());
  }

  public Award award(String who, long number) {
    return Reputation.award(state(), person(who), number).orElseThrow();
  }

  /** Events of one kind since the start, in order. */
  public <E extends Event> List<E> events(Class<E> kind) {
    return chain.log().stream()
        .map(RecordedEvent::event)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
