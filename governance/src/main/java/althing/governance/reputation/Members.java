package althing.governance.reputation;

import althing.governance.parameters.GovernanceParameters;
import althing.governance.reputation.ReputationEvent.BondAdded;
import althing.governance.reputation.ReputationEvent.BondReleased;
import althing.governance.reputation.ReputationEvent.BondReturned;
import althing.governance.reputation.ReputationEvent.ElectorateCounted;
import althing.governance.reputation.ReputationEvent.Joined;
import althing.governance.state.EpochHistory;
import althing.governance.state.EpochHistory.Since;
import althing.governance.state.Keys;
import althing.ledger.protocol.Protocol;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who takes part in decisions, and whose vote weighs (RULES 3): at the end of an epoch, a member
 * with enough reputation and bond who joined long enough before.
 */
public final class Members {

  private Members() {}

  /**
   * All that could vote at the end of an epoch.
   *
   * @param members how many
   * @param total their reputation, in millionths
   */
  public record Electorate(long epoch, long members, long total) {}

  static void evolve(StateWriter state, ReputationEvent event) {
    switch (event) {
      case Joined e ->
          put(
              state,
              e.account(),
              e.epoch(),
              new Member(e.publicKey(), e.bond(), e.epoch(), e.countsFrom(), true));
      case BondAdded e ->
          put(state, e.account(), e.epoch(), get(state, e.account()).bonded(e.bond()));
      case BondReleased e -> {
        Member member = get(state, e.account());
        put(state, e.account(), e.epoch(), e.left() ? member.left() : member.bonded(e.bond()));
        Bytes key = ReputationKeys.returns(e.free(), e.account());
        state.put(key, new RlpWriter().amount(returning(state, key).plus(e.released())).toBytes());
      }
      case BondReturned e -> state.remove(ReputationKeys.returns(e.free(), e.account()));
      case ElectorateCounted e -> {
        state.put(
            ReputationKeys.electorate(e.epoch()),
            new RlpWriter().number(e.members()).number(e.total()).toBytes());
        if (e.epoch() > EpochHistory.REACH) {
          state.remove(ReputationKeys.electorate(e.epoch() - EpochHistory.REACH - 1));
        }
      }
      default -> throw new IllegalArgumentException("nothing about members: " + event);
    }
  }

  private static void put(StateWriter state, Address account, long epoch, Member member) {
    ReputationKeys.member(account).put(state, epoch, member.encode());
  }

  private static Member get(StateReader state, Address account) {
    return member(state, account)
        .orElseThrow(() -> new IllegalStateException("no member " + account));
  }

  static Amount returning(StateReader state, Bytes key) {
    Bytes value = state.get(key);
    return value == null ? Amount.ZERO : RlpReader.of(value).amount();
  }

  // -------------------------------------------------------------------------------- questions

  /** A member, also one that left; empty if the account never was one. */
  public static Optional<Member> member(StateReader state, Address account) {
    return ReputationKeys.member(account).now(state).map(since -> Member.decode(since.value()));
  }

  /** {@link #member} as of the end of {@code epoch}, at most {@link EpochHistory#REACH} ago. */
  public static Optional<Member> member(StateReader state, Address account, long epoch) {
    return ReputationKeys.member(account)
        .at(state, epoch)
        .map(since -> Member.decode(since.value()));
  }

  /** Whether a vote of {@code account} weighs by what it was at the end of {@code epoch}. */
  public static boolean votes(StateReader state, Address account, long epoch) {
    return power(state, Fading.of(state), account, epoch) > 0;
  }

  /**
   * What the support of {@code account} counts for: its reputation at the end of {@code epoch}, or
   * 0 if its vote weighs nothing.
   */
  public static long power(StateReader state, Address account, long epoch) {
    return power(state, Fading.of(state), account, epoch);
  }

  static long power(StateReader state, Fading fading, Address account, long epoch) {
    Optional<Member> found = member(state, account, epoch);
    if (found.isEmpty()) {
      return 0;
    }
    Member member = found.get();
    Amount least = Amount.ofSp(parameter(state, GovernanceParameters.MEMBER_MIN_BOND_SP));
    if (!member.present() || epoch < member.countsFrom() || member.bond().isLessThan(least)) {
      return 0;
    }
    long total = Reputation.total(state, fading, account, epoch);
    boolean enough =
        total >= Reputation.UNIT * parameter(state, GovernanceParameters.MEMBER_MIN_REPUTATION);
    return enough ? total : 0;
  }

  /** The electorate at the end of {@code epoch}, once the tick after it has counted it. */
  public static Optional<Electorate> electorate(StateReader state, long epoch) {
    Bytes value = state.get(ReputationKeys.electorate(epoch));
    if (value == null) {
      return Optional.empty();
    }
    var in = RlpReader.of(value);
    return Optional.of(new Electorate(epoch, in.number(), in.number()));
  }

  /**
   * Accounts that are or were members, in byte order.
   *
   * @param from the first that may occur
   */
  static List<Address> accounts(StateReader state, Address from, int limit) {
    var accounts = new ArrayList<Address>();
    state.scan(
        ReputationKeys.MEMBERS,
        ReputationKeys.MEMBERS.concat(from.toBytes()),
        (key, _) -> {
          accounts.add(Keys.addressAt(key, Address.SIZE));
          return accounts.size() < limit;
        });
    return accounts;
  }

  /** Members present, in byte order: at most {@code limit} from {@code from} on. */
  public static List<Address> present(StateReader state, Address from, int limit) {
    var accounts = new ArrayList<Address>();
    state.scan(
        ReputationKeys.MEMBERS,
        ReputationKeys.MEMBERS.concat(from.toBytes()),
        (key, value) -> {
          if (Member.decode(Since.decode(value).value()).present()) {
            accounts.add(Keys.addressAt(key, Address.SIZE));
          }
          return accounts.size() < limit;
        });
    return accounts;
  }

  private static long parameter(StateReader state, String name) {
    return Protocol.parameter(state, name);
  }
}
