package althing.governance.reputation;

import static althing.governance.GovernanceChain.founded;
import static althing.governance.GovernanceChain.person;
import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.GovernanceChain;
import althing.governance.policy.BuiltInPolicy;
import althing.governance.reputation.Members.Electorate;
import althing.governance.reputation.ReputationEvent.ElectorateCounted;
import althing.governance.reputation.ReputationRefusal.AlreadyAMember;
import althing.governance.reputation.ReputationRefusal.BadTag;
import althing.governance.reputation.ReputationRefusal.BondTooSmall;
import althing.governance.reputation.ReputationRefusal.EpochOutOfRange;
import althing.governance.reputation.ReputationRefusal.MoreThanBond;
import althing.governance.reputation.ReputationRefusal.NotAMember;
import althing.governance.reputation.ReputationRefusal.PageOutOfRange;
import althing.governance.reputation.ReputationRefusal.WrongPublicKey;
import althing.governance.reputation.ReputationRefusal.ZeroAmount;
import althing.ledger.account.Money;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.event.Event;
import althing.ledger.execution.TestChain;
import althing.ledger.state.EmptyState;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** RULES 3 and ATTACKS G1, G24, G25: who is a member, and whose vote weighs when. */
class MembersTest {

  private static final Address CONTRACT = ReputationContract.ADDRESS;
  private static final long UNIT = Reputation.UNIT;

  private final GovernanceChain chain = start();

  private static GovernanceChain start(Event... more) {
    var founding = new ArrayList<Event>();
    founding.add(founded("alice", "ops", 100));
    founding.add(founded("bob", "ops", 50));
    founding.add(founded("carol", "ops", 9));
    founding.addAll(List.of(more));
    return GovernanceChain.with(Map.of(), founding);
  }

