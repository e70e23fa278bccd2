package althing.governance.reputation;

import althing.governance.parameters.GovernanceParameters;
import althing.governance.reputation.ReputationEvent.BondAdded;
import althing.governance.reputation.ReputationEvent.BondReleased;
import althing.governance.reputation.ReputationEvent.Joined;
import althing.governance.reputation.ReputationRefusal.AlreadyAMember;
import althing.governance.reputation.ReputationRefusal.BadTag;
import althing.governance.reputation.ReputationRefusal.BondTooSmall;
import althing.governance.reputation.ReputationRefusal.EpochOutOfRange;
import althing.governance.reputation.ReputationRefusal.MoreThanBond;
import althing.governance.reputation.ReputationRefusal.NotAMember;
import althing.governance.reputation.ReputationRefusal.PageOutOfRange;
import althing.governance.reputation.ReputationRefusal.WrongPublicKey;
import althing.governance.reputation.ReputationRefusal.ZeroAmount;
import althing.governance.state.EpochHistory;
import althing.governance.types.Tag;
import althing.ledger.abi.Arguments;
import althing.ledger.abi.ContractAbi;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.Pot;
import althing.ledger.port.PolicyModules;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.projection.SystemContract;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Reputation and members at 0x…1002. */
final class ReputationContract implements SystemContract {

  static final Address ADDRESS = Address.system(0x1002);
  static final ContractAbi ABI = ContractAbi.load("Reputation");

  /** The most entries on a page. */
  static final int MAX_PAGE = 100;

  /** The most tags that one question names. */
  private static final int MAX_TAGS_ASKED = 3;

  private final PolicyModules policy;

