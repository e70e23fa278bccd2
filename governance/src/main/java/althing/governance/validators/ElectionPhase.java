package althing.governance.validators;

import althing.governance.parameters.GovernanceParameters;
import althing.governance.reputation.Awarding;
import althing.governance.reputation.Reputation;
import althing.governance.reputation.Source;
import althing.governance.state.Keys;
import althing.governance.validators.Election.Nominee;
import althing.governance.validators.Election.Standing;
import althing.governance.validators.Election.Terms;
import althing.governance.validators.ValidatorEvent.Absent;
import althing.governance.validators.ValidatorEvent.Staked;
import althing.ledger.crypto.Sha256;
import althing.ledger.port.PolicyModules;
import althing.ledger.projection.Scope;
import althing.ledger.projection.TickPhase;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.protocol.Uptime;
import althing.ledger.state.StateReader;
import althing.ledger.trust.Trust;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an epoch's end means for validators (RULES 13): who signed too little pays, who signed
 * nearly all earns, stakes that were to fall do, and seats are given anew. One item, however many
 * candidates there are: their number has a limit.
 */
final class ElectionPhase implements TickPhase {

  /** Fewer certified blocks in an epoch say nothing about anybody. */
  static final long LEAST_BLOCKS = 10;

  private static final byte[] DOMAIN = "althing/validation/v1".getBytes(StandardCharsets.US_ASCII);
  private static final long PERCENT_PPM = 10_000;

  private final PolicyModules policy;

  ElectionPhase(PolicyModules policy) {
    this.policy = policy;
  }

  @Override
  public Order order() {
    return Order.ELECT;
  }

  @Override
  public Progress advance(Scope scope, long epoch, Bytes cursor, int budget) {
    lowerStakes(scope, epoch);
    if (Protocol.chain(scope.state()).electsValidators()) {
      judgeUptime(scope, epoch);
      elect(scope, epoch);
    }
    return Progress.ended(1);
  }

  private static void lowerStakes(Scope scope, long epoch) {
    Validators.candidates(scope.state())
        .forEach((account, candidate) -> {
          if (candidate.nextStakeEpoch() > 0 && candidate.nextStakeEpoch() <= epoch) {
            scope.emit(new Staked(account, candidate.nextStakePpm()));
          }
        });
  }

  private static void judgeUptime(Scope scope, long epoch) {
    Uptime uptime = Protocol.uptime(scope.state());
    if (uptime.blocks() < LEAST_BLOCKS) {
      return;
    }
    List<Seat> seats = Protocol.validators(scope.state());
    for (int seat = 0; seat < seats.size(); seat++) {
      Address account = seats.get(seat).account();
      long signed = uptime.signedBy(seat);
      Optional<Candidate> candidate = Validators.candidate(scope.state(), account);
      if (candidate.isEmpty()) {
        continue;
      }
      if (100 * signed < percent(scope, GovernanceParameters.LEAST_SIGNED_PERCENT, uptime)) {
        long share = PERCENT_PPM * candidate.get().stakePpm();
        long taken = share == 0 ? 0 : Awarding.slash(scope, epoch, account, share, subject(epoch));
        scope.emit(new Absent(account, epoch - 1, signed, uptime.blocks(), taken, epoch + 1));
      } else if (100 * signed
          >= percent(scope, GovernanceParameters.REWARDED_SIGNED_PERCENT, uptime)) {
        reward(scope, epoch, account, candidate.get());
      }
    }
  }

  private static long percent(Scope scope, String parameter, Uptime uptime) {
    return Protocol.parameter(scope.state(), parameter) * uptime.blocks();
  }

  /** A hundredth of what it staked, rounded up, and no more than the tick has taken off. */
  private static void reward(Scope scope, long epoch, Address account, Candidate candidate) {
    long total = Reputation.total(scope.state(), account, epoch);
    long faded = Reputation.total(scope.state(), account, epoch - 1) - total;
    long reward = Math.min(Math.ceilDiv(candidate.staked(total), 100), faded);
    Awarding.award(
        scope,
        epoch,
        account,
        Source.VALIDATION,
        Address.ZERO,
        subject(epoch),
        new TreeSet<>(),
        reward);
  }

  private static Hash subject(long epoch) {
    return Sha256.hash(DOMAIN, Keys.bigEndian(epoch - 1));
  }

  private void elect(Scope scope, long epoch) {
    StateReader state = scope.state();
    List<Seat> before = Protocol.validators(state);
    SortedMap<Address, Candidate> candidates = Validators.candidates(state);
    var nominees = new TreeMap<Address, Nominee>();
    candidates.forEach(
        (account, candidate) -> nominees.put(account, nominee(state, epoch, account, candidate)));
    var terms =
        new Terms(
            (int) Protocol.parameter(state, GovernanceParameters.SEATS),
            (int) Protocol.parameter(state, Parameters.MIN_SEATS),
            Protocol.parameter(state, GovernanceParameters.INCUMBENT_MARGIN_PPM));
    List<Seat> after =
        Election.elect(before.stream().map(Seat::account).toList(), nominees, terms).stream()
            .map(account -> seat(account, before, candidates))
            .toList();
    if (!after.equals(before)) {
      scope.emit(new ValidatorsSeated(after));
    }
  }

  private static Seat seat(
      Address account, List<Seat> before, SortedMap<Address, Candidate> candidates) {
    Candidate candidate = candidates.get(account);
    return candidate == null
        ? before.stream().filter(seat -> seat.account().equals(account)).findFirst().orElseThrow()
        : new Seat(account, candidate.nodeKey());
  }

  private Nominee nominee(StateReader state, long epoch, Address account, Candidate candidate) {
    long reputation = Reputation.total(state, account, epoch);
    long trust = Trust.of(state, account, epoch);
    return new Nominee(
        candidate.number(),
        policy.seatOrder(state, reputation, candidate.staked(reputation), trust),
        reputation,
        standing(state, epoch, candidate, reputation, trust));
  }

  private static Standing standing(
      StateReader state, long epoch, Candidate candidate, long reputation, long trust) {
    if (candidate.jailedUntil() > epoch) {
      return Standing.BARRED;
    }
    boolean qualified =
        candidate.absentUntil() <= epoch
            && reputation
                >= Reputation.UNIT
                    * Protocol.parameter(state, GovernanceParameters.CANDIDATE_MIN_REPUTATION)
            && candidate.stakePpm()
                >= Protocol.parameter(state, GovernanceParameters.CANDIDATE_MIN_STAKE_PPM)
            && trust >= Protocol.parameter(state, GovernanceParameters.CANDIDATE_MIN_TRUST);
    return qualified ? Standing.QUALIFIED : Standing.INCUMBENT_ONLY;
  }
}
