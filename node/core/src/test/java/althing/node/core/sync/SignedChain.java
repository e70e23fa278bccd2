package althing.node.core.sync;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCheck;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.CommitRule;
import althing.consensus.certificate.CommitVote;
import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BlockHeader.ExtraData;
import althing.ledger.block.Bloom;
import althing.ledger.block.Receipt;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.Retention;
import althing.ledger.crypto.Ed25519;
import althing.ledger.crypto.Sha256;
import althing.ledger.execution.TestChain;
import althing.ledger.log.EventTree;
import althing.ledger.port.KeyValueStore;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Final blocks that nobody runs: with transactions, hash links and certificates, made in the same
 * way for the same seed. Most certificates cover one to three blocks.
 */
final class SignedChain {

  private static final Registry REGISTRY = Registry.of(new Protocol());
  private static final long CHAIN_ID = 5;
  private static final List<SignedTransaction> TRANSFERS =
      IntStream.range(0, 8)
          .mapToObj(nonce ->
              TestChain.sign(
                  "alice", nonce, TestChain.person("bob"), Amount.ONE, Bytes.EMPTY, 21_000))
          .toList();

  private final List<Block> blocks = new ArrayList<>();
  private final List<Bytes> certificates = new ArrayList<>();

  /** By height: the set that certifies the block. */
  private final List<ValidatorSet> sets = new ArrayList<>();

  private final Random random;
  private int[] members;
  private int bodyBytes;

  SignedChain(long seed) {
    this(seed, 1);
  }

  /** A chain whose first blocks these sign. */
  SignedChain(long seed, int... members) {
    random = new Random(seed);
    this.members = members;
    add(members);
    certificates.add(Bytes.EMPTY);
  }

  /** Blocks from here on have so many bytes more. */
  SignedChain large(int bytes) {
    bodyBytes = bytes;
    return this;
  }

  /** Adds blocks, the last of which has a certificate. */
  SignedChain grow(int count) {
    for (int i = 0; i < count; i++) {
      block(i == count - 1 || random.nextInt(3) > 0);
    }
    return this;
  }

  /** Adds blocks under one certificate. */
  SignedChain group(int count) {
    for (int i = 0; i < count; i++) {
      block(i == count - 1);
    }
    return this;
  }

  /** Adds a block after which others vote. */
  SignedChain handOver(int... next) {
    add(next);
    certificates.add(certificate(height(), members.length));
    members = next;
    return this;
  }

  private void block(boolean certified) {
    add(members);
    certificates.add(certified ? certificate(height(), quorum()) : Bytes.EMPTY);
  }

  private int quorum() {
    return ValidatorSet.quorum(members.length);
  }

  private void add(int[] next) {
    boolean isGenesis = blocks.isEmpty();
    var transactions = new ArrayList<SignedTransaction>();
    for (int i = isGenesis ? 0 : random.nextInt(3); i > 0; i--) {
      transactions.add(TRANSFERS.get(random.nextInt(TRANSFERS.size())));
    }
    byte[] lastCommit = new byte[bodyBytes];
    random.nextBytes(lastCommit);
    var body = new BlockBody(transactions, Bytes.wrap(lastCommit), Bytes.EMPTY);
    var keys = keys(members);
    sets.add(
        isGenesis
            ? new ValidatorSet(0, keys)
            : blocks.getLast().header().closesSet()
                ? sets.getLast().succeededBy(keys)
                : sets.getLast());
    blocks.add(
        Block.of(
            new BlockHeader(
                isGenesis ? Hash.ZERO : blocks.getLast().hash(),
                Address.system(1),
                Hash.ZERO,
                Block.transactionsRoot(transactions),
                Hash.ZERO,
                Bloom.ofReceipts(List.of()),
                blocks.size(),
                30_000_000,
                random.nextInt(1_000_000),
                1_000L * blocks.size(),
                new ExtraData(
                    Protocol.setHash(seats(members)),
                    Protocol.setHash(seats(next)),
                    EventTree.empty().root(),
                    0,
                    Hash.ZERO,
                    Sha256.hash(body.lastCommit()),
                    Sha256.hash(body.vrfProof())),
                Hash.ZERO,
                Amount.ONE),
            body));
  }

  private static byte[] seed(int member) {
    byte[] seed = new byte[Ed25519.SEED_SIZE];
    seed[0] = (byte) member;
    return seed;
  }

  private static List<Seat> seats(int... members) {
    return IntStream.of(members)
        .mapToObj(each -> new Seat(Address.system(each), Bytes.wrap(Ed25519.publicKey(seed(each)))))
        .toList();
  }

  private static List<PublicKey> keys(int... members) {
    return seats(members).stream().map(seat -> PublicKey.of(seat.nodeKey().unsafeArray())).toList();
  }

  /** A certificate by the first so many of those who vote now. */
  Bytes certificate(long height, int signers) {
    var signatures = new TreeMap<Integer, Signature>();
    long epoch = sets.get((int) height).epoch();
    var vote = new CommitVote(id(0), epoch, height, height, id(height));
    for (int i = 0; i < Math.min(signers, members.length); i++) {
      signatures.put(i, Signature.of(Ed25519.sign(seed(members[i]), vote.signedBytes())));
    }
    return Bytes.wrap(
        CertificateCodec.encode(
            new Certificate(epoch, vote.view(), height, vote.block(), signatures)));
  }

  private BlockId id(long height) {
    return BlockId.of(block(height).hash().unsafeArray());
  }

  long height() {
    return blocks.size() - 1L;
  }

  Block block(long height) {
    return blocks.get((int) height);
  }

  /** Empty where a descendant's makes the block final. */
  Bytes certificate(long height) {
    return certificates.get((int) height);
  }

  /** What is wrong with blocks that should follow the one at {@code head}. */
  Optional<String> defect(long head, List<Block> chain, Certificate certificate) {
    for (Block each : chain) {
      long height = head + 1 + chain.indexOf(each);
      if (each.height() != height || !each.equals(block(height))) {
        return Optional.of("not the block of height " + height);
      }
      if (each.header().closesSet() && each != chain.getLast()) {
        return Optional.of("goes on after the set was closed at " + height);
      }
    }
    long last = chain.getLast().height();
    return new CertificateCheck(
            id(0),
            CommitRule.of("pbft").orElseThrow(),
            (key, message, signature) ->
                Ed25519.verify(key.toArray(), message, signature.toArray()))
        .defect(CertificateCodec.encode(certificate), sets.get((int) last), last, id(last));
  }

  /** The chain in {@code store}, as far as it is there; at least its genesis block. */
  ChainStore open(KeyValueStore store) {
    var chain = ChainStore.open(store, CHAIN_ID, Retention.ARCHIVE, REGISTRY);
    if (chain.isEmpty()) {
      chain.commit(commit(block(0), Bytes.EMPTY));
    }
    return chain;
  }

  /** The chain in {@code store} up to {@code height}, with all certificates. */
  ChainStore open(KeyValueStore store, long height) {
    ChainStore chain = open(store);
    for (long at = chain.headHeight() + 1; at <= height; at++) {
      chain.commit(commit(block(at), certificate(at)));
    }
    return chain;
  }

  static BlockCommit commit(Block block, Bytes certificate) {
    return new BlockCommit(
        block,
        block.body().transactions().stream()
            .map(_ -> new Receipt(2, true, 0, 0, Amount.ONE, List.of(), Bytes.EMPTY))
            .toList(),
        List.of(),
        certificate,
        new TreeMap<>(),
        List.of(),
        List.of(),
        List.of(),
        false,
        Bytes.EMPTY);
  }
}
