package althing.governance.validators;

import althing.governance.parameters.GovernanceParameters;
import althing.governance.reputation.Awarding;
import althing.governance.reputation.Reputation;
import althing.governance.validators.ValidatorEvent.Jailed;
import althing.governance.validators.ValidatorEvent.Registered;
import althing.governance.validators.ValidatorEvent.Staked;
import althing.governance.validators.ValidatorEvent.Unregistered;
import althing.governance.validators.ValidatorEvent.UnstakeAsked;
import althing.governance.validators.ValidatorRefusal.AlreadyRegistered;
import althing.governance.validators.ValidatorRefusal.EvidenceTooLarge;
import althing.governance.validators.ValidatorRefusal.EvidenceTooOld;
import althing.governance.validators.ValidatorRefusal.NoElections;
import althing.governance.validators.ValidatorRefusal.NoEvidence;
import althing.governance.validators.ValidatorRefusal.NodeKeyTaken;
import althing.governance.validators.ValidatorRefusal.NotInSet;
import althing.governance.validators.ValidatorRefusal.NotRegistered;
import althing.governance.validators.ValidatorRefusal.PageOutOfRange;
import althing.governance.validators.ValidatorRefusal.ReputationTooSmall;
import althing.governance.validators.ValidatorRefusal.StakeOutOfRange;
import althing.governance.validators.ValidatorRefusal.StillJailed;
import althing.governance.validators.ValidatorRefusal.StillSeated;
import althing.governance.validators.ValidatorRefusal.StillStaked;
import althing.governance.validators.ValidatorRefusal.TooManyCandidates;
import althing.governance.validators.ValidatorRefusal.UnknownSet;
import althing.governance.validators.ValidatorRefusal.WrongProof;
import althing.ledger.abi.Arguments;
import althing.ledger.abi.ContractAbi;
import althing.ledger.crypto.Sha256;
import althing.ledger.port.EvidenceReader;
import althing.ledger.port.EvidenceReader.Offence;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.projection.SystemContract;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.Protocol.SeatedSet;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.Uptime;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Validators and candidates at 0x…1003. */
final class ValidatorContract implements SystemContract {

  static final Address ADDRESS = Address.system(0x1003);
  static final ContractAbi ABI = ContractAbi.load("Validators");

  static final int MAX_CANDIDATES = 1_024;
  static final int MAX_PAGE = 100;

  /** How long ago, in epochs, a set may have been replaced for evidence against it to count. */
  static final long EVIDENCE_REACH = 2;

  private final EvidenceReader evidence;

  ValidatorContract(EvidenceReader evidence) {
    this.evidence = evidence;
  }

  @Override
  public Address address() {
    return ADDRESS;
  }

  @Override
  public ContractAbi abi() {
    return ABI;
  }

  @Override
  public long gas(String function) {
    return switch (function) {
      case "register" -> 60_000;
      case "submitEvidence" -> 80_000;
      case "stake", "unregister" -> 20_000;
      case "candidates", "validators", "uptime", "setAt" -> 50_000;
      default -> 5_000;
    };
  }

  @Override
  public Outcome decide(Scope scope, ContractAbi.Call call) {
    var in = Arguments.of(call);
    StateReader state = scope.state();
    return switch (call.function()) {
      case "register" -> register(scope, in.bytes(0), in.bytes(1));
      case "unregister" -> asCandidate(scope, candidate -> unregister(scope, candidate));
      case "stake" -> asCandidate(scope, candidate -> stake(scope, candidate, in.number(0)));
      case "submitEvidence" -> submit(scope, in.bytes(0));
      case "candidateOf" -> candidate(state, in.address(0));
      case "candidates" -> candidates(state, in.address(0), in.number(1));
      case "ownerOf" -> Outcome.done(Validators.ownerOf(state, in.bytes(0)).orElse(Address.ZERO));
      case "validators" -> Outcome.done(tuples(Protocol.validators(state)));
      case "uptime" -> uptime(state);
      case "setCount" -> Outcome.done(BigInteger.valueOf(Protocol.setCount(state)));
      case "setAt" -> set(state, in.number(0));
      default -> throw new IllegalStateException("no rule for " + call.function());
    };
  }

