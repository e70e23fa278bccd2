package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.account.Accounts;
import althing.ledger.block.BlockHeader;
import althing.ledger.crypto.Ed25519;
import althing.ledger.event.Event;
import althing.ledger.execution.BlockExecution.Inclusion.Included;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.BlockFactory.Proposal;
import althing.ledger.execution.ChainHead;
import althing.ledger.execution.RandomSeed;
import althing.ledger.execution.TestChain;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.MemoryStore;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.state.StateTree;
import althing.ledger.transaction.SignedTransaction;
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
 * A chain of real blocks with one validator, kept in a store by a {@link ChainStore}. The same
 * calls make the same blocks.
 */
public final class StoredChain {

  public static final long EPOCH_MILLIS = 10_000;
  public static final Registry REGISTRY =
      Registry.of(new Protocol(), new Accounts(), new Treasury());

  private static final byte[] NODE_SEED = Bytes.fromHex("42".repeat(32)).toArray();
  private static final Seat SEAT =
      new Seat(TestChain.PROPOSER, Bytes.wrap(Ed25519.publicKey(NODE_SEED)));

  private final ChainStore chain;
  private final StateTree states;
  private final BlockFactory factory;
  private ChainHead head;

  private StoredChain(ChainStore chain) {
    this.chain = chain;
    states = new StateTree(chain.stateNodes(), 64);
    factory = new BlockFactory(REGISTRY, states);
    if (chain.isEmpty()) {
      Candidate genesis = factory.genesis(founding(), TestChain.GENESIS_MILLIS);
      commit(genesis);
    }
    head = chain.head(states);
  }

  /** Opens the chain in {@code store}, with its genesis block if it is empty. */
  public static StoredChain in(KeyValueStore store, Retention retention) {
    return new StoredChain(ChainStore.open(store, TestChain.CHAIN_ID, retention, REGISTRY));
  }

  public static StoredChain in(KeyValueStore store) {
    return in(store, Retention.ARCHIVE);
  }

  /** The block that every such chain begins with. */
  static BlockCommit genesis() {
    var nothing =
        ChainStore.open(new MemoryStore(), TestChain.CHAIN_ID, Retention.ARCHIVE, REGISTRY);
    var states = new StateTree(nothing.stateNodes(), 1);
    return BlockCommit.of(
        new BlockFactory(REGISTRY, states).genesis(founding(), TestChain.GENESIS_MILLIS),
        Bytes.EMPTY);
  }

  private static List<Event> founding() {
    var events = new ArrayList<Event>();
    events.add(
        new ChainStarted(
            Amount.of(TestChain.CHAIN_ID),
            TestChain.GENESIS_MILLIS,
            "single",
            Hash.ZERO.toBytes()));
    new TreeMap<>(
            Map.of(
                "epochMillis", EPOCH_MILLIS,
                "tickBudget", 100L,
                "blockGasLimit", 30_000_000L,
                "gasTargetPerSecond", 15_000_000L,
                "baseFeeFloorWei", 1_000_000_000L))
        .forEach((name, value) -> events.add(new ParameterSet(name, value)));
    events.add(new ValidatorsSeated(List.of(SEAT)));
    for (String name : List.of("alice", "bob", "carol", "dave")) {
      events.add(new Minted(TestChain.person(name), Amount.ofSp(10_000)));
    }
    return events;
  }

  public ChainStore chain() {
    return chain;
  }

  ChainHead head() {
    return head;
  }

  /** A transfer with the sender's next nonce in the block being made, {@code earlier} before it. */
  public SignedTransaction transfer(String from, int earlier, Address to, Amount amount) {
    long nonce = Accounts.nonce(head.state(), TestChain.person(from)) + earlier;
    return TestChain.sign(from, nonce, to, amount, Bytes.EMPTY, 21_000);
  }

  /** Makes and commits the block of 1 ms later. */
  public BlockCommit block(SignedTransaction... transactions) {
    return blockAfter(1, transactions);
  }

  public BlockCommit blockAfter(long millis, SignedTransaction... transactions) {
    Candidate candidate = build(millis, transactions);
    return commit(candidate);
  }

  /** Makes a block without committing it. */
  Candidate build(long millis, SignedTransaction... transactions) {
    BlockHeader parent = head.block().header();
    return factory.build(
        head,
        new Proposal(
            parent.timestampMillis() + millis,
            SEAT,
            RandomSeed.prove(parent, NODE_SEED),
            Bytes.EMPTY),
        execution -> {
          for (SignedTransaction transaction : transactions) {
            assertThat(execution.apply(transaction)).isInstanceOf(Included.class);
          }
        });
  }

  private BlockCommit commit(Candidate candidate) {
    BlockCommit commit = BlockCommit.of(candidate, certificate(candidate));
    chain.commit(commit);
    states.stored(candidate.stateUpdate());
    head =
        new ChainHead(
            candidate.block(),
            chain.stateAt(candidate.block().height()),
            candidate.head().stateVersion(),
            candidate.head().logVersion());
    return commit;
  }

  static Bytes certificate(Candidate candidate) {
    return Bytes.utf8("certificate of " + candidate.block().height());
  }
}
