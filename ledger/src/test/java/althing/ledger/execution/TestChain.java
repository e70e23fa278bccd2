package althing.ledger.execution;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.account.Accounts;
import althing.ledger.account.Conservation;
import althing.ledger.account.Money;
import althing.ledger.block.Receipt;
import althing.ledger.crypto.Keccak256;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.BlockExecution.Inclusion;
import althing.ledger.execution.BlockExecution.Inclusion.Included;
import althing.ledger.execution.BlockExecution.Inclusion.Invalid;
import althing.ledger.port.CommitReader;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.state.MapState;
import althing.ledger.state.StateReader;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.treasury.Treasury;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A chain in memory with virtual time: people have names, blocks hold what they send. Every block
 * is checked for conservation and folded a second time from its events alone.
 */
public final class TestChain {

  public static final long CHAIN_ID = 930;
  public static final long GENESIS_MILLIS = 1_700_000_000_000L;
  public static final long EPOCH_MILLIS = 1_000;
  public static final Amount BASE_FEE = Amount.of(1_000_000_000);
  public static final Address PROPOSER = person("proposer");

  private final Registry registry;
  private final MapState state = new MapState();
  private final MapState folded = new MapState();
  private final List<RecordedEvent> log = new ArrayList<>();
  private long height;
  private long timeMillis = GENESIS_MILLIS;
  private long parentGasUsed;
  private Bytes lastCommit = Bytes.EMPTY;

  private TestChain(Registry registry, List<Event> founding) {
    this.registry = registry;
    adopt(BlockExecution.genesis(registry, founding, GENESIS_MILLIS));
  }

  /** A chain with accounts and treasury, of the root unless given, and {@code more} projections. */
  public static TestChain with(Projection<?>... more) {
    return with(Map.of(), more);
  }

  /** As {@link #with(Projection...)}, with some parameters other than usual. */
  public static TestChain with(Map<String, Long> parameters, Projection<?>... more) {
    return with(parameters, List.of(), more);
  }

  /** As above, with events at the beginning beyond those of every chain. */
  public static TestChain with(
      Map<String, Long> parameters, List<Event> alsoFounding, Projection<?>... more) {
    return with("single", CommitReader.NONE, parameters, alsoFounding, more);
  }

  /** As above, of another engine and told who certified blocks. */
  public static TestChain with(
      String engine,
      CommitReader commits,
      Map<String, Long> parameters,
      List<Event> alsoFounding,
      Projection<?>... more) {
    var projections = new ArrayList<Projection<?>>(List.of(new Protocol(), new Accounts()));
    projections.addAll(List.of(more));
    if (projections.stream().noneMatch(Treasury.class::isInstance)) {
      projections.add(new Treasury());
    }
    var founding = new ArrayList<Event>();
    founding.add(
        new ChainStarted(Amount.of(CHAIN_ID), GENESIS_MILLIS, engine, Hash.ZERO.toBytes()));
    var values =
        new TreeMap<>(
            Map.of(
                "epochMillis", EPOCH_MILLIS,
                "tickBudget", 20_000L,
                "blockGasLimit", 30_000_000L,
                "gasTargetPerSecond", 15_000_000L,
                "baseFeeFloorWei", 1_000_000_000L,
                "maxBlockBytes", 4L << 20));
    values.putAll(parameters);
    values.forEach((name, value) -> founding.add(new ParameterSet(name, value)));
    for (String name : List.of("alice", "bob", "carol", "dave")) {
      founding.add(new Minted(person(name), Amount.ofSp(10_000)));
    }
    founding.addAll(alsoFounding);
    return new TestChain(Registry.of(projections).reading(commits), founding);
  }

  /** The address of somebody; alice, bob, carol and dave own 10 000 SP each at genesis. */
  public static Address person(String name) {
    return Secp256k1.addressOf(Secp256k1.instance().publicKey(key(name)));
  }

  public static byte[] key(String name) {
    return Keccak256.digest(Bytes.utf8("althing test key " + name).unsafeArray());
  }

  public Registry registry() {
    return registry;
  }

  public StateReader state() {
    return state;
  }

  /** All entries, to compare before and after. */
  public Map<Bytes, Bytes> entries() {
    return state.entries();
  }

