package althing.bench;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.Validator;
import althing.genesis.key.AccountKey;
import althing.genesis.key.NodeKey;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.Retention;
import althing.ledger.crypto.Sha256;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.ChainHead;
import althing.ledger.execution.RandomSeed;
import althing.ledger.port.KeyValueStore;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateUpdate;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.app.Projections;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A chain whose blocks are transfers from a few senders to random ones of many accounts. */
final class Transfers {

  static final int BLOCK = 500;

  private static final long CHAIN_ID = 4711;
  private static final long GENESIS_MILLIS = 1_800_000_000_000L;
  private static final Amount PRICE = Amount.of(1_000_000_000_000L);
  private static final int ACCOUNTS = 100_000;
  private static final int CACHED_PAGES = 16_384;

  final Registry registry = Projections.registry();
  private final List<AccountKey> senders = new ArrayList<>();
  private final NodeKey node = NodeKey.of(seed(-1));
  private final Random random = new Random(1);
  private final ChainStore chain;
  private final StateTree states;
  private final BlockFactory factory;
  private long nonce;

  /** Founds the chain in an empty store. */
  Transfers(KeyValueStore store) {
    var balances = new TreeMap<Address, Amount>();
    for (int i = 0; i < BLOCK; i++) {
      senders.add(AccountKey.of(seed(i)));
      balances.put(senders.getLast().address(), Amount.ofSp(1_000_000));
    }
    for (int i = 0; i < ACCOUNTS; i++) {
      balances.put(account(i), Amount.ONE);
    }
    var seat = new Validator(senders.getFirst().address(), node.publicKey(), Bytes.EMPTY);
    var genesis =
        new Genesis(CHAIN_ID, GENESIS_MILLIS, Engine.SINGLE, List.of(seat), balances, Map.of());
    chain = ChainStore.open(store, CHAIN_ID, Retention.ARCHIVE, registry);
    states = new StateTree(chain.stateNodes(), CACHED_PAGES);
    factory = new BlockFactory(registry, states);
    commit(factory.genesis(genesis.founding(), GENESIS_MILLIS));
  }

  /** Signs the transactions of the next block. */
  List<SignedTransaction> next() {
    var transactions = new ArrayList<SignedTransaction>();
    for (AccountKey sender : senders) {
      Address to = account(random.nextInt(ACCOUNTS));
      transactions.add(
          TransactionCodec.sign(
              new Transaction.DynamicFee(
                  Amount.of(CHAIN_ID),
                  nonce,
                  Amount.ONE,
                  PRICE,
                  21_000,
                  to,
                  Amount.of(1_000),
                  Bytes.EMPTY,
                  List.of()),
              sender.secret()));
    }
    nonce++;
    return transactions;
  }

  ChainHead head() {
    return chain.head(states);
  }

  /** What the proposer of the block after {@code head} decides. */
  BlockFactory.Proposal proposal(ChainHead head) {
    return new BlockFactory.Proposal(
        head.block().header().timestampMillis() + 1_000,
        Protocol.validators(head.state()).getFirst(),
        RandomSeed.prove(head.block().header(), node.seed()),
        Bytes.EMPTY);
  }

  Candidate build(
      ChainHead head, BlockFactory.Proposal proposal, List<SignedTransaction> transactions) {
    Candidate candidate =
        factory.build(head, proposal, block -> transactions.forEach(block::apply));
    if (candidate.block().body().transactions().size() != transactions.size()) {
      throw new IllegalStateException("a transfer was refused");
    }
    return candidate;
  }

  void commit(Candidate candidate) {
    chain.commit(BlockCommit.of(candidate, Bytes.EMPTY));
    StateUpdate update = candidate.stateUpdate();
    states.stored(update);
  }

  private static Address account(int number) {
    return Address.system(0x10_0000 + number);
  }

  private static byte[] seed(int number) {
    return Sha256.digest(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }
}