  private static Bytes publicKey(String who) {
    byte[] key = Secp256k1.instance().publicKey(TestChain.key(who));
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + (key[63] & 1));
    System.arraycopy(key, 0, compressed, 1, 32);
    return Bytes.wrap(compressed);
  }

  private void joins(String who, long bondSp) {
    chain.pays(who, CONTRACT, Amount.ofSp(bondSp), "join", publicKey(who));
  }

  private long power(String who, long epoch) {
    return Members.power(chain.state(), person(who), epoch);
  }

  private Amount bond(String who) {
    return Money.bond(chain.state(), person(who));
  }

  // ------------------------------------------------------------------------------------ joining

  @Test
  void a_member_puts_up_a_bond_and_votes_count_seven_epochs_later() {
    joins("alice", 10);
    assertThat(bond("alice")).isEqualTo(Amount.ofSp(10));
    chain.passEpochs(9);
    assertThat(power("alice", 6)).isZero();
    assertThat(power("alice", 7)).isEqualTo(Reputation.total(chain.state(), person("alice"), 7));
    assertThat(Members.votes(chain.state(), person("bob"), 8)).isFalse();
  }

  @Test
  void what_is_wrong_with_joining_is_named() {
    chain.refusesPaid(
        new BondTooSmall(Amount.ofSp(9), Amount.ofSp(10)),
        "alice",
        CONTRACT,
        Amount.ofSp(9),
        "join",
        publicKey("alice"));
    chain.refusesPaid(
        new WrongPublicKey(person("alice"), person("bob")),
        "alice",
        CONTRACT,
        Amount.ofSp(10),
        "join",
        publicKey("bob"));
    byte[] noPoint = new byte[33];
    Arrays.fill(noPoint, (byte) 0xff);
    noPoint[0] = 2;
    for (Bytes key : List.of(Bytes.EMPTY, Bytes.wrap(noPoint), Bytes.wrap(new byte[65]))) {
      chain.refusesPaid(
          new WrongPublicKey(person("alice"), Address.ZERO),
          "alice",
          CONTRACT,
          Amount.ofSp(10),
          "join",
          key);
    }
    joins("alice", 10);
    chain.refusesPaid(
        new AlreadyAMember(person("alice")),
        "alice",
        CONTRACT,
        Amount.ofSp(10),
        "join",
        publicKey("alice"));
  }

  // --------------------------------------------------------------------------------------- bond

  @Test
  void a_released_bond_is_paid_two_epochs_later_and_counts_no_more_at_once() {
    joins("alice", 30);
    chain.passEpochs(8);
    assertThat(power("alice", chain.epoch())).isPositive();
    Amount before = chain.balance("alice");
    assertThat(chain.does("alice", CONTRACT, "releaseBond", Amount.ofSp(20)))
        .isEqualTo(List.of(BigInteger.TEN));
    assertThat(bond("alice")).isEqualTo(Amount.ofSp(30));
    chain.passEpochs(1);
    assertThat(bond("alice")).isEqualTo(Amount.ofSp(30));
    chain.passEpochs(1);
    assertThat(bond("alice")).isEqualTo(Amount.ofSp(10));
    assertThat(chain.balance("alice")).isGreaterThan(before.plus(Amount.ofSp(19)));
  }

  @Test
  void who_leaves_votes_no_more_and_starts_anew_when_it_joins_again() {
    joins("alice", 10);
    chain.passEpochs(8);
    chain.does("alice", CONTRACT, "leave");
    assertThat(power("alice", 7)).isPositive();
    assertThat(power("alice", 8)).isZero();
    chain.refuses(new NotAMember(person("alice")), "alice", CONTRACT, "leave");
    joins("alice", 10);
    chain.passEpochs(2);
    assertThat(bond("alice")).isEqualTo(Amount.ofSp(10));
    assertThat(power("alice", 10)).isZero();
    chain.passEpochs(6);
    assertThat(power("alice", 15)).isPositive();
  }

  @Test
  void releases_in_one_epoch_come_back_together() {
    joins("alice", 40);
    chain.does("alice", CONTRACT, "releaseBond", Amount.ofSp(5));
    chain.does("alice", CONTRACT, "releaseBond", Amount.ofSp(7));
    chain.pays("alice", CONTRACT, Amount.ofSp(1), "addBond");
    chain.passEpochs(2);
    assertThat(bond("alice")).isEqualTo(Amount.ofSp(29));
    assertThat(Members.member(chain.state(), person("alice")).orElseThrow().bond())
        .isEqualTo(Amount.ofSp(29));
  }

  @Test
  void what_is_wrong_with_a_bond_is_named() {
    chain.refuses(
        new NotAMember(person("alice")), "alice", CONTRACT, "releaseBond", Amount.ofSp(1));
    chain.refusesPaid(
        new NotAMember(person("alice")), "alice", CONTRACT, Amount.ofSp(1), "addBond");
    joins("alice", 12);
    chain.refuses(new ZeroAmount(), "alice", CONTRACT, "releaseBond", 0);
    chain.refuses(new ZeroAmount(), "alice", CONTRACT, "addBond");
    chain.refuses(
        new MoreThanBond(Amount.ofSp(13), Amount.ofSp(12)),
        "alice",
        CONTRACT,
        "releaseBond",
        Amount.ofSp(13));
    chain.refuses(
        new BondTooSmall(Amount.ofSp(9), Amount.ofSp(10)),
        "alice",
        CONTRACT,
        "releaseBond",
        Amount.ofSp(3));
  }

  // ----------------------------------------------------------------------------------- who votes

  /** G1: what is earned, bonded or joined after the end of an epoch does not count as of it. */
  @Test
  void what_comes_after_the_snapshot_does_not_count() {
    joins("alice", 10);
    joins("carol", 10);
    chain.passEpochs(10);
    long alice = power("alice", 9);
    assertThat(power("carol", 9)).isZero();
    chain.acts(scope ->
        Awarding.award(
            scope,
            10,
            person("carol"),
            Source.TASK,
            person("bob"),
            Hash.ZERO,
            new TreeSet<>(),
            20 * UNIT));
    chain.does("alice", CONTRACT, "leave");
    assertThat(power("carol", 9)).isZero();
    assertThat(power("alice", 9)).isEqualTo(alice);
    assertThat(power("carol", 10)).isPositive();
    assertThat(power("alice", 10)).isZero();
  }

  /** G24: identities without reputation add nothing to what is needed, or to what is given. */
  @Test
  void members_without_reputation_are_not_counted() {
    joins("alice", 10);
    joins("bob", 10);
    joins("dave", 10);
    chain.passEpochs(9);
    Electorate electorate = Members.electorate(chain.state(), 8).orElseThrow();
    assertThat(electorate.members()).isEqualTo(2);
    assertThat(electorate.total()).isEqualTo(power("alice", 8) + power("bob", 8));
    assertThat(power("dave", 8)).isZero();
  }

  @Test
  void the_electorate_is_the_same_however_the_tick_is_cut() {
    var cut =
        GovernanceChain.with(
            Map.of("tickBudget", 1L),
            List.of(founded("alice", "ops", 100), founded("bob", "ops", 50)));
    for (String who : List.of("alice", "bob", "carol")) {
      cut.pays(who, CONTRACT, Amount.ofSp(10), "join", publicKey(who));
      joins(who, 10);
    }
    cut.passEpochs(9);
    chain.passEpochs(9);
    ElectorateCounted last = cut.events(ElectorateCounted.class).getLast();
    assertThat(last).isEqualTo(chain.events(ElectorateCounted.class).getLast());
    assertThat(last.epoch()).isEqualTo(8);
    assertThat(last.members()).isEqualTo(2);
  }

  @Test
  void weights_are_as_of_the_end_of_an_epoch() {
    joins("alice", 10);
    chain.passEpochs(9);
    long total = Reputation.total(chain.state(), person("alice"), 8);
    assertThat(chain.does("dave", CONTRACT, "weightOf", person("alice"), List.of("ops"), 8))
        .isEqualTo(List.of(BigInteger.valueOf(weight(total, total))));
    assertThat(chain.does("dave", CONTRACT, "weightOf", person("alice"), List.of("art"), 8))
        .isEqualTo(List.of(BigInteger.valueOf(weight(total, 0))));
    assertThat(chain.does("dave", CONTRACT, "weightOf", person("alice"), List.of(), 6))
        .isEqualTo(List.of(BigInteger.ZERO));
  }

  private static long weight(long total, long special) {
    return new BuiltInPolicy().voteWeight(EmptyState.INSTANCE, total, special);
  }

  // -------------------------------------------------------------------------------------- asking

  @Test
  void questions_are_answered_by_the_contract() {
    joins("alice", 10);
    joins("bob", 10);
    assertThat(chain.does("dave", CONTRACT, "totalOf", person("alice")))
        .isEqualTo(List.of(BigInteger.valueOf(100 * UNIT)));
    assertThat(chain.does("dave", CONTRACT, "reputationOf", person("alice"), "ops"))
        .isEqualTo(List.of(BigInteger.valueOf(100 * UNIT)));
    assertThat(chain.does("dave", CONTRACT, "reputationOf", person("alice"), "_general"))
        .isEqualTo(List.of(BigInteger.ZERO));
    assertThat(chain.does("dave", CONTRACT, "tagsOf", person("alice")).getFirst())
        .isEqualTo(List.of(List.of("ops", BigInteger.valueOf(100 * UNIT))));
    assertThat(chain.does("dave", CONTRACT, "memberOf", person("alice")))
        .isEqualTo(
            List.of(
                true,
                publicKey("alice"),
                Amount.ofSp(10).value(),
                BigInteger.ZERO,
                BigInteger.valueOf(7)));
    assertThat(chain.does("dave", CONTRACT, "awardsOf", person("alice"), 0, 10).get(1))
        .isEqualTo(BigInteger.ONE);
    List<Object> page = chain.does("dave", CONTRACT, "members", Address.ZERO, 1);
    assertThat((List<?>) page.getFirst()).hasSize(1);
    assertThat(chain.does("dave", CONTRACT, "members", page.get(1), 1).get(1))
        .isEqualTo(Address.ZERO);
    chain.passEpochs(1);
    assertThat(chain.does("dave", CONTRACT, "totalAt", person("alice"), 0))
        .isEqualTo(List.of(BigInteger.valueOf(100 * UNIT)));
    assertThat(chain.does("dave", CONTRACT, "electorateAt", 0))
        .isEqualTo(List.of(BigInteger.ZERO, BigInteger.ZERO));
  }

  @Test
  void what_is_wrong_with_a_question_is_named() {
    chain.refuses(new BadTag("Ops"), "dave", CONTRACT, "reputationOf", person("bob"), "Ops");
    chain.refuses(
        new BadTag("Ops"), "dave", CONTRACT, "weightOf", person("bob"), List.of("a", "Ops"), 0);
    chain.refuses(
        new PageOutOfRange(BigInteger.valueOf(4), 3),
        "dave",
        CONTRACT,
        "weightOf",
        person("bob"),
        List.of("a", "b", "c", "d"),
        0);
    chain.refuses(
        new EpochOutOfRange(BigInteger.ONE, 0, 0), "dave", CONTRACT, "totalAt", person("bob"), 1);
    chain.refuses(new EpochOutOfRange(BigInteger.ZERO, 0, 0), "dave", CONTRACT, "electorateAt", 0);
    chain.refuses(
        new PageOutOfRange(BigInteger.valueOf(101), 100),
        "dave",
        CONTRACT,
        "members",
        Address.ZERO,
        101);
    chain.refuses(
        new PageOutOfRange(BigInteger.ZERO, 100),
        "dave",
        CONTRACT,
        "awardsOf",
        person("bob"),
        0,
        0);
  }
}
