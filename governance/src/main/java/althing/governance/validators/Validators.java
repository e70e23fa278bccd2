package althing.governance.validators;

import static althing.governance.state.Keys.key;

import althing.governance.state.Keys;
import althing.governance.validators.ValidatorEvent.Absent;
import althing.governance.validators.ValidatorEvent.Jailed;
import althing.governance.validators.ValidatorEvent.Registered;
import althing.governance.validators.ValidatorEvent.Staked;
import althing.governance.validators.ValidatorEvent.Unregistered;
import althing.governance.validators.ValidatorEvent.UnstakeAsked;
import althing.ledger.event.EventCodec;
import althing.ledger.port.EvidenceReader;
import althing.ledger.port.PolicyModules;
import althing.ledger.projection.Projection;
import althing.ledger.projection.SystemContract;
import althing.ledger.projection.TickPhase;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Who offers to validate, and on what stake. Who does is the chain's own affair: an election emits
 * {@link althing.ledger.protocol.ProtocolEvent.ValidatorsSeated}.
 *
 * <pre>
 * c ‖ account    a candidate
 * k ‖ node key   its account
 * n              registrations so far
 * </pre>
 */
public final class Validators implements Projection<ValidatorEvent> {

  static final int PREFIX = 0x07;

  private static final ValidatorCodec CODEC = new ValidatorCodec();
  private static final Bytes CANDIDATES = key(PREFIX, 'c');
  private static final Bytes REGISTRATIONS = key(PREFIX, 'n');

  private final List<SystemContract> contracts;
  private final List<TickPhase> tickPhases;

  public Validators(PolicyModules policy, EvidenceReader evidence) {
    contracts = List.of(new ValidatorContract(evidence));
    tickPhases = List.of(new ElectionPhase(policy));
  }

  @Override
  public String name() {
    return "validators";
  }

  @Override
  public int keyPrefix() {
    return PREFIX;
  }

  @Override
  public EventCodec<ValidatorEvent> codec() {
    return CODEC;
  }

  @Override
  public List<SystemContract> contracts() {
    return contracts;
  }

  @Override
  public List<TickPhase> tickPhases() {
    return tickPhases;
  }

  @Override
  public void evolve(StateWriter state, ValidatorEvent event) {
    switch (event) {
      case Registered e -> {
        put(state, e.account(), Candidate.registered(e.nodeKey(), e.number()));
        state.put(nodeKey(e.nodeKey()), e.account().toBytes());
        state.put(REGISTRATIONS, new RlpWriter().number(e.number() + 1).toBytes());
      }
      case Unregistered e -> {
        state.remove(candidateKey(e.account()));
        state.remove(nodeKey(e.nodeKey()));
      }
      case Staked e -> update(state, e.account(), c -> c.withStake(e.ppm()));
      case UnstakeAsked e -> update(state, e.account(), c -> c.unstaking(e.ppm(), e.epoch()));
      case Jailed e -> update(state, e.account(), c -> c.jailed(e.until()));
      case Absent e -> update(state, e.account(), c -> c.absent(e.until()));
    }
  }

  private static void put(StateWriter state, Address account, Candidate candidate) {
    state.put(candidateKey(account), candidate.encode());
  }

  private static void update(StateWriter state, Address account, UnaryOperator<Candidate> change) {
    put(state, account, change.apply(candidate(state, account).orElseThrow()));
  }

  // -------------------------------------------------------------------------------- questions

  public static Optional<Candidate> candidate(StateReader state, Address account) {
    return Optional.ofNullable(state.get(candidateKey(account))).map(Candidate::decode);
  }

  /** The account whose node has this key, unless nobody's has. */
  public static Optional<Address> ownerOf(StateReader state, Bytes nodeKey) {
    return Optional.ofNullable(state.get(nodeKey(nodeKey)))
        .map(value -> Address.wrap(value.toArray()));
  }

  /** All who offer a node, by account. */
  public static SortedMap<Address, Candidate> candidates(StateReader state) {
    var all = new TreeMap<Address, Candidate>();
    state.scan(
        CANDIDATES,
        CANDIDATES,
        (key, value) -> {
          all.put(Keys.addressAt(key, Address.SIZE), Candidate.decode(value));
          return true;
        });
    return all;
  }

  static long registrations(StateReader state) {
    Bytes value = state.get(REGISTRATIONS);
    return value == null ? 0 : RlpReader.of(value).number();
  }

  private static Bytes candidateKey(Address account) {
    return key(PREFIX, 'c', account.unsafeArray());
  }

  private static Bytes nodeKey(Bytes nodeKey) {
    return key(PREFIX, 'k', nodeKey.unsafeArray());
  }
}