  public List<RecordedEvent> log() {
    return List.copyOf(log);
  }

  public long height() {
    return height;
  }

  public long epoch() {
    return Protocol.epoch(state);
  }

  public Amount balance(String name) {
    return Accounts.balance(state, person(name));
  }

  /** A transfer signed by somebody with the next nonce. */
  public SignedTransaction transfer(String from, Address to, Amount amount) {
    return send(from, to, amount, Bytes.EMPTY, 21_000);
  }

  /** A call of a system contract signed by somebody with the next nonce. */
  public SignedTransaction call(
      String from, Address contract, Amount value, String function, Object... arguments) {
    Bytes data =
        registry.contract(contract).orElseThrow().abi().encodeCall(function, List.of(arguments));
    return send(from, contract, value, data, 2_000_000);
  }

  public SignedTransaction send(String from, Address to, Amount value, Bytes data, long gas) {
    return sign(from, Accounts.nonce(state, person(from)), to, value, data, gas);
  }

  public static SignedTransaction sign(
      String from, long nonce, Address to, Amount value, Bytes data, long gas) {
    return TransactionCodec.sign(
        new Transaction.DynamicFee(
            Amount.of(CHAIN_ID),
            nonce,
            Amount.ZERO,
            Amount.of(1_000_000_000_000L),
            gas,
            to,
            value,
            data,
            List.of()),
        key(from));
  }

  /** Makes a block 1 ms later with these transactions, all of which must be accepted into it. */
  public ExecutedBlock block(SignedTransaction... transactions) {
    return blockAt(timeMillis + 1, transactions);
  }

  public ExecutedBlock blockAt(long timestampMillis, SignedTransaction... transactions) {
    BlockExecution execution = open(timestampMillis);
    for (SignedTransaction tx : transactions) {
      assertThat(execution.apply(tx)).isInstanceOf(Included.class);
    }
    ExecutedBlock block = execution.finish();
    adopt(block);
    return block;
  }

  /** The receipt of one transaction in a block of its own. */
  public Receipt receipt(SignedTransaction transaction) {
    return block(transaction).receipts().getLast();
  }

  /** Hands a transaction to a block that is then thrown away. */
  public Inclusion offer(SignedTransaction transaction) {
    return open(timeMillis + 1).apply(transaction);
  }

  /** The words with which a transaction is kept out of a block. */
  public String refusal(SignedTransaction transaction) {
    Inclusion inclusion = offer(transaction);
    assertThat(inclusion).isInstanceOf(Invalid.class);
    return ((Invalid) inclusion).refusal().message();
  }

  /** Runs the ticks of {@code count} epochs, in as many blocks as they take. */
  public TestChain passEpochs(int count) {
    long target = epoch() + count;
    long start = GENESIS_MILLIS + target * EPOCH_MILLIS;
    while (epoch() < target) {
      blockAt(Math.max(timeMillis + 1, start));
    }
    return this;
  }

  public BlockExecution open(long timestampMillis) {
    return BlockExecution.open(
        registry,
        state,
        new BlockInput(
            height + 1,
            Hash.ZERO,
            parentGasUsed,
            log.size(),
            timestampMillis,
            PROPOSER,
            Hash.ZERO,
            lastCommit));
  }

  /** What the blocks from now on carry as the certificate of an ancestor. */
  public void certify(Bytes certificate) {
    lastCommit = certificate;
  }

  private void adopt(ExecutedBlock block) {
    block
        .changes()
        .forEach((key, change) -> {
          if (change.after() == null) {
            state.remove(key);
          } else {
            state.put(key, change.after());
          }
        });
    block.events().forEach(event -> registry.evolve(folded, event.event()));
    log.addAll(block.events());
    height = block.input().height();
    timeMillis = block.input().timestampMillis();
    parentGasUsed = block.gasUsed();
    check();
  }

  /** Conservation in full, and fold replay equal to execution. */
  public void check() {
    assertThat(Conservation.checkAll(Money.totals(state), state.entries())).isEmpty();
    assertThat(folded.entries()).isEqualTo(state.entries());
    for (int i = 0; i < log.size(); i++) {
      assertThat(log.get(i).sequence()).isEqualTo(i);
    }
  }
}
