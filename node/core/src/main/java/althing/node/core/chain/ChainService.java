package althing.node.core.chain;

import althing.consensus.Engine;
import althing.consensus.certificate.CommitRule;
import althing.consensus.certificate.Ed25519List;
import althing.consensus.single.SingleState.Settings;
import althing.genesis.Genesis;
import althing.ledger.account.Accounts;
import althing.ledger.account.Money;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.ProofReader;
import althing.ledger.crypto.Ed25519;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.ChainHead;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateTree;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionRules;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment;
import althing.node.core.NodeApi;
import althing.node.core.engine.SingleEngineRunner;
import althing.node.core.finality.FinalityProof;
import althing.node.core.finality.FinalityProofCodec;
import althing.node.core.finality.FinalityProver;
import althing.node.core.mempool.Intake;
import althing.node.core.mempool.Mempool;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chain that runs: transactions come in through {@link #submit}, blocks are made of them, and
 * what is final is answered for. Made with {@link #open}, begun with {@link #start}, ended with
 * {@link #stop}.
 */
public final class ChainService implements NodeApi {

  private static final Logger LOG = LoggerFactory.getLogger(ChainService.class);

  /** Of what nodes of one chain tell each other; those of another version are not talked to. */
  public static final int PROTOCOL_VERSION = 1;

  /** JSON-RPC code of a refused transaction. */
  private static final int REFUSED = -32000;

  /** What {@code eth_getCode} says of a system contract: code that reverts (ETHEREUM 1.4). */
  private static final Bytes STUB_CODE = Bytes.fromHex("0x60006000fd");

  private final long chainId;
  private final ChainSettings settings;
  private final Registry registry;
  private final ChainStore store;
  private final ExecutedBlocks executed;
  private final Mempool pool;
  private final Intake intake;
  private final Feed feed;
  private final ChainMetrics metrics;
  private final BlockProducer producer;
  private final Engine engine;
  private final Optional<Peers> peers;
  private final WakeUps wakeUps;
  private final ChainProofs proofs;
  private final FinalityProver finality;
  private final Past past;
  private final DryRuns dryRuns;
  private final AtomicBoolean ready = new AtomicBoolean();
  private volatile @Nullable TermsAt terms;

  /**
   * Opens the chain in {@code store}, or founds it there if the store is empty.
   *
   * @param surroundings of a chain whose engine is not {@code single}
   * @param onFault told once what stopped the chain, if it is not {@link #stop}
   * @throws StoreException if the store is damaged or holds another chain than {@code genesis}
   */
  public static ChainService open(
      ChainSettings settings,
      Genesis genesis,
      Registry registry,
      KeyValueStore store,
      NodeIdentity identity,
      Optional<Surroundings> surroundings,
      Environment environment,
      MeterRegistry meters,
      Consumer<Throwable> onFault) {
    ChainStore chain = ChainStore.open(store, genesis.chainId(), settings.retention(), registry);
    if (chain.isEmpty()) {
      found(chain, registry, genesis);
    }
    requireSameChain(chain, genesis);
    return new ChainService(
        settings,
        genesis.chainId(),
        registry,
        chain,
        identity,
        surroundings,
        environment,
        meters,
        onFault);
  }

  /**
   * Opens the chain that {@code store} holds, whatever its genesis was.
   *
   * @param surroundings of a chain whose engine is not {@code single}
   * @param onFault told once what stopped the chain, if it is not {@link #stop}
   * @throws StoreException if the store is damaged or holds no chain
   */
  public static ChainService resume(
      ChainSettings settings,
      Registry registry,
      KeyValueStore store,
      NodeIdentity identity,
      Optional<Surroundings> surroundings,
      Environment environment,
      MeterRegistry meters,
      Consumer<Throwable> onFault) {
    long chainId =
        ChainStore.chainIdOf(store)
            .orElseThrow(() -> new StoreException("the store holds no chain"));
    ChainStore chain = ChainStore.open(store, chainId, settings.retention(), registry);
    return new ChainService(
        settings, chainId, registry, chain, identity, surroundings, environment, meters, onFault);
  }

  /** The block at height 0, as {@link #found} writes it. */
  public static BlockCommit genesisBlock(Registry registry, Genesis genesis) {
    var states = new StateTree(keys -> Collections.nCopies(keys.size(), null), 1);
    return BlockCommit.of(
        new BlockFactory(registry, states).genesis(genesis.founding(), genesis.timeMillis()),
        Bytes.EMPTY);
  }

  /** Writes the block at height 0 into an empty store. */
  public static void found(ChainStore chain, Registry registry, Genesis genesis) {
    BlockCommit first = genesisBlock(registry, genesis);
    chain.commit(first);
    LOG.info("founded chain {} with block {}", genesis.chainId(), first.block().hash());
  }

  private static void requireSameChain(ChainStore chain, Genesis genesis) {
    Bytes founded = Protocol.chain(chain.newestState()).genesisHash();
    if (!founded.equals(genesis.hash().toBytes())) {
      throw new StoreException(
          "the store holds the chain of genesis %s, not of %s".formatted(founded, genesis.hash()));
    }
  }

  private ChainService(
      ChainSettings settings,
      long chainId,
      Registry registry,
      ChainStore store,
      NodeIdentity identity,
      Optional<Surroundings> surroundings,
      Environment environment,
      MeterRegistry meters,
      Consumer<Throwable> onFault) {
    this.settings = settings;
    this.chainId = chainId;
    this.registry = registry;
    this.store = store;
    var states = new StateTree(store.stateNodes(), settings.production().cachedPages());
    var factory = new BlockFactory(registry, states);
    ChainHead head = store.head(states);
    executed = new ExecutedBlocks(head, store.newestState());
    pool =
        new Mempool(
            settings.pool(),
            address -> Money.account(executed.tip().state(), address),
            environment::nowMillis);
    intake = new Intake(pool, settings.pool(), this::terms);
    feed = new Feed(environment);
    metrics = new ChainMetrics(meters);
    Hash genesisHash = store.genesisHash().orElseThrow();
    var signer = new CheckpointSigner(identity, "althing-%d-%s".formatted(chainId, genesisHash));
    producer =
        new BlockProducer(
            factory,
            states,
            store,
            executed,
            pool,
            identity,
            signer,
            settings.production(),
            environment,
            metrics,
            feed);
    Consumer<Throwable> stopAnswering =
        fault -> {
          ready.set(false);
          onFault.accept(fault);
        };
    proofs = new ChainProofs(store, signer);
    finality =
        new FinalityProver(
            store,
            proofs,
            store.baseFinality().map(proof -> FinalityProofCodec.decode(proof.unsafeArray())));
    String engineName = Protocol.chain(head.state()).engine();
    peers =
        switch (CommitRule.of(engineName).orElseThrow()) {
          case SINGLE -> Optional.empty();
          case PBFT ->
              Optional.of(
                  new ChainPeers(
                      producer,
                      store,
                      finality,
                      pool,
                      this::take,
                      identity,
                      settings,
                      surroundings.orElseThrow(
                          () -> new IllegalArgumentException("pbft needs a journal and a network")),
                      environment,
                      meters,
                      stopAnswering));
          case RAFT ->
              Optional.of(
                  new RaftPeers(
                      producer,
                      store,
                      pool,
                      this::take,
                      identity,
                      settings,
                      surroundings.orElseThrow(
                          () -> new IllegalArgumentException("raft needs a network")),
                      environment,
                      meters,
                      stopAnswering));
        };
    engine =
        peers
            .<Engine>map(Peers::engine)
            .orElseGet(() ->
                single(producer, settings, genesisHash, identity, environment, stopAnswering));
    wakeUps = new WakeUps(environment, executed, pool, engine::workArrived);
    past = new Past(store, registry, MAX_FOLDED_EVENTS);
    dryRuns = new DryRuns(store, registry);
    metrics.gauge("althing.chain.height", "newest final height", store::headHeight);
    metrics.gauge("althing.chain.unfinal", "blocks that wait for the disk", executed::size);
    metrics.gauge("althing.chain.events", "events in the log", store::eventCount);
    metrics.gauge("althing.pool.transactions", "pooled transactions", pool::size);
    metrics.gauge("althing.pool.bytes", "bytes of pooled transactions", pool::bytes);
  }

  private static Engine single(
      BlockProducer producer,
      ChainSettings settings,
      Hash genesisHash,
      NodeIdentity identity,
      Environment environment,
      Consumer<Throwable> onFault) {
    return new SingleEngineRunner(
        producer,
        new Ed25519List(
            identity::sign,
            (key, message, signature) ->
                Ed25519.verify(key.toArray(), message, signature.toArray())),
        new Settings(
            ExecutedProposal.id(genesisHash),
            identity.publicKey(),
            settings.heartbeatMillis(),
            settings.production().maxWaitingBlocks()),
        environment,
        onFault);
  }

  /** Begins to make blocks. */
  public void start() {
    engine.start();
    wakeUps.start();
    ready.set(true);
    LOG.info("chain {} runs from height {}", chainId, store.headHeight());
  }

  /**
   * Takes in no more transactions, finishes the blocks under way.
   *
   * @return completes when all of them are on disk; exceptionally if a fault had stopped the chain
   */
  public CompletionStage<Void> stop() {
    ready.set(false);
    wakeUps.stop();
    peers.ifPresent(Peers::stop);
    return engine.stop();
  }

  @Override
  public ChainReader chain() {
    return store;
  }

  @Override
  public long chainId() {
    return chainId;
  }

  @Override
  public String clientVersion() {
    return settings.clientVersion();
  }

  @Override
  public Amount balance(Address account, long height) {
    return Accounts.balance(store.stateAt(height), account);
  }

  @Override
  public long nonce(Address account, long height) {
    return Accounts.nonce(store.stateAt(height), account);
  }

  @Override
  public List<Projection<?>> projections() {
    return registry.projections();
  }

  @Override
  public ProofReader proofs() {
    return proofs;
  }

  @Override
  public FinalityProof finality(long height) {
    return finality.prove(height);
  }

  @Override
  public Explanation explain(Bytes key, long height, int limit) {
    return past.explain(key, height, limit);
  }

  @Override
  public VerifyReport verify(long fromHeight, long toHeight) {
    return past.verify(fromHeight, toHeight);
  }

  @Override
  public Optional<SyncProgress> syncing() {
    return peers.flatMap(Peers::syncing);
  }

  @Override
  public List<Evidence> evidence() {
    return peers.map(Peers::evidence).orElse(List.of());
  }

  @Override
  public int peerCount() {
    return peers.map(Peers::count).orElse(0);
  }

  @Override
  public long blockGasLimit() {
    return executed.tip().block().header().gasLimit();
  }

  @Override
  public Amount nextBaseFee() {
    return producer.nextBaseFee();
  }

  @Override
  public Hash submit(Bytes encoded) throws RejectedException {
    if (!ready.get()) {
      throw new RejectedException(REFUSED, "the node is not running");
    }
    try {
      return switch (take(encoded)) {
        case Intake.Result.Refused(var refusal) -> {
          metrics.refused.increment();
          throw new RejectedException(REFUSED, refusal.message());
        }
        case Intake.Result.Accepted(var transaction) -> {
          metrics.accepted.increment();
          yield transaction.hash();
        }
      };
    } catch (MalformedException e) {
      metrics.refused.increment();
      throw new RejectedException(REFUSED, String.valueOf(e.getMessage()));
    }
  }

  /** Takes a transaction in, whoever brings it, and tells all who care. */
  private Intake.Result take(Bytes encoded) {
    Intake.Result result = intake.submit(encoded);
    if (result instanceof Intake.Result.Accepted(var transaction)) {
      feed.pending(transaction);
      peers.ifPresent(joined -> joined.accepted(transaction));
      engine.workArrived();
    }
    return result;
  }

  @Override
  public Optional<SignedTransaction> pending(Hash hash) {
    return pool.get(hash);
  }

  @Override
  public long pendingNonce(Address account) {
    return pool.pendingNonce(account);
  }

  @Override
  public PoolContent poolContent() {
    return pool.content();
  }

  @Override
  public CallResult call(CallRequest request, long height) {
    return dryRuns.call(request, height);
  }

  @Override
  public CallResult estimateGas(CallRequest request, long height) {
    return dryRuns.estimate(request, height);
  }

  @Override
  public Bytes codeOf(Address account) {
    return registry.contract(account).isPresent() ? STUB_CODE : Bytes.EMPTY;
  }

  @Override
  public boolean isReady() {
    return ready.get();
  }

  @Override
  public AutoCloseable subscribe(NodeListener listener) {
    return feed.subscribe(listener);
  }

  /** The functions that the engine is handed. */
  BlockProducer producer() {
    return producer;
  }

  /** Asked for every transaction handed in, read once a block. */
  private Intake.Terms terms() {
    ChainHead tip = executed.tip();
    TermsAt now = terms;
    if (now == null || !now.block().equals(tip.block().hash())) {
      now = new TermsAt(tip.block().hash(), termsAt(tip));
      terms = now;
    }
    return now.terms();
  }

  private Intake.Terms termsAt(ChainHead tip) {
    long floor = Protocol.parameter(tip.state(), Parameters.BASE_FEE_FLOOR_WEI);
    return new Intake.Terms(
        new TransactionRules(Amount.of(chainId), tip.block().header().gasLimit(), true),
        Amount.of(Math.max(1, floor)));
  }

  private record TermsAt(Hash block, Intake.Terms terms) {}
}
