package althing.ledger.iou;

import static althing.ledger.iou.IouChain.person;
import static althing.ledger.iou.IouChain.sp;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.execution.TestChain;
import althing.ledger.iou.IouEvent.Defaulted;
import althing.ledger.iou.IouEvent.Lapsed;
import althing.ledger.iou.IouEvent.Presented;
import althing.ledger.iou.IouEvent.Redeemed;
import althing.ledger.iou.IouRefusal.BalanceShort;
import althing.ledger.iou.IouRefusal.MoreThanOwed;
import althing.ledger.iou.IouRefusal.NotDebtor;
import althing.ledger.iou.IouRefusal.NotHolder;
import althing.ledger.iou.IouRefusal.UnknownIou;
import althing.ledger.iou.IouRefusal.WrongState;
import althing.ledger.iou.IouRefusal.ZeroAmount;
import althing.ledger.trust.Cause;
import althing.ledger.trust.TrustEvent;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Presenting, paying, defaulting and lapsing (E17). */
class IouRedemptionTest {

  private static final Amount RESERVED_FEE = TestChain.BASE_FEE.times(2_000_000);

  private final IouChain people = IouChain.start();

  @Test
  void a_debtor_who_can_pay_redeems_when_it_is_presented() {
    Hash id = people.issue("alice", "bob", 10);
    Amount bob = people.balance("bob");

    var receipt = people.does("bob", "present", id);

    assertThat(IouContract.ABI.decodeResults("present", receipt.output()))
        .containsExactly(sp(10).value());
    assertThat(people.iou(id).state()).isEqualTo(IouState.REDEEMED);
    assertThat(people.balance("alice")).isEqualTo(sp(9_990).minus(fee("alice")));
    assertThat(people.balance("bob"))
        .isEqualTo(bob.plus(sp(10)).minus(receipt.gasPrice().times(receipt.gasUsed())));
    assertThat(people.escrow(id)).isEqualTo(Amount.ZERO);
    assertThat(people.events(Redeemed.class))
        .containsExactly(new Redeemed(id, person("alice"), person("bob"), sp(5)));
    assertThat(people.trust("alice")).isEqualTo(520_000);
  }

  /** E17: what the balance has is paid at once, the rest within three epochs. */
  @Test
  void an_insolvent_debtor_pays_what_it_can_and_the_rest_later() {
    Hash id = people.issue("alice", "bob", 10);
    people.keepOnly("alice", sp(4));

    people.does("bob", "present", id);

    assertThat(people.iou(id).state()).isEqualTo(IouState.PARTLY_REDEEMED);
    assertThat(people.iou(id).outstanding()).isEqualTo(sp(6));
    assertThat(people.balance("alice")).isEqualTo(Amount.ZERO);
    assertThat(people.events(Presented.class))
        .containsExactly(
            new Presented(id, person("alice"), person("bob"), sp(4), sp(6), people.epoch() + 3));

    give("carol", "alice", 20);
    people.passEpochs(2).does("alice", "redeem", id, sp(6));

    assertThat(people.iou(id).state()).isEqualTo(IouState.REDEEMED);
    assertThat(people.passEpochs(5).events(Defaulted.class)).isEmpty();
    assertThat(people.escrow(id)).isEqualTo(Amount.ZERO);
  }

  @Test
  void a_debtor_with_nothing_leaves_it_presented() {
    Hash id = people.issue("alice", "bob", 10);
    Hash other = people.issue("alice", "carol", Amount.ONE, 30, false);
    people.keepOnly("alice", sp(1));
    people.does("bob", "present", id);
    people.does("carol", "present", other);

    assertThat(people.iou(other).state()).isEqualTo(IouState.PRESENTED);
    assertThat(people.iou(other).outstanding()).isEqualTo(Amount.ONE);
  }

  /** RULES 11, 4: the collateral goes first to the holder; what is left unpaid stays on record. */
  @Test
  void what_is_unpaid_after_three_epochs_is_a_default() {
    Hash id = people.issue("alice", "bob", 10);
    people.keepOnly("alice", sp(1));
    people.does("bob", "present", id);
    assertThat(people.iou(id).outstanding()).isEqualTo(sp(9));
    Amount bob = people.balance("bob");

    assertThat(people.passEpochs(2).iou(id).state()).isEqualTo(IouState.PARTLY_REDEEMED);
    people.passEpochs(1);

    assertThat(people.iou(id).state()).isEqualTo(IouState.DEFAULTED);
    assertThat(people.iou(id).outstanding()).isEqualTo(sp(4));
    assertThat(people.balance("bob")).isEqualTo(bob.plus(sp(5)));
    assertThat(people.escrow(id)).isEqualTo(Amount.ZERO);
    assertThat(people.events(Defaulted.class))
        .containsExactly(new Defaulted(id, person("alice"), person("bob"), sp(5), sp(4)));
    assertThat(people.events(TrustEvent.Changed.class).getLast().cause())
        .isEqualTo(Cause.IOU_DEFAULTED);
    assertThat(people.events(TrustEvent.Changed.class).getLast().delta()).isEqualTo(-100_000);
  }

