package althing.node.rpc;

import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.account.Accounts;
import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ProofReader;
import althing.ledger.crypto.Keccak256;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.crypto.Sha256;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.BlockExecution;
import althing.ledger.execution.BlockInput;
import althing.ledger.execution.BlockSealer;
import althing.ledger.execution.ExecutedBlock;
import althing.ledger.execution.Simulation;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.BaseFee;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.state.MapState;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.TransactionRefusal;
import althing.ledger.transaction.TransactionRules;
import althing.ledger.treasury.Treasury;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.NodeApi;
import althing.node.core.finality.CertifiedHeaders;
import althing.node.core.finality.FinalityProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A node in memory: real transactions, real execution, virtual time; blocks are made when a test
 * says so. People have names; alice, bob, carol and dave own 10 000 SP each.
 */
final class MemoryNode implements NodeApi {

  static final long CHAIN_ID = 930;
  static final Address TREASURY = Address.system(0x1000);
  private static final long GENESIS_MILLIS = 1_700_000_000_000L;
  private static final Amount TIP = Amount.of(1_000_000);

  private final Registry registry =
      Registry.of(List.of(new Protocol(), new Accounts(), new Treasury()));
  private final MemoryChain chain = new MemoryChain();
  private final MapState state = new MapState();
  private final Map<Address, NavigableMap<Long, SignedTransaction>> pool = new TreeMap<>();
  private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean ready = true;
  private volatile Optional<SyncProgress> syncing = Optional.empty();
  private long timeMillis = GENESIS_MILLIS;

  MemoryNode() {
    var founding = new ArrayList<Event>();
    founding.add(
        new ChainStarted(Amount.of(CHAIN_ID), GENESIS_MILLIS, "single", Hash.ZERO.toBytes()));
    new TreeMap<>(
            Map.of(
                "epochMillis", 86_400_000L,
                "tickBudget", 20_000L,
                "blockGasLimit", 30_000_000L,
                "gasTargetPerSecond", 15_000_000L,
                "baseFeeFloorWei", 1_000_000_000L,
                "maxBlockBytes", 4L << 20))
        .forEach((name, value) -> founding.add(new ParameterSet(name, value)));
    for (String name : List.of("alice", "bob", "carol", "dave")) {
      founding.add(new Minted(person(name), Amount.ofSp(10_000)));
    }
    adopt(BlockExecution.genesis(registry, founding, GENESIS_MILLIS), Hash.ZERO);
  }

  static Address person(String name) {
    return Secp256k1.addressOf(Secp256k1.instance().publicKey(key(name)));
  }

  static byte[] key(String name) {
    return Keccak256.digest(Bytes.utf8("althing test key " + name).unsafeArray());
  }

  /** A signed EIP-1559 transaction that offers plenty. */
  static SignedTransaction sign(String from, long nonce, Address to, Amount value, Bytes data) {
    return TransactionCodec.sign(
        new Transaction.DynamicFee(
            Amount.of(CHAIN_ID),
            nonce,
            TIP,
            Amount.of(1_000_000_000_000L),
            data.isEmpty() && !to.equals(TREASURY) ? 21_000 : 200_000,
            to,
            value,
            data,
            List.of()),
        key(from));
  }

  /** Sends a transfer with the next nonce. */
  synchronized SignedTransaction transfer(String from, String to, long wei) {
    return pooled(sign(from, pendingNonce(person(from)), person(to), Amount.of(wei), Bytes.EMPTY));
  }

  /** Sends a donation to the treasury, which logs it. */
  synchronized SignedTransaction donate(String from, long wei) {
    return pooled(sign(from, pendingNonce(person(from)), TREASURY, Amount.of(wei), Bytes.EMPTY));
  }

  /** Sends what somebody signs. */
  synchronized SignedTransaction send(String from, Transaction transaction) {
    return pooled(TransactionCodec.sign(transaction, key(from)));
  }

  private SignedTransaction pooled(SignedTransaction transaction) {
    try {
      submit(transaction.encoded());
    } catch (RejectedException e) {
      throw new AssertionError(e);
    }
    return transaction;
  }

  /** Puts all that can run into a block, and says that it is final. */
  synchronized Block mine() {
    timeMillis += 7;
    var input =
        new BlockInput(
            chain.headHeight() + 1,
            head().hash(),
            head().header().gasUsed(),
            chain.eventCount(),
            timeMillis,
            person("proposer"),
            Sha256.hash(Bytes.utf8("seed " + timeMillis)),
            Bytes.EMPTY);
    BlockExecution execution = BlockExecution.open(registry, state, input);
    for (Address sender : List.copyOf(pool.keySet())) {
      NavigableMap<Long, SignedTransaction> own = pool.getOrDefault(sender, new TreeMap<>());
      for (SignedTransaction transaction : List.copyOf(own.values())) {
        if (execution.apply(transaction) instanceof BlockExecution.Inclusion.Included) {
          own.remove(transaction.transaction().nonce());
        }
      }
    }
    pool.values().removeIf(Map::isEmpty);
    return adopt(execution.finish(), head().hash());
  }

