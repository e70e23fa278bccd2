package althing.node.core.chain;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.Validator;
import althing.ledger.account.Accounts;
import althing.ledger.chain.ChainReader.TransactionPlace;
import althing.ledger.chain.Retention;
import althing.ledger.execution.TestChain;
import althing.ledger.port.KeyValueStore;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.treasury.Treasury;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi.RejectedException;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.mempool.PoolSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One validator in virtual time. Alice, bob, carol and dave own 10 000 SP each. */
final class TestNode {

  static final long START_MILLIS = 1_800_000_000_000L;
  static final long EPOCH_MILLIS = 60_000;
  static final long HEARTBEAT_MILLIS = 5_000;
  static final Address PROPOSER = TestChain.PROPOSER;
  static final Registry REGISTRY = Registry.of(new Protocol(), new Accounts(), new Treasury());
  static final ChainSettings SETTINGS =
      new ChainSettings(
          "althing/test",
          HEARTBEAT_MILLIS,
          new ChainSettings.Production(4, 20, 100, 64),
          PoolSettings.DEFAULT,
          Retention.ARCHIVE);

  private static final Amount GWEI = Amount.of(1_000_000_000);

  final SimulatedEnvironment environment;
  final KeyValueStore store;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<Throwable> faults = new ArrayList<>();
  final ChainService service;
  private final Map<String, Long> nonces = new HashMap<>();

  TestNode(SimulatedEnvironment environment, KeyValueStore store) {
    this(environment, store, genesis(Map.of()), SETTINGS);
  }

  TestNode(
      SimulatedEnvironment environment,
      KeyValueStore store,
      Genesis genesis,
      ChainSettings settings) {
    this(environment, store, genesis, settings, REGISTRY);
  }

  TestNode(
      SimulatedEnvironment environment,
      KeyValueStore store,
      Genesis genesis,
      ChainSettings settings,
      Registry registry) {
    this.environment = environment;
    this.store = store;
    service =
        ChainService.open(
            settings,
            genesis,
            registry,
            store,
            identity(1),
            Optional.empty(),
            environment,
            meters,
            faults::add);
  }

  static SimulatedEnvironment environment(long seed) {
    return new SimulatedEnvironment(seed, START_MILLIS);
  }

  static NodeIdentity identity(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return new NodeIdentity(seed);
  }

  static Genesis genesis(Map<String, Long> parameters) {
    Map<String, Long> all = new HashMap<>(Map.of("epochMillis", EPOCH_MILLIS));
    all.putAll(parameters);
    Map<Address, Amount> accounts = new HashMap<>();
    for (String name : List.of("alice", "bob", "carol", "dave")) {
      accounts.put(TestChain.person(name), Amount.ofSp(10_000));
    }
    return new Genesis(
        TestChain.CHAIN_ID,
        START_MILLIS,
        Engine.SINGLE,
        List.of(new Validator(PROPOSER, identity(1).nodeKey(), Bytes.EMPTY)),
        accounts,
        all);
  }

  TestNode started() {
    service.start();
    return this;
  }

  /** A transfer of 1 SP with the sender's next nonce. */
  SignedTransaction transfer(String from, String to) {
    long nonce = nonces.getOrDefault(from, service.pendingNonce(TestChain.person(from)));
    nonces.put(from, nonce + 1);
    return transfer(from, nonce, to, Amount.ONE_SP);
  }

  static SignedTransaction transfer(String from, long nonce, String to, Amount value) {
    return TransactionCodec.sign(
        new Transaction.DynamicFee(
            Amount.of(TestChain.CHAIN_ID),
            nonce,
            GWEI,
            GWEI.times(20),
            21_000,
            TestChain.person(to),
            value,
            Bytes.EMPTY,
            List.of()),
        TestChain.key(from));
  }

  /** Hands in what must be accepted. */
  Hash submit(SignedTransaction transaction) {
    try {
      return service.submit(transaction.encoded());
    } catch (RejectedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether a client would be shown a receipt. */
  boolean isFinal(Hash transaction) {
    return place(transaction).isPresent();
  }

  Optional<TransactionPlace> place(Hash transaction) {
    return service.chain().transactionPlace(transaction);
  }

  /** Transfers, each final before the next is handed in. */
  TestNode transfers(int count) {
    for (int i = 0; i < count; i++) {
      Hash hash = submit(transfer("alice", "bob"));
      environment.runUntil(() -> isFinal(hash));
    }
    return this;
  }

  Amount balance(String name) {
    return service.balance(TestChain.person(name), service.chain().headHeight());
  }

  void stop() {
    var stopped = service.stop().toCompletableFuture();
    environment.runUntil(stopped::isDone);
    stopped.join();
  }
}