  ReputationContract(PolicyModules policy) {
    this.policy = policy;
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
      case "join" -> 40_000;
      case "addBond", "releaseBond", "leave" -> 20_000;
      case "awardsOf", "members" -> 100_000;
      case "tagsOf", "totalOf", "totalAt", "weightOf" -> 50_000;
      default -> 5_000;
    };
  }

  @Override
  public Outcome decide(Scope scope, ContractAbi.Call call) {
    var in = Arguments.of(call);
    StateReader state = scope.state();
    long epoch = scope.block().epoch();
    return switch (call.function()) {
      case "join" -> join(scope, in.bytes(0));
      case "addBond" -> asMember(scope, member -> addBond(scope, member));
      case "releaseBond" -> asMember(scope, member -> release(scope, member, in.amount(0), false));
      case "leave" -> asMember(scope, member -> release(scope, member, member.bond(), true));
      case "reputationOf" ->
          withTag(in.text(1), tag -> number(Reputation.of(state, in.address(0), tag, epoch)));
      case "reputationAt" ->
          withTag(
              in.text(1),
              tag ->
                  inReach(
                      epoch,
                      in.number(2),
                      at -> number(Reputation.of(state, in.address(0), tag, at))));
      case "totalOf" -> number(Reputation.total(state, in.address(0), epoch));
      case "totalAt" ->
          inReach(epoch, in.number(1), at -> number(Reputation.total(state, in.address(0), at)));
      case "tagsOf" -> tags(state, in.address(0), epoch);
      case "weightOf" -> weight(scope, in);
      case "awardsOf" -> awards(state, in.address(0), in.number(1), in.number(2));
      case "memberOf" -> member(state, in.address(0));
      case "members" -> members(state, in.address(0), in.number(1));
      case "electorateAt" -> electorate(state, epoch, in.number(0));
      default -> throw new IllegalStateException("no rule for " + call.function());
    };
  }

  // ---------------------------------------------------------------------------------- commands

  private static Outcome join(Scope scope, Bytes publicKey) {
    Address account = scope.caller();
    if (Members.member(scope.state(), account).filter(Member::present).isPresent()) {
      return Outcome.refused(new AlreadyAMember(account));
    }
    Address owner = PublicKeys.owner(publicKey).orElse(Address.ZERO);
    if (!owner.equals(account)) {
      return Outcome.refused(new WrongPublicKey(account, owner));
    }
    Amount least = leastBond(scope.state());
    if (scope.value().isLessThan(least)) {
      return Outcome.refused(new BondTooSmall(scope.value(), least));
    }
    long epoch = scope.block().epoch();
    long counts = epoch + Protocol.parameter(scope.state(), GovernanceParameters.MEMBER_MIN_EPOCHS);
    bond(scope, account);
    scope.emit(new Joined(account, publicKey, scope.value(), epoch, counts));
    return Outcome.done();
  }

  private static Outcome addBond(Scope scope, Member member) {
    if (scope.value().isZero()) {
      return Outcome.refused(new ZeroAmount());
    }
    bond(scope, scope.caller());
    Amount bond = member.bond().plus(scope.value());
    scope.emit(new BondAdded(scope.caller(), scope.value(), bond, scope.block().epoch()));
    return Outcome.done(bond.value());
  }

  private static void bond(Scope scope, Address account) {
    if (!scope.value().isZero()) {
      scope.emit(new Moved(new Pot.Balance(account), new Pot.Bond(account), scope.value()));
    }
  }

  private static Outcome release(Scope scope, Member member, Amount amount, boolean leaves) {
    if (amount.isZero() && !leaves) {
      return Outcome.refused(new ZeroAmount());
    }
    if (amount.isGreaterThan(member.bond())) {
      return Outcome.refused(new MoreThanBond(amount, member.bond()));
    }
    Amount left = member.bond().minus(amount);
    Amount least = leastBond(scope.state());
    if (!leaves && left.isLessThan(least)) {
      return Outcome.refused(new BondTooSmall(left, least));
    }
    long epoch = scope.block().epoch();
    long free = epoch + Protocol.parameter(scope.state(), GovernanceParameters.BOND_RELEASE_EPOCHS);
    scope.emit(new BondReleased(scope.caller(), amount, left, leaves, epoch, free));
    return Outcome.done(BigInteger.valueOf(free));
  }

  private static Outcome asMember(Scope scope, Function<Member, Outcome> rule) {
    return Members.member(scope.state(), scope.caller())
        .filter(Member::present)
        .map(rule)
        .orElseGet(() -> Outcome.refused(new NotAMember(scope.caller())));
  }

  private static Amount leastBond(StateReader state) {
    return Amount.ofSp(Protocol.parameter(state, GovernanceParameters.MEMBER_MIN_BOND_SP));
  }

  // --------------------------------------------------------------------------------- questions

  private static Outcome tags(StateReader state, Address account, long epoch) {
    var entries =
        Reputation.tags(state, account, epoch).entrySet().stream()
            .map(e -> List.of(e.getKey().name(), BigInteger.valueOf(e.getValue())))
            .toList();
    return Outcome.done(entries);
  }

  private Outcome weight(Scope scope, Arguments in) {
    Arguments names = in.list(1);
    if (names.size() > MAX_TAGS_ASKED) {
      return Outcome.refused(new PageOutOfRange(BigInteger.valueOf(names.size()), MAX_TAGS_ASKED));
    }
    var tags = new TreeSet<Tag>();
    for (int i = 0; i < names.size(); i++) {
      Optional<Tag> tag = tag(names.text(i));
      if (tag.isEmpty()) {
        return Outcome.refused(new BadTag(names.text(i)));
      }
      tags.add(tag.get());
    }
    StateReader state = scope.state();
    Address account = in.address(0);
    return inReach(
        scope.block().epoch(),
        in.number(2),
        at -> {
          if (!Members.votes(state, account, at)) {
            return number(0);
          }
          long special = tags.stream().mapToLong(t -> Reputation.of(state, account, t, at)).sum();
          return number(policy.voteWeight(state, Reputation.total(state, account, at), special));
        });
  }

  private static Outcome awards(
      StateReader state, Address account, BigInteger from, BigInteger limit) {
    return paged(
        limit,
        size -> {
          long count = Reputation.awardCount(state, account);
          long first = from.min(BigInteger.valueOf(count)).longValueExact();
          long end = Math.min(count, first + size);
          var page =
              LongStream.range(first, end)
                  .mapToObj(number -> Reputation.award(state, account, number).orElseThrow())
                  .map(ReputationContract::tuple)
                  .toList();
          return Outcome.done(page, BigInteger.valueOf(count));
        });
  }

  private static List<Object> tuple(Award award) {
    return List.of(
        BigInteger.valueOf(award.number()),
        BigInteger.valueOf(award.source().code()),
        award.from(),
        award.subject().toBytes(),
        BigInteger.valueOf(award.epoch()),
        award.withdrawn(),
        award.gained().stream()
            .map(gain -> List.of(gain.tag().name(), BigInteger.valueOf(gain.amount())))
            .toList());
  }

  private static Outcome member(StateReader state, Address account) {
    Member member =
        Members.member(state, account)
            .orElseGet(() -> new Member(Bytes.EMPTY, Amount.ZERO, 0, 0, false));
    return Outcome.done(
        member.present(),
        member.publicKey(),
        member.bond().value(),
        BigInteger.valueOf(member.joinedEpoch()),
        BigInteger.valueOf(member.countsFrom()));
  }

  private static Outcome members(StateReader state, Address from, BigInteger limit) {
    return paged(
        limit,
        size -> {
          List<Address> page = Members.present(state, from, size + 1);
          Address next = page.size() > size ? page.getLast() : Address.ZERO;
          return Outcome.done(page.subList(0, Math.min(size, page.size())), next);
        });
  }

  private static Outcome electorate(StateReader state, long epoch, BigInteger asked) {
    long earliest = Math.max(0, epoch - EpochHistory.REACH);
    return Optional.of(asked)
        .filter(e -> e.bitLength() < Long.SIZE)
        .flatMap(e -> Members.electorate(state, e.longValueExact()))
        .map(e -> Outcome.done(BigInteger.valueOf(e.members()), BigInteger.valueOf(e.total())))
        .orElseGet(
            () -> Outcome.refused(new EpochOutOfRange(asked, earliest, Math.max(0, epoch - 1))));
  }

  private static Outcome withTag(String name, Function<Tag, Outcome> rule) {
    return tag(name).map(rule).orElseGet(() -> Outcome.refused(new BadTag(name)));
  }

  /** A tag as a question names it, which may be about reputation of no particular field. */
  private static Optional<Tag> tag(String name) {
    return name.equals(Tag.GENERAL.name()) ? Optional.of(Tag.GENERAL) : Tag.named(name);
  }

  private static Outcome inReach(long now, BigInteger asked, LongFunction<Outcome> rule) {
    long earliest = Math.max(0, now - EpochHistory.REACH);
    boolean known =
        asked.compareTo(BigInteger.valueOf(earliest)) >= 0
            && asked.compareTo(BigInteger.valueOf(now)) <= 0;
    return known
        ? rule.apply(asked.longValueExact())
        : Outcome.refused(new EpochOutOfRange(asked, earliest, now));
  }

  private static Outcome paged(BigInteger limit, IntFunction<Outcome> rule) {
    return limit.signum() == 0 || limit.compareTo(BigInteger.valueOf(MAX_PAGE)) > 0
        ? Outcome.refused(new PageOutOfRange(limit, MAX_PAGE))
        : rule.apply(limit.intValueExact());
  }

  private static Outcome number(long value) {
    return Outcome.done(BigInteger.valueOf(value));
  }
}
