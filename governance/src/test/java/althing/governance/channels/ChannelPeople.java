package althing.governance.channels;

import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.GovernanceChain;
import althing.governance.state.Keys;
import althing.governance.types.Tag;
import althing.ledger.abi.ContractAbi;
import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.Money;
import althing.ledger.block.Receipt;
import althing.ledger.crypto.Sha256;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.TestChain;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Outcome.Done;
import althing.ledger.projection.Outcome.Refused;
import althing.ledger.projection.Refusal;
import althing.ledger.projection.Scope;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.BlockStarted;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A chain with channels, in the words of the people in them. */
final class ChannelPeople {

  static final Amount DEPOSIT = Amount.ofSp(10);
  private static final Address TREASURY = Address.system(0x1000);
  private static final Amount CHAIN_ID = Amount.of(TestChain.CHAIN_ID);
  private static final Bytes PRESENT = Bytes.of((byte) 1);

  final GovernanceChain chain;

  private ChannelPeople(GovernanceChain chain) {
    this.chain = chain;
  }

  static ChannelPeople start() {
    return with(Map.of());
  }

  static ChannelPeople with(Map<String, Long> parameters) {
    return new ChannelPeople(GovernanceChain.with(parameters));
  }

  static Address person(String name) {
    return GovernanceChain.person(name);
  }

  static Item task(int number) {
    return new Item(Kind.TASK, id(number));
  }

  static Hash id(int number) {
    return Sha256.hash(Keys.bigEndian(number));
  }

  static SortedSet<Tag> tags(String... names) {
    return Arrays.stream(names).map(Tag::new).collect(Collectors.toCollection(TreeSet::new));
  }

  static Match kind(Kind kind) {
    return new Match(kind, null);
  }

  static Match tag(String tag) {
    return new Match(null, new Tag(tag));
  }

  static SplitPart part(String name, long weight, Match... matches) {
    return new SplitPart(name, weight, List.of(matches));
  }

  // -------------------------------------------------------------------------------------- acts

  /** An open channel. */
  long create(String founder, String name) {
    return create(founder, name, true);
  }

  long create(String founder, String name, boolean open) {
    return ((BigInteger)
            chain
                .pays(founder, ChannelContract.ADDRESS, DEPOSIT, "create", name, "", open)
                .getFirst())
        .longValueExact();
  }

  /** Calls a function that must succeed. */
  List<Object> does(String who, String function, Object... arguments) {
    List<Object> results = chain.does(who, ChannelContract.ADDRESS, function, arguments);
    check();
    return results;
  }

  /** Calls a function that must be refused with exactly this and change nothing but the fee. */
  void refuses(ChannelRefusal refusal, String who, String function, Object... arguments) {
    chain.refuses(refusal, who, ChannelContract.ADDRESS, function, arguments);
  }

  /** What a view answers. */
  List<Object> asks(String function, Object... arguments) {
    return chain.does("dave", ChannelContract.ADDRESS, function, arguments);
  }

  /** Calls a function that may be refused. */
  Receipt tries(String who, Address contract, Amount value, String function, Object... arguments) {
    ContractAbi abi = chain.chain.registry().contract(contract).orElseThrow().abi();
    Object[] values =
        Arrays.stream(arguments)
            .map(
                argument -> argument instanceof Long number ? BigInteger.valueOf(number) : argument)
            .toArray();
    Receipt receipt = chain.chain.receipt(chain.chain.call(who, contract, value, function, values));
    if (!receipt.succeeded()) {
      abi.decodeError(receipt.output());
    }
    return receipt;
  }

  void donate(String who, long channel, Amount amount) {
    chain.pays(who, TREASURY, amount, "donate", channel);
  }

  /** Several people join a channel. */
  ChannelPeople join(long channel, String... people) {
    for (String who : people) {
      does(who, "join", channel);
    }
    return this;
  }

  ChannelPeople place(Item item, long channel, String... tags) {
    chain.acts(scope -> Channels.place(scope, item, channel, tags(tags)));
    check();
    return this;
  }

  void remove(Item item) {
    chain.acts(scope -> Channels.remove(scope, item));
    check();
  }

  /** Runs a command of the network that must succeed. */
  List<Object> commands(Function<Scope, Outcome> command) {
    Outcome outcome = run(command);
    assertThat(outcome).isInstanceOf(Done.class);
    check();
    return ((Done) outcome).results();
  }

  /** Runs a command of the network that must be refused with exactly this and do nothing. */
  void refusesCommand(Refusal refusal, Function<Scope, Outcome> command) {
    Map<Bytes, Bytes> before = apartFromFee();
    int events = chain.chain.log().size();
    assertThat(run(command)).isEqualTo(new Refused(refusal));
    assertThat(apartFromFee()).isEqualTo(before);
    assertThat(chain.chain.log().stream().skip(events).map(RecordedEvent::event))
        .hasOnlyElementsOfTypes(BlockStarted.class, TransactionApplied.class);
    assertThat(ChannelContract.ABI.encodeError(refusal.error(), refusal.arguments()).isEmpty())
        .isFalse();
  }

  /** Runs a command of the network, which may be refused. */
  Outcome run(Function<Scope, Outcome> command) {
    var outcome = new Outcome[1];
    chain.acts(scope -> outcome[0] = command.apply(scope));
    return outcome[0];
  }

