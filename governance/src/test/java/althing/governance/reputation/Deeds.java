package althing.governance.reputation;

import althing.governance.GovernanceChain;
import althing.governance.types.Tag;
import althing.ledger.event.Event;
import althing.ledger.execution.TestChain;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A chain on which people earn and lose reputation. */
final class Deeds {

  private static final Hash SUBJECT = subject();

  private final GovernanceChain chain;

  Deeds(Event... founding) {
    chain = GovernanceChain.with(Map.of(), List.of(founding));
  }

  private static Hash subject() {
    byte[] bytes = new byte[Hash.SIZE];
    Arrays.fill(bytes, (byte) 7);
    return Hash.wrap(bytes);
  }

  /** What was given. */
  long award(Address account, Address from, Source source, long amount, String... tags) {
    var given = new long[1];
    var named = Arrays.stream(tags).map(Tag::new).collect(Collectors.toCollection(TreeSet::new));
    chain.acts(scope ->
        given[0] = Awarding.award(scope, epoch(), account, source, from, SUBJECT, named, amount));
    return given[0];
  }

  void withdraw(Address account, long number) {
    chain.acts(scope -> Awarding.withdraw(scope, epoch(), account, number, SUBJECT));
  }

  void slash(Address account, long share) {
    chain.acts(scope -> Awarding.slash(scope, epoch(), account, share, SUBJECT));
  }

  void passEpochs(int count) {
    chain.passEpochs(count);
  }

  long total(Address account) {
    return Reputation.total(state(), account, epoch());
  }

  long epoch() {
    return chain.epoch();
  }

  StateReader state() {
    return chain.state();
  }

  TestChain chain() {
    return chain.chain;
  }
}