  private Block adopt(ExecutedBlock executed, Hash parent) {
    StateReader before = copy();
    executed
        .changes()
        .forEach((key, change) -> {
          if (change.after() == null) {
            state.remove(key);
          } else {
            state.put(key, change.after());
          }
        });
    var all = new ArrayList<>(chain.eventsFrom(0, Integer.MAX_VALUE));
    all.addAll(executed.events());
    var roots = new BlockSealer.Roots(stateRoot(), MemoryChain.root(all));
    Block block =
        BlockSealer.seal(parent, executed, before, state, roots, Bytes.EMPTY, Bytes.EMPTY);
    chain.append(block, executed.receipts(), executed.events(), copy());
    for (NodeListener listener : listeners) {
      listener.onBlock(block, executed.receipts(), executed.events());
    }
    return block;
  }

  private Hash stateRoot() {
    return Sha256.hash(Bytes.utf8(state.entries().toString()));
  }

  private MapState copy() {
    var copy = new MapState();
    state.entries().forEach(copy::put);
    return copy;
  }

  private Block head() {
    return chain.block(chain.headHeight()).orElseThrow();
  }

  MemoryChain memory() {
    return chain;
  }

  void setReady(boolean ready) {
    this.ready = ready;
  }

  void setSyncing(Optional<SyncProgress> progress) {
    this.syncing = progress;
  }

  /** Everything that a refused call must leave as it was. */
  synchronized Map<String, Object> fingerprint() {
    var all = chain.fingerprint();
    all.put("pool", poolContent());
    return all;
  }

  @Override
  public ChainReader chain() {
    return chain;
  }

  @Override
  public long chainId() {
    return CHAIN_ID;
  }

  @Override
  public String clientVersion() {
    return "Althing/test";
  }

  @Override
  public Amount balance(Address account, long height) {
    return Accounts.balance(chain.stateAt(height), account);
  }

  @Override
  public long nonce(Address account, long height) {
    return Accounts.nonce(chain.stateAt(height), account);
  }

  @Override
  public List<Projection<?>> projections() {
    return registry.projections();
  }

  @Override
  public ProofReader proofs() {
    return chain;
  }

  /** What {@code althing_evidence} tells. */
  volatile List<Evidence> evidence = List.of();

  @Override
  public FinalityProof finality(long height) {
    var genesis = chain.header(0).orElseThrow();
    var headers = new ArrayList<BlockHeader>();
    long at = height;
    headers.add(chain.header(at).orElseThrow());
    while (chain.certificate(at).isEmpty()) {
      headers.add(chain.header(++at).orElseThrow());
    }
    var validators = List.of(new Seat(person("proposer"), Bytes.utf8("key")));
    return new FinalityProof(
        genesis,
        chain.eventsFrom(0, 1).getFirst().encoded(),
        chain.inclusionProof(0, genesis.extra().eventCount()),
        List.of(),
        height == 0
            ? null
            : new CertifiedHeaders(headers, chain.certificate(at).orElseThrow(), validators));
  }

  @Override
  public Explanation explain(Bytes key, long height, int limit) {
    chain.stateAt(height);
    var writers = new ArrayList<RecordedEvent>();
    var folded = new MapState();
    for (RecordedEvent event : chain.eventsFrom(0, Integer.MAX_VALUE)) {
      if (event.height() > height) {
        break;
      }
      var watch = new Watch(folded, key);
      registry.evolve(watch, event.event());
      if (watch.written) {
        writers.add(event);
      }
    }
    List<RecordedEvent> newest =
        writers.subList(Math.max(0, writers.size() - limit), writers.size());
    return new Explanation(
        List.copyOf(newest),
        newest.size() < writers.size()
            ? OptionalLong.of(newest.getFirst().height())
            : OptionalLong.empty());
  }

  /** Sees whether a key is written. */
  private static final class Watch implements StateWriter {
    private final MapState state;
    private final Bytes key;
    private boolean written;

    Watch(MapState state, Bytes key) {
      this.state = state;
      this.key = key;
    }

    @Override
    public @Nullable Bytes get(Bytes wanted) {
      return state.get(wanted);
    }

    @Override
    public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {
      state.scan(prefix, from, visitor);
    }

    @Override
    public void put(Bytes changed, Bytes value) {
      written |= changed.equals(key);
      state.put(changed, value);
    }

    @Override
    public void remove(Bytes changed) {
      written |= changed.equals(key);
      state.remove(changed);
    }
  }

  @Override
  public VerifyReport verify(long fromHeight, long toHeight) {
    long events = 0;
    for (long height = fromHeight; height <= toHeight; height++) {
      events += chain.events(height).size();
    }
    return new VerifyReport(fromHeight, toHeight, events, null);
  }