  // ---------------------------------------------------------------------------------- commands

  private static Outcome register(Scope scope, Bytes nodeKey, Bytes proof) {
    StateReader state = scope.state();
    Address account = scope.caller();
    if (!Protocol.chain(state).electsValidators()) {
      return Outcome.refused(new NoElections(Protocol.chain(state).engine()));
    }
    if (Validators.candidate(state, account).isPresent()) {
      return Outcome.refused(new AlreadyRegistered(account));
    }
    Optional<Address> owner = Validators.ownerOf(state, nodeKey);
    if (owner.isPresent()) {
      return Outcome.refused(new NodeKeyTaken(nodeKey, owner.get()));
    }
    long chainId = scope.block().chainId().toLongExact();
    if (!ProofOfPossession.holds(chainId, account, nodeKey, proof)) {
      return Outcome.refused(new WrongProof(nodeKey, account));
    }
    long reputation = Reputation.total(state, account, scope.block().epoch());
    long least =
        Reputation.UNIT * Protocol.parameter(state, GovernanceParameters.CANDIDATE_MIN_REPUTATION);
    if (reputation < least) {
      return Outcome.refused(new ReputationTooSmall(reputation, least));
    }
    if (Validators.candidates(state).size() >= MAX_CANDIDATES) {
      return Outcome.refused(new TooManyCandidates(MAX_CANDIDATES));
    }
    scope.emit(new Registered(account, nodeKey, Validators.registrations(state)));
    return Outcome.done();
  }

  private static Outcome unregister(Scope scope, Candidate candidate) {
    Address account = scope.caller();
    if (candidate.jailedUntil() > scope.block().epoch()) {
      return Outcome.refused(new StillJailed(candidate.jailedUntil()));
    }
    if (candidate.stakePpm() > 0) {
      return Outcome.refused(new StillStaked(candidate.stakePpm()));
    }
    if (Protocol.validators(scope.state()).stream().anyMatch(s -> s.account().equals(account))) {
      return Outcome.refused(new StillSeated(account));
    }
    scope.emit(new Unregistered(account, candidate.nodeKey()));
    return Outcome.done();
  }

  /** More is staked at once; less only after a delay, since evidence may still come. */
  private static Outcome stake(Scope scope, Candidate candidate, BigInteger ppm) {
    if (ppm.compareTo(BigInteger.valueOf(Candidate.ALL_PPM)) > 0) {
      return Outcome.refused(new StakeOutOfRange(ppm, Candidate.ALL_PPM));
    }
    long wanted = ppm.longValueExact();
    long epoch = scope.block().epoch();
    if (wanted >= candidate.stakePpm()) {
      scope.emit(new Staked(scope.caller(), wanted));
      return Outcome.done(BigInteger.valueOf(epoch));
    }
    long effective = epoch + Protocol.parameter(scope.state(), GovernanceParameters.UNSTAKE_EPOCHS);
    scope.emit(new UnstakeAsked(scope.caller(), wanted, effective));
    return Outcome.done(BigInteger.valueOf(effective));
  }

  private Outcome submit(Scope scope, Bytes bytes) {
    StateReader state = scope.state();
    if (bytes.size() > EvidenceReader.MAX_SIZE) {
      return Outcome.refused(new EvidenceTooLarge(bytes.size(), EvidenceReader.MAX_SIZE));
    }
    Optional<Offence> found =
        Protocol.genesisBlock(state).flatMap(genesis -> evidence.read(genesis, bytes));
    if (found.isEmpty()) {
      return Outcome.refused(new NoEvidence());
    }
    Offence offence = found.get();
    Optional<Address> culprit =
        Protocol.set(state, offence.setNumber())
            .flatMap(set -> seatOf(set, offence.nodeKey()))
            .map(Seat::account);
    if (culprit.isEmpty()) {
      return Outcome.refused(new NotInSet(offence.nodeKey(), offence.setNumber()));
    }
    long epoch = scope.block().epoch();
    Optional<SeatedSet> successor = Protocol.set(state, offence.setNumber() + 1);
    if (successor.isPresent() && successor.get().seatedIn() < epoch - EVIDENCE_REACH) {
      return Outcome.refused(new EvidenceTooOld(offence.setNumber(), successor.get().seatedIn()));
    }
    Optional<Candidate> candidate = Validators.candidate(state, culprit.get());
    if (candidate.isEmpty()) {
      return Outcome.refused(new NotRegistered(culprit.get()));
    }
    if (candidate.get().jailedUntil() > epoch) {
      return Outcome.refused(new StillJailed(candidate.get().jailedUntil()));
    }
    return jail(scope, culprit.get(), candidate.get(), Sha256.hash(bytes.unsafeArray()));
  }