  @Test
  void collateral_beyond_the_debt_goes_back_at_a_default() {
    Hash id = people.issue("alice", "bob", 10);
    people.keepOnly("alice", sp(8));
    people.does("bob", "present", id);

    people.passEpochs(3);

    assertThat(people.iou(id).state()).isEqualTo(IouState.DEFAULTED);
    assertThat(people.iou(id).outstanding()).isEqualTo(Amount.ZERO);
    assertThat(people.balance("alice")).isEqualTo(sp(3));
    people.refuses(new WrongState(id, IouState.DEFAULTED), "alice", "redeem", id, Amount.ONE);
  }

  @Test
  void a_default_can_be_made_good() {
    Hash id = people.issue("alice", "bob", 10);
    people.keepOnly("alice", sp(1));
    people.does("bob", "present", id);
    people.passEpochs(3);
    give("carol", "alice", 20);
    long trust = people.trust("alice");

    people.does("alice", "redeem", id, sp(1));
    people.does("bob", "forgive", id, sp(1));
    people.does("alice", "redeem", id, sp(2));

    assertThat(people.iou(id).state()).isEqualTo(IouState.DEFAULTED);
    assertThat(people.iou(id).outstanding()).isEqualTo(Amount.ZERO);
    assertThat(people.trust("alice")).isEqualTo(trust);
  }

  /** D24: no penalty for a debt that nobody asked for. */
  @Test
  void an_iou_that_is_never_presented_lapses() {
    Hash id = people.issue("alice", "bob", sp(10), 4, false);
    Amount alice = people.balance("alice");

    assertThat(people.passEpochs(3).iou(id).state()).isEqualTo(IouState.OPEN);
    people.passEpochs(1);

    assertThat(people.iou(id).state()).isEqualTo(IouState.LAPSED);
    assertThat(people.balance("alice")).isEqualTo(alice.plus(sp(5)));
    assertThat(people.events(Lapsed.class))
        .containsExactly(new Lapsed(id, person("alice"), person("bob"), sp(5)));
    assertThat(people.events(TrustEvent.Changed.class)).hasSize(1);
  }

  @Test
  void an_iou_presented_in_its_last_epoch_is_still_due_three_epochs_later() {
    Hash id = people.issue("alice", "bob", sp(10), 4, false);
    people.keepOnly("alice", sp(1)).passEpochs(3).does("bob", "present", id);

    assertThat(people.passEpochs(2).iou(id).state()).isEqualTo(IouState.PARTLY_REDEEMED);
    assertThat(people.passEpochs(1).iou(id).state()).isEqualTo(IouState.DEFAULTED);
  }

  /** E17. */
  @Test
  void nobody_redeems_twice() {
    Hash id = people.issue("alice", "bob", 10);
    people.does("bob", "present", id);
    people.refuses(new WrongState(id, IouState.REDEEMED), "bob", "present", id);
    people.refuses(new WrongState(id, IouState.REDEEMED), "alice", "redeem", id, sp(10));
    people.refuses(new WrongState(id, IouState.REDEEMED), "bob", "forgive", id, sp(10));
  }

  /** E17. */
  @Test
  void nobody_presents_twice() {
    Hash id = people.issue("alice", "bob", 10);
    people.keepOnly("alice", sp(4)).does("bob", "present", id);
    people.refuses(new WrongState(id, IouState.PARTLY_REDEEMED), "bob", "present", id);
  }

  /** E17: each role is one account, and being the other one is not enough. */
  @Test
  void only_the_holder_presents_and_only_the_debtor_pays() {
    Hash id = people.issue("alice", "bob", 10);
    for (String other : new String[] {"alice", "carol"}) {
      people.refuses(new NotHolder(person(other), person("bob")), other, "present", id);
      people.refuses(new NotHolder(person(other), person("bob")), other, "forgive", id, sp(1));
    }
    for (String other : new String[] {"bob", "carol"}) {
      people.refuses(new NotDebtor(person(other), person("alice")), other, "redeem", id, sp(1));
    }
  }

