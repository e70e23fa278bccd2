package althing.node.core.finality;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.CommitVote;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BlockHeader.ExtraData;
import althing.ledger.block.Bloom;
import althing.ledger.block.HeaderCodec;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ProofReader;
import althing.ledger.crypto.Ed25519;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.log.EventTree;
import althing.ledger.log.LogVersion;
import althing.ledger.log.MerkleHash;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Headers, events and certificates of a chain whose validators change; its blocks do nothing else.
 */
final class SeveralValidators {

  private static final Registry REGISTRY = Registry.of(new Protocol());

  final List<BlockHeader> headers = new ArrayList<>();
  final List<Bytes> certificates = new ArrayList<>();
  final List<RecordedEvent> log = new ArrayList<>();
  private LogVersion tree = EventTree.empty();
  private int[] members;
  private long epoch;

  SeveralValidators(String engine, int... members) {
    this.members = members;
    add(
        Hash.ZERO,
        members,
        List.of(
            new ChainStarted(Amount.of(7), 0, engine, Hash.ZERO.toBytes()),
            new ValidatorsSeated(seats(members))));
    certificates.add(Bytes.EMPTY);
  }

  static byte[] seed(int member) {
    byte[] seed = new byte[Ed25519.SEED_SIZE];
    seed[0] = (byte) member;
    return seed;
  }

  static List<Seat> seats(int... members) {
    var seats = new ArrayList<Seat>();
    for (int member : members) {
      seats.add(new Seat(Address.system(member), Bytes.wrap(Ed25519.publicKey(seed(member)))));
    }
    return seats;
  }

  Hash genesis() {
    return HeaderCodec.hash(headers.getFirst());
  }

  BlockHeader head() {
    return headers.getLast();
  }

  /** A block that a descendant makes final. */
  SeveralValidators block() {
    add(HeaderCodec.hash(head()), members, List.of(new TickEnded(headers.size(), 0)));
    certificates.add(Bytes.EMPTY);
    return this;
  }

  /** A block that its first {@code signers} validators sign. */
  SeveralValidators certified(int signers) {
    block();
    certificates.set(certificates.size() - 1, certificate(signers));
    return this;
  }

  /** A block that all validators sign and others follow. */
  SeveralValidators handOver(int... next) {
    Event seated = new ValidatorsSeated(seats(next));
    add(HeaderCodec.hash(head()), next, List.of(seated));
    certificates.add(certificate(members.length));
    members = next;
    epoch++;
    return this;
  }

  /** A certificate of the newest block by the first of the set that votes now. */
  Bytes certificate(int signers) {
    var signatures = new TreeMap<Integer, Signature>();
    var block = BlockId.of(HeaderCodec.hash(head()).unsafeArray());
    long height = head().height();
    var vote = new CommitVote(BlockId.of(genesis().unsafeArray()), epoch, 2, height, block);
    for (int i = 0; i < signers; i++) {
      signatures.put(i, Signature.of(Ed25519.sign(seed(members[i]), vote.signedBytes())));
    }
    return Bytes.wrap(
        CertificateCodec.encode(new Certificate(epoch, 2, height, block, signatures)));
  }

  private void add(Hash parent, int[] next, List<Event> events) {
    var leaves = new ArrayList<Bytes>();
    for (Event event : events) {
      log.add(REGISTRY.record(event, log.size(), headers.size(), -1, leaves.size()));
      leaves.add(log.getLast().encoded());
    }
    tree = EventTree.append(tree, leaves).version();
    headers.add(
        new BlockHeader(
            parent,
            Address.system(1),
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO,
            Bloom.ofReceipts(List.of()),
            headers.size(),
            30_000_000,
            0,
            1_000L * headers.size(),
            new ExtraData(
                Protocol.setHash(seats(members)),
                Protocol.setHash(seats(next)),
                tree.root(),
                tree.size(),
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO),
            Hash.ZERO,
            Amount.ONE));
  }

  FinalityProver prover() {
    return new FinalityProver(chain(0), proofs());
  }

  /** A prover of a chain that has only the blocks from {@code base} on, and the header before. */
  FinalityProver proverFrom(int base, FinalityProof proof) {
    return new FinalityProver(chain(base), proofs(), Optional.of(proof));
  }

  /** What a prover asks of a chain; anything else is a mistake. */
  private ChainReader chain(int oldest) {
    return (ChainReader)
        Proxy.newProxyInstance(
            ChainReader.class.getClassLoader(),
            new Class<?>[] {ChainReader.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "headHeight" -> headers.size() - 1L;
                  case "header" -> Optional.of(headers.get(kept(arguments[0], oldest - 1)));
                  case "certificate" ->
                      Optional.of(certificates.get(kept(arguments[0], oldest)))
                          .filter(certificate -> !certificate.isEmpty());
                  case "eventsFrom" -> {
                    int from = index(arguments[0]);
                    yield log.subList(from, Math.min(log.size(), from + (int) arguments[1]));
                  }
                  default -> throw new AssertionError(method);
                });
  }

  private ProofReader proofs() {
    var genesis = log.stream().filter(event -> event.height() == 0).toList();
    return (ProofReader)
        Proxy.newProxyInstance(
            ProofReader.class.getClassLoader(),
            new Class<?>[] {ProofReader.class},
            (_, method, _) -> {
              if (!method.getName().equals("inclusionProof")) {
                throw new AssertionError(method);
              }
              return List.of(MerkleHash.leaf(genesis.get(1).encoded()));
            });
  }

  private static int kept(Object height, int oldest) {
    if (index(height) < oldest) {
      throw new AssertionError("height " + height + " is not kept");
    }
    return index(height);
  }

  private static int index(Object number) {
    return Math.toIntExact((long) number);
  }
}
