package althing.ledger.iou;

import static althing.ledger.iou.IouChain.person;
import static althing.ledger.iou.IouChain.sp;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.iou.IouEvent.DisputeEnded;
import althing.ledger.iou.IouEvent.Disputed;
import althing.ledger.iou.IouRefusal.AlreadyDisputed;
import althing.ledger.iou.IouRefusal.NotDebtor;
import althing.ledger.iou.IouRefusal.WrongState;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import org.junit.jupiter.api.Test;

/** Disputes: a pause that the debtor has once, and from which the holder loses nothing. */
class IouDisputeTest {

  private final IouChain people = IouChain.start();

  @Test
  void a_disputed_iou_is_not_presented_and_counts_in_no_netting() {
    Hash id = people.issue("alice", "bob", 10);

    people.does("alice", "dispute", id);

    assertThat(people.iou(id).state()).isEqualTo(IouState.DISPUTED);
    assertThat(people.debt("alice", "bob")).isEqualTo(Amount.ZERO);
    assertThat(people.events(Disputed.class))
        .containsExactly(new Disputed(id, person("alice"), people.epoch() + 7));
    people.refuses(new WrongState(id, IouState.DISPUTED), "bob", "present", id);
  }

  @Test
  void a_dispute_that_nobody_ends_is_over_after_seven_epochs() {
    Hash id = people.issue("alice", "bob", 10);
    people.does("alice", "dispute", id);

    assertThat(people.passEpochs(6).iou(id).state()).isEqualTo(IouState.DISPUTED);
    people.passEpochs(1);

    assertThat(people.iou(id).state()).isEqualTo(IouState.OPEN);
    assertThat(people.debt("alice", "bob")).isEqualTo(sp(10));
    assertThat(people.events(DisputeEnded.class)).containsExactly(new DisputeEnded(id, 30, 0));
  }

  /** A dispute over the expiry must not make the debt disappear. */
  @Test
  void an_expiry_that_passes_meanwhile_leaves_three_epochs_to_present() {
    Hash id = people.issue("alice", "bob", sp(10), 2, false);
    people.passEpochs(1).does("alice", "dispute", id);

    people.passEpochs(7);
    assertThat(people.iou(id).state()).isEqualTo(IouState.OPEN);
    assertThat(people.iou(id).course().expiryEpoch()).isEqualTo(people.epoch() + 3);

    people.passEpochs(2).does("bob", "present", id);
    assertThat(people.iou(id).state()).isEqualTo(IouState.REDEEMED);
  }

  @Test
  void a_due_date_that_passes_meanwhile_leaves_three_epochs_to_pay() {
    Hash id = people.issue("alice", "bob", 10);
    people.keepOnly("alice", sp(4)).does("bob", "present", id);
    give("alice", 5);
    people.does("alice", "dispute", id);

    assertThat(people.passEpochs(7).iou(id).state()).isEqualTo(IouState.PARTLY_REDEEMED);
    assertThat(people.iou(id).course().dueEpoch()).isEqualTo(people.epoch() + 3);
    assertThat(people.passEpochs(3).iou(id).state()).isEqualTo(IouState.DEFAULTED);
  }

  @Test
  void the_debtor_ends_its_dispute_early() {
    Hash id = people.issue("alice", "bob", 10);
    people.does("alice", "dispute", id);
    people.passEpochs(1).does("alice", "withdrawDispute", id);

    assertThat(people.iou(id).state()).isEqualTo(IouState.OPEN);
    assertThat(people.iou(id).course().expiryEpoch()).isEqualTo(30);
    people.does("bob", "present", id);
  }

  @Test
  void an_iou_is_disputed_once() {
    Hash id = people.issue("alice", "bob", 10);
    people.does("alice", "dispute", id);
    people.refuses(new AlreadyDisputed(id), "alice", "dispute", id);
    people.does("alice", "withdrawDispute", id);
    people.refuses(new AlreadyDisputed(id), "alice", "dispute", id);
    people.refuses(new WrongState(id, IouState.OPEN), "alice", "withdrawDispute", id);
  }

  @Test
  void only_the_debtor_disputes_and_only_what_is_alive() {
    Hash id = people.issue("alice", "bob", 10);
    people.refuses(new NotDebtor(person("bob"), person("alice")), "bob", "dispute", id);
    people.does("alice", "dispute", id);
    people.refuses(new NotDebtor(person("bob"), person("alice")), "bob", "withdrawDispute", id);
    people.does("alice", "redeem", id, sp(10));
    people.refuses(new WrongState(id, IouState.REDEEMED), "alice", "dispute", id);
    people.refuses(new WrongState(id, IouState.REDEEMED), "alice", "withdrawDispute", id);
  }

  @Test
  void a_dispute_is_settled_by_paying_and_forgiving() {
    Hash id = people.issue("alice", "bob", 10);
    people.does("alice", "dispute", id);

    people.does("alice", "redeem", id, sp(6));
    assertThat(people.iou(id).state()).isEqualTo(IouState.DISPUTED);
    people.does("bob", "forgive", id, sp(4));

    assertThat(people.iou(id).state()).isEqualTo(IouState.LAPSED);
    assertThat(people.escrow(id)).isEqualTo(Amount.ZERO);
    people.passEpochs(10);
  }

  private void give(String to, long whole) {
    var receipt = people.chain.receipt(people.chain.transfer("dave", person(to), sp(whole)));
    assertThat(receipt.succeeded()).isTrue();
  }
}
