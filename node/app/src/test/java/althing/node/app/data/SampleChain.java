package althing.node.app.data;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.CommitVote;
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
import althing.ledger.execution.ChainHead;
import althing.ledger.execution.RandomSeed;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateTree;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.Projections;
import althing.node.store.RocksDbStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a certified chain of transfers into a data directory, the same bytes each time. */
final class SampleChain {

  static final long CHAIN_ID = 4711;
  private static final long GENESIS_MILLIS = 1_800_000_000_000L;
  private static final int SENDERS = 20;
  private static final Amount PRICE = Amount.of(1_000_000_000_000L);

  private SampleChain() {}

  /** The chain's one validator. */
  static NodeKey node() {
    return NodeKey.of(Sha256.digest("node".getBytes(StandardCharsets.UTF_8)));
  }

  /** A certificate of one signature, by whatever key and for whatever block. */
  static Bytes certificate(Hash genesis, long height, Hash block, int position, NodeKey signer) {
    var id = BlockId.of(block.unsafeArray());
    var vote = new CommitVote(BlockId.of(genesis.unsafeArray()), 0, 0, height, id);
    var signature = Signature.of(signer.sign(vote.signedBytes()).toArray());
    var signatures = new TreeMap<>(Map.of(position, signature));
    return Bytes.wrap(CertificateCodec.encode(new Certificate(0, 0, height, id, signatures)));
  }

  /** Makes {@code blocks} blocks of {@code transfers} transfers each. */
  static void write(Path directory, int blocks, int transfers) {
    write(directory, blocks, transfers, node());
  }

  /** As {@link #write(Path, int, int)}, with the certificates signed by {@code signer}. */
  static void write(Path directory, int blocks, int transfers, NodeKey signer) {
    List<AccountKey> senders = senders();
    var balances = new TreeMap<Address, Amount>();
    senders.forEach(key -> balances.put(key.address(), Amount.ofSp(1_000_000)));
    NodeKey node = node();
    var seat = new Validator(senders.getFirst().address(), node.publicKey(), Bytes.EMPTY);
    var genesis =
        new Genesis(CHAIN_ID, GENESIS_MILLIS, Engine.SINGLE, List.of(seat), balances, Map.of());
    Registry registry = Projections.registry();
    try (var store = RocksDbStore.open(directory)) {
      var chain = ChainStore.open(store, CHAIN_ID, Retention.ARCHIVE, registry);
      var states = new StateTree(chain.stateNodes(), 1_000);
      var factory = new BlockFactory(registry, states);
      var first = factory.genesis(genesis.founding(), GENESIS_MILLIS);
      chain.commit(BlockCommit.of(first, Bytes.EMPTY));
      long nonce = 0;
      for (int i = 1; i <= blocks; i++) {
        var waiting = new ArrayList<SignedTransaction>();
        for (int j = 0; j < transfers; j++) {
          AccountKey sender = senders.get(j % SENDERS);
          waiting.add(transfer(sender, nonce + j / SENDERS, j));
        }
        nonce += (transfers + SENDERS - 1) / SENDERS;
        ChainHead head = chain.head(states);
        var seed = RandomSeed.prove(head.block().header(), node.seed());
        var proposal =
            new BlockFactory.Proposal(
                GENESIS_MILLIS + i * 1_000L,
                Protocol.validators(head.state()).getFirst(),
                seed,
                Bytes.EMPTY);
        var candidate = factory.build(head, proposal, block -> waiting.forEach(block::apply));
        Hash genesisBlock = first.block().hash();
        chain.commit(
            BlockCommit.of(
                candidate, certificate(genesisBlock, i, candidate.block().hash(), 0, signer)));
      }
    }
  }

  private static SignedTransaction transfer(AccountKey sender, long nonce, int number) {
    return TransactionCodec.sign(
        new Transaction.DynamicFee(
            Amount.of(CHAIN_ID),
            nonce,
            Amount.ONE,
            PRICE,
            21_000,
            Address.system(0x10_0000 + number),
            Amount.of(1_000 + number),
            Bytes.EMPTY,
            List.of()),
        sender.secret());
  }

  private static List<AccountKey> senders() {
    var keys = new ArrayList<AccountKey>();
    for (int i = 0; i < SENDERS; i++) {
      keys.add(AccountKey.of(Sha256.digest(("sender " + i).getBytes(StandardCharsets.UTF_8))));
    }
    return keys;
  }
}