  private static Outcome jail(Scope scope, Address culprit, Candidate candidate, Hash evidence) {
    long epoch = scope.block().epoch();
    long share = Candidate.ALL_PPM * candidate.stakePpm();
    long taken = share == 0 ? 0 : Awarding.slash(scope, epoch, culprit, share, evidence);
    long until = epoch + Protocol.parameter(scope.state(), GovernanceParameters.JAIL_EPOCHS);
    scope.emit(new Jailed(culprit, evidence, scope.caller(), taken, until));
    return Outcome.done(culprit, BigInteger.valueOf(taken));
  }

  private static Optional<Seat> seatOf(SeatedSet set, Bytes nodeKey) {
    return set.seats().stream().filter(seat -> seat.nodeKey().equals(nodeKey)).findFirst();
  }

  private static Outcome asCandidate(Scope scope, Function<Candidate, Outcome> rule) {
    return Validators.candidate(scope.state(), scope.caller())
        .map(rule)
        .orElseGet(() -> Outcome.refused(new NotRegistered(scope.caller())));
  }

  // --------------------------------------------------------------------------------- questions

  private static Outcome candidate(StateReader state, Address account) {
    return Validators.candidate(state, account)
        .map(candidate -> Outcome.done(tuple(account, candidate)))
        .orElseGet(() -> Outcome.refused(new NotRegistered(account)));
  }

  private static Outcome candidates(StateReader state, Address from, BigInteger limit) {
    if (limit.signum() == 0 || limit.compareTo(BigInteger.valueOf(MAX_PAGE)) > 0) {
      return Outcome.refused(new PageOutOfRange(limit, MAX_PAGE));
    }
    var page = new ArrayList<List<Object>>();
    Address next = Address.ZERO;
    for (Map.Entry<Address, Candidate> each :
        Validators.candidates(state).tailMap(from).entrySet()) {
      if (page.size() == limit.intValueExact()) {
        next = each.getKey();
        break;
      }
      page.add(tuple(each.getKey(), each.getValue()));
    }
    return Outcome.done(page, next);
  }

  /** The interface's struct {@code Candidate}. */
  private static List<Object> tuple(Address account, Candidate candidate) {
    return List.of(
        account,
        candidate.nodeKey(),
        BigInteger.valueOf(candidate.number()),
        BigInteger.valueOf(candidate.stakePpm()),
        BigInteger.valueOf(candidate.nextStakePpm()),
        BigInteger.valueOf(candidate.nextStakeEpoch()),
        BigInteger.valueOf(candidate.jailedUntil()),
        BigInteger.valueOf(candidate.absentUntil()));
  }

  private static List<List<Object>> tuples(List<Seat> seats) {
    return seats.stream().map(seat -> List.<Object>of(seat.account(), seat.nodeKey())).toList();
  }

  private static Outcome uptime(StateReader state) {
    Uptime uptime = Protocol.uptime(state);
    var signed = new ArrayList<BigInteger>();
    for (int seat = 0; seat < Protocol.validators(state).size(); seat++) {
      signed.add(BigInteger.valueOf(uptime.signedBy(seat)));
    }
    return Outcome.done(
        BigInteger.valueOf(uptime.countedTo()), BigInteger.valueOf(uptime.blocks()), signed);
  }

  private static Outcome set(StateReader state, BigInteger number) {
    return Optional.of(number)
        .filter(n -> n.bitLength() < Long.SIZE)
        .flatMap(n -> Protocol.set(state, n.longValueExact()))
        .map(set -> Outcome.done(BigInteger.valueOf(set.seatedIn()), tuples(set.seats())))
        .orElseGet(() -> Outcome.refused(new UnknownSet(number)));
  }
}