  private Map<Bytes, Bytes> apartFromFee() {
    var entries = new TreeMap<>(chain.chain.entries());
    entries.keySet().removeIf(key -> key.get(0) == Protocol.PREFIX);
    entries.remove(Money.accountKey(person("dave")));
    entries.remove(Money.treasuryKey(Money.ROOT_CHANNEL));
    entries.remove(Bytes.of((byte) Money.PREFIX, (byte) 's'));
    return entries;
  }

  /** The numbers of the channels that a split made. */
  static List<Long> made(List<Object> results) {
    return ((List<?>) results.getFirst())
        .stream().map(number -> ((BigInteger) number).longValueExact()).toList();
  }

  // --------------------------------------------------------------------------------- questions

  StateReader state() {
    return chain.state();
  }

  Channel channel(long id) {
    return Channels.channel(state(), id).orElseThrow();
  }

  Tally tally(long channel) {
    return Channels.tally(state(), channel);
  }

  Role role(long channel, String who) {
    return Channels.role(state(), channel, person(who));
  }

  Standing standing(long channel, String who) {
    return ChannelEntries.standing(state(), channel, person(who));
  }

  long channelOf(Item item) {
    return Channels.channelOf(state(), item);
  }

  Amount treasury(long channel) {
    return Money.treasury(state(), channel);
  }

  Amount escrow(long channel) {
    return Money.escrow(state(), Channel.escrow(CHAIN_ID, channel));
  }

  Amount balance(String who) {
    return chain.balance(who);
  }

  <E extends ChannelEvent> List<E> events(Class<E> kind) {
    return chain.events(kind);
  }

  // ------------------------------------------------------------------------------------- check

  /** Every index and count computed anew from channels, members and items; and what must hold. */
  void check() {
    Map<Bytes, Bytes> entries = ofKind(chain.chain.entries());
    var expected = new TreeMap<Bytes, Bytes>();
    var tallies = new TreeMap<Long, Tally>();
    long count = 0;
    for (var entry : entries.entrySet()) {
      Bytes key = entry.getKey();
      Bytes value = entry.getValue();
      switch ((char) key.get(1)) {
        case 'c' -> {
          count++;
          channel(Channel.decode(Keys.numberAt(key, Long.BYTES), value), count, expected);
          expected.put(key, value);
        }
        case 'm' -> {
          long channel = Keys.numberAt(key, Long.BYTES + Address.SIZE);
          Role role = Role.stored(ChannelEntries.number(value));
          expected.put(key, value);
          expected.put(ChannelKeys.membership(Keys.addressAt(key, Address.SIZE), channel), value);
          tallies.merge(
              channel,
              Tally.NOTHING.changed(Role.NONE, role),
              (all, _) -> all.changed(Role.NONE, role));
        }
        case 'i' -> {
          Item item = ChannelEntries.itemAt(key);
          long channel = Placement.decode(value).channel();
          assertThat(Channels.exists(state(), channel)).isTrue();
          assertThat(channelOf(item)).isEqualTo(channel);
          expected.put(key, value);
          expected.put(ChannelKeys.item(channel, item), PRESENT);
          tallies.merge(channel, Tally.NOTHING.withItems(1), (all, _) -> all.withItems(1));
        }
        case 's' -> {
          long channel = Keys.numberAt(key, Long.BYTES + Address.SIZE);
          Address account = Keys.addressAt(key, Address.SIZE);
          assertThat(ChannelEntries.role(state(), channel, account)).isEqualTo(Role.NONE);
          assertThat(Standing.decode(value)).isNotEqualTo(Standing.NEUTRAL);
          expected.put(key, value);
        }
        default -> {}
      }
    }
    if (count > 0) {
      expected.put(ChannelKeys.COUNT, entries.get(ChannelKeys.COUNT));
    }
    assertThat(ChannelEntries.count(state())).isEqualTo(count);
    tallies.forEach((channel, tally) -> expected.put(ChannelKeys.tally(channel), tally.encode()));
    assertThat(entries).isEqualTo(expected);
    tallies.forEach(
        (channel, tally) -> assertThat(channel == Channel.ROOT || tally.owners() > 0).isTrue());
  }

  private void channel(Channel channel, long number, Map<Bytes, Bytes> expected) {
    long id = channel.id();
    assertThat(id).isEqualTo(number);
    assertThat(escrow(id)).isEqualTo(channel.deposit());
    assertThat(tally(id).owners()).isPositive();
    if (channel.archived()) {
      assertThat(channel.deposit()).isEqualTo(Amount.ZERO);
      assertThat(treasury(id)).isEqualTo(Amount.ZERO);
      assertThat(tally(id).items()).isZero();
    } else {
      Bytes name = ChannelKeys.name(channel.name());
      assertThat(Channels.named(state(), channel.name())).hasValue(id);
      assertThat(expected.put(name, chain.chain.entries().get(name))).isNull();
    }
  }

  private static Map<Bytes, Bytes> ofKind(Map<Bytes, Bytes> entries) {
    var ours = new TreeMap<>(entries);
    ours.keySet().removeIf(key -> key.get(0) != ChannelKeys.PREFIX);
    return ours;
  }
}
