package althing.governance.validators;

import static althing.governance.GovernanceChain.founded;
import static althing.governance.GovernanceChain.person;

import althing.governance.GovernanceChain;
import althing.ledger.crypto.Ed25519;
import althing.ledger.crypto.Keccak256;
import althing.ledger.event.Event;
import althing.ledger.port.CommitReader.Signers;
import althing.ledger.port.EvidenceReader.Offence;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A chain of four validators by name: alice, bob, carol and dave, with 1 000, 900, 800 and 700
 * reputation, half of it staked. Its certificates and its evidence are only what a test says.
 */
final class Assembly {

  static final Address CONTRACT = ValidatorContract.ADDRESS;
  private static final List<String> FIRST = List.of("alice", "bob", "carol", "dave");

  final GovernanceChain chain;

  private Assembly(GovernanceChain chain) {
    this.chain = chain;
  }

  static Assembly start() {
    return start(Map.of());
  }

  static Assembly start(Map<String, Long> parameters, Event... more) {
    return of("pbft", parameters, more);
  }

  static Assembly of(String engine, Map<String, Long> parameters, Event... more) {
    var founding = new ArrayList<Event>();
    founding.add(
        new ValidatorsSeated(
            FIRST.stream().map(name -> new Seat(person(name), nodeKey(name))).toList()));
    for (int i = 0; i < FIRST.size(); i++) {
      String name = FIRST.get(i);
      founding.add(founded(name, "ops", 1_000 - 100L * i));
      founding.add(new ValidatorEvent.Registered(person(name), nodeKey(name), i));
      founding.add(new ValidatorEvent.Staked(person(name), 500_000));
    }
    founding.addAll(List.of(more));
    return new Assembly(
        GovernanceChain.with(engine, Assembly::signers, Assembly::offence, parameters, founding));
  }

  static byte[] seed(String name) {
    return Keccak256.digest(Bytes.utf8("node of " + name).unsafeArray());
  }

  static Bytes nodeKey(String name) {
    return Bytes.wrap(Ed25519.publicKey(seed(name)));
  }

  /** The node key's word that it wants the seat of {@code account}. */
  static Bytes proof(String node, String account) {
    return Bytes.wrap(
        Ed25519.sign(seed(node), ProofOfPossession.claim(930, person(account), nodeKey(node))));
  }

  /** A certificate: height, and the positions of who signed. */
  static Bytes certificate(long height, int... seats) {
    var bytes = ByteBuffer.allocate(Long.BYTES + seats.length).putLong(height);
    IntStream.of(seats).forEach(seat -> bytes.put((byte) seat));
    return Bytes.wrap(bytes.array());
  }

  private static Optional<Signers> signers(Bytes certificate) {
    return Optional.of(
        new Signers(
            ByteBuffer.wrap(certificate.unsafeArray()).getLong(),
            IntStream.range(Long.BYTES, certificate.size())
                .mapToObj(i -> (int) certificate.get(i))
                .toList()));
  }

  /** Evidence that somebody is guilty in a set. */
  static Bytes evidence(String culprit, long setNumber) {
    return nodeKey(culprit)
        .concat(Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(setNumber).array()));
  }

  private static Optional<Offence> offence(Object genesis, Bytes evidence) {
    return evidence.size() == 40
        ? Optional.of(
            new Offence(
                evidence.slice(0, 32), ByteBuffer.wrap(evidence.unsafeArray(), 32, 8).getLong()))
        : Optional.empty();
  }

  /** Makes blocks, each of which certifies the one before by the signatures of these seats. */
  Assembly blocksSignedBy(int count, int... seats) {
    for (int i = 0; i < count; i++) {
      chain.chain.certify(certificate(chain.chain.height(), seats));
      chain.chain.block();
    }
    return this;
  }

  Assembly passEpochs(int count) {
    chain.passEpochs(count);
    return this;
  }

  List<Object> does(String who, String function, Object... arguments) {
    return chain.does(who, CONTRACT, function, arguments);
  }

  void refuses(ValidatorRefusal refusal, String who, String function, Object... arguments) {
    chain.refuses(refusal, who, CONTRACT, function, arguments);
  }

  /** An account with a node and half of its reputation staked. */
  Assembly joins(String who) {
    does(who, "register", nodeKey(who), proof(who, who));
    does(who, "stake", 500_000);
    return this;
  }

  List<Address> seated() {
    return Protocol.validators(chain.state()).stream().map(Seat::account).toList();
  }

  static List<Address> people(String... names) {
    return List.of(names).stream().map(GovernanceChain::person).toList();
  }

  Candidate candidate(String who) {
    return Validators.candidate(chain.state(), person(who)).orElseThrow();
  }
}
