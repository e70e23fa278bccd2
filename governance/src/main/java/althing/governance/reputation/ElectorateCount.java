package althing.governance.reputation;

import althing.governance.reputation.ReputationEvent.ElectorateCounted;
import althing.ledger.projection.Scope;
import althing.ledger.projection.TickPhase;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.util.List;

/**
 * Adds up what members could vote with at the end of the epoch before this tick (RULES 3). The sum
 * so far is in the cursor, so that it appears as a whole.
 */
final class ElectorateCount implements TickPhase {

  private record Sum(Address next, long members, long total) {

    Bytes encode() {
      return Bytes.wrap(
          RlpWriter.encodeList(out -> out.address(next).number(members).number(total)));
    }

    static Sum decode(Bytes cursor) {
      return cursor.isEmpty()
          ? new Sum(Address.ZERO, 0, 0)
          : RlpReader.decodeList(
              cursor.unsafeArray(), in -> new Sum(in.address(), in.number(), in.number()));
    }
  }

  @Override
  public Order order() {
    return Order.SNAPSHOT;
  }

  @Override
  public Progress advance(Scope scope, long epoch, Bytes cursor, int budget) {
    Sum sum = Sum.decode(cursor);
    long ended = epoch - 1;
    List<Address> accounts = Members.accounts(scope.state(), sum.next(), budget + 1);
    boolean more = accounts.size() > budget;
    var fading = Fading.of(scope.state());
    long members = sum.members();
    long total = sum.total();
    for (Address account : more ? accounts.subList(0, budget) : accounts) {
      long power = Members.power(scope.state(), fading, account, ended);
      members += power > 0 ? 1 : 0;
      total = Math.addExact(total, power);
    }
    if (more) {
      return Progress.paused(budget, new Sum(accounts.getLast(), members, total).encode());
    }
    scope.emit(new ElectorateCounted(ended, members, total));
    return Progress.ended(accounts.size());
  }
}