  /** E17: the tick of the expiry epoch comes before its transactions. */
  @Test
  void nobody_presents_after_the_expiry() {
    Hash id = people.issue("alice", "bob", sp(10), 2, false);
    people.passEpochs(2);
    people.refuses(new WrongState(id, IouState.LAPSED), "bob", "present", id);
    people.refuses(new WrongState(id, IouState.LAPSED), "alice", "redeem", id, sp(10));
  }

  @Test
  void what_does_not_exist_is_refused_by_name() {
    Hash id = Hash.ZERO;
    for (String function : new String[] {"present", "dispute", "withdrawDispute"}) {
      people.refuses(new UnknownIou(id), "bob", function, id);
    }
    people.refuses(new UnknownIou(id), "bob", "redeem", id, 1);
    people.refuses(new UnknownIou(id), "bob", "forgive", id, 1);
    people.refuses(new UnknownIou(id), "bob", "transfer", id, person("carol"));
    people.refuses(new UnknownIou(id), "bob", "approveTransfer", id, person("carol"));
    people.refuses(new UnknownIou(id), "bob", "withdrawTransfer", id);
    people.refuses(new UnknownIou(id), "bob", "iou", id);
  }

  /** E17: partial payments, before and after presentation. */
  @Test
  void a_debtor_pays_in_parts_before_it_is_asked() {
    Hash id = people.issue("alice", "bob", 10);

    people.does("alice", "redeem", id, sp(3));
    assertThat(people.iou(id).state()).isEqualTo(IouState.OPEN);
    assertThat(people.iou(id).outstanding()).isEqualTo(sp(7));
    assertThat(people.debt("alice", "bob")).isEqualTo(sp(7));
    assertThat(people.escrow(id)).isEqualTo(sp(5));

    people.does("alice", "redeem", id, sp(7));
    assertThat(people.iou(id).state()).isEqualTo(IouState.REDEEMED);
    assertThat(people.debt("alice", "bob")).isEqualTo(Amount.ZERO);
    assertThat(people.trust("alice")).isEqualTo(520_000);
  }

  /** E2. */
  @Test
  void paying_nothing_or_too_much_is_refused() {
    Hash id = people.issue("alice", "bob", 10);
    people.refuses(new ZeroAmount(), "alice", "redeem", id, 0);
    people.refuses(new ZeroAmount(), "bob", "forgive", id, 0);
    Amount most = new Amount(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    for (Amount amount : new Amount[] {sp(10).plus(Amount.ONE), most}) {
      people.refuses(new MoreThanOwed(amount, sp(10)), "alice", "redeem", id, amount);
      people.refuses(new MoreThanOwed(amount, sp(10)), "bob", "forgive", id, amount);
    }
  }

  @Test
  void a_debtor_cannot_pay_with_what_its_gas_costs() {
    Hash id = people.issue("alice", "bob", 10);
    people.keepOnly("alice", sp(5));
    Amount available = sp(5).minus(RESERVED_FEE);
    people.refuses(new BalanceShort(sp(5), available), "alice", "redeem", id, sp(5));
    people.does("alice", "redeem", id, sp(4));
  }

  @Test
  void a_holder_forgives_a_part_or_all() {
    Hash id = people.issue("alice", "bob", 10);
    Amount alice = people.balance("alice");

    people.does("bob", "forgive", id, sp(4));
    assertThat(people.iou(id).outstanding()).isEqualTo(sp(6));
    assertThat(people.escrow(id)).isEqualTo(sp(5));

    people.does("bob", "forgive", id, sp(6));
    assertThat(people.iou(id).state()).isEqualTo(IouState.LAPSED);
    assertThat(people.balance("alice")).isEqualTo(alice.plus(sp(5)));
    assertThat(people.trust("alice")).isEqualTo(505_000);
  }

  /** RULES 0: a tick is cut anywhere by its budget and comes to the same. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20_000})
  void many_deadlines_in_one_epoch_fit_any_budget(long budget) {
    IouChain busy = IouChain.withTickBudget(budget);
    for (int i = 0; i < 5; i++) {
      busy.issue("alice", "bob", sp(i + 1), 2, false);
    }
    long height = busy.chain.height();

    busy.passEpochs(2);

    assertThat(busy.events(Lapsed.class)).hasSize(5);
    assertThat(busy.balance("alice")).isEqualTo(sp(10_000).minus(busy.feesOf("alice")));
    assertThat(busy.chain.height() - height).isEqualTo(budget == 20_000 ? 2 : 2 + 5 / budget);
  }

  private void give(String from, String to, long whole) {
    var receipt = people.chain.receipt(people.chain.transfer(from, person(to), sp(whole)));
    assertThat(receipt.succeeded()).isTrue();
  }

  private Amount fee(String who) {
    return people.feesOf(who);
  }
}