  @Override
  public Optional<SyncProgress> syncing() {
    return syncing;
  }

  @Override
  public int peerCount() {
    return 0;
  }

  @Override
  public long blockGasLimit() {
    return Simulation.blockGasLimit(chain.stateAt(chain.headHeight()));
  }

  @Override
  public synchronized Amount nextBaseFee() {
    return BaseFee.next(state, head().header().gasUsed(), timeMillis + 1).perGas();
  }

  @Override
  public synchronized Hash submit(Bytes encoded) throws RejectedException {
    SignedTransaction signed;
    try {
      signed = TransactionCodec.decode(encoded);
    } catch (MalformedException e) {
      throw new RejectedException(-32000, String.valueOf(e.getMessage()));
    }
    Address sender = signed.sender();
    Transaction transaction = signed.transaction();
    if (pending(signed.hash()).isPresent()) {
      throw new RejectedException(-32000, "already known");
    }
    var rules = new TransactionRules(Amount.of(CHAIN_ID), blockGasLimit(), true);
    Optional<TransactionRefusal> refusal =
        rules
            .check(transaction)
            .or(() -> TransactionRules.checkFee(transaction, nextBaseFee()))
            .or(() ->
                Long.compareUnsigned(transaction.nonce(), Accounts.nonce(state, sender)) < 0
                    ? TransactionRules.checkNonce(
                        transaction, sender, Accounts.nonce(state, sender))
                    : Optional.empty())
            .or(() ->
                transaction.nonce() > Accounts.nonce(state, sender) + 64
                    ? TransactionRules.checkNonce(
                        transaction, sender, Accounts.nonce(state, sender))
                    : Optional.empty())
            .or(() ->
                TransactionRules.checkFunds(transaction, sender, Accounts.balance(state, sender)));
    if (refusal.isPresent()) {
      throw new RejectedException(-32000, refusal.get().message());
    }
    var own = pool.computeIfAbsent(sender, _ -> new TreeMap<>());
    SignedTransaction replaced = own.get(transaction.nonce());
    if (replaced != null
        && transaction
            .maxFeePerGas()
            .times(10)
            .isLessThan(replaced.transaction().maxFeePerGas().times(11))) {
      throw new RejectedException(-32000, "replacement transaction underpriced");
    }
    own.put(transaction.nonce(), signed);
    listeners.forEach(listener -> listener.onPending(signed));
    return signed.hash();
  }

  @Override
  public synchronized Optional<SignedTransaction> pending(Hash hash) {
    return pool.values().stream()
        .flatMap(own -> own.values().stream())
        .filter(transaction -> transaction.hash().equals(hash))
        .findFirst();
  }

  @Override
  public synchronized long pendingNonce(Address account) {
    long nonce = Accounts.nonce(state, account);
    var own = pool.getOrDefault(account, new TreeMap<>());
    while (own.containsKey(nonce)) {
      nonce++;
    }
    return nonce;
  }

  @Override
  public synchronized PoolContent poolContent() {
    var pending = new TreeMap<Address, NavigableMap<Long, SignedTransaction>>();
    var queued = new TreeMap<Address, NavigableMap<Long, SignedTransaction>>();
    pool.forEach((sender, own) -> {
      long next = pendingNonce(sender);
      if (!own.headMap(next, false).isEmpty()) {
        pending.put(sender, new TreeMap<>(own.headMap(next, false)));
      }
      if (!own.tailMap(next, true).isEmpty()) {
        queued.put(sender, new TreeMap<>(own.tailMap(next, true)));
      }
    });
    return new PoolContent(pending, queued);
  }

  @Override
  public CallResult call(CallRequest request, long height) {
    var simulation = new Simulation(registry);
    Amount price = request.gasPrice() == null ? Amount.ZERO : request.gasPrice();
    var transaction =
        new Transaction.DynamicFee(
            Amount.of(CHAIN_ID),
            0,
            Amount.ZERO,
            price,
            request.gas() == null ? blockGasLimit() : request.gas(),
            request.to(),
            request.value(),
            request.data(),
            request.accessList());
    var result = simulation.call(chain.stateAt(height), request.from(), transaction);
    String refusal = result.refusal();
    return new CallResult(
        result.succeeded(),
        result.gasUsed(),
        result.output(),
        refusal == null || result.output().isEmpty() ? refusal : "execution reverted: " + refusal,
        result.events());
  }

  @Override
  public CallResult estimateGas(CallRequest request, long height) {
    return call(request, height);
  }

  @Override
  public Bytes codeOf(Address account) {
    return registry.contract(account).isPresent() ? Bytes.fromHex("0x60006000fd") : Bytes.EMPTY;
  }

  @Override
  public List<Evidence> evidence() {
    return evidence;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public AutoCloseable subscribe(NodeListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  int listenerCount() {
    return listeners.size();
  }
}
