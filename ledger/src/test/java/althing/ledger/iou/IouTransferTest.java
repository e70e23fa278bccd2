package althing.ledger.iou;

import static althing.ledger.iou.IouChain.person;
import static althing.ledger.iou.IouChain.sp;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.iou.IouEvent.TransferProposed;
import althing.ledger.iou.IouEvent.TransferWithdrawn;
import althing.ledger.iou.IouEvent.Transferred;
import althing.ledger.iou.IouRefusal.AlreadyHolder;
import althing.ledger.iou.IouRefusal.NotDebtor;
import althing.ledger.iou.IouRefusal.NotHolder;
import althing.ledger.iou.IouRefusal.SelfIou;
import althing.ledger.iou.IouRefusal.TransferNotProposed;
import althing.ledger.iou.IouRefusal.WrongState;
import althing.ledger.iou.IouRefusal.ZeroAddress;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import org.junit.jupiter.api.Test;

/** IOUs that change hands (E17). */
class IouTransferTest {

  private final IouChain people = IouChain.start();

  @Test
  void a_transferred_iou_is_owed_to_its_new_holder() {
    Hash id = people.issue("alice", "bob", 10);

    people.does("bob", "transfer", id, person("carol"));

    assertThat(people.iou(id).holder()).isEqualTo(person("carol"));
    assertThat(people.iou(id).terms().creditor()).isEqualTo(person("bob"));
    assertThat(people.debt("alice", "bob")).isEqualTo(Amount.ZERO);
    assertThat(people.debt("alice", "carol")).isEqualTo(sp(10));
    assertThat(people.events(Transferred.class))
        .containsExactly(new Transferred(id, person("bob"), person("carol")));

    people.does("carol", "present", id);
    assertThat(people.iou(id).state()).isEqualTo(IouState.REDEEMED);
  }

  /** E17. */
  @Test
  void the_old_holder_has_lost_it() {
    Hash id = people.issue("alice", "bob", 10);
    people.does("bob", "transfer", id, person("carol"));
    var notBob = new NotHolder(person("bob"), person("carol"));
    people.refuses(notBob, "bob", "present", id);
    people.refuses(notBob, "bob", "forgive", id, sp(10));
    people.refuses(notBob, "bob", "transfer", id, person("dave"));
    people.refuses(notBob, "bob", "withdrawTransfer", id);
  }

  /** E17: a transfer cannot make a debtor its own creditor. */
  @Test
  void some_accounts_cannot_be_its_holder() {
    Hash id = people.issue("alice", "bob", 10);
    people.refuses(new SelfIou(person("alice")), "bob", "transfer", id, person("alice"));
    people.refuses(new AlreadyHolder(person("bob")), "bob", "transfer", id, person("bob"));
    people.refuses(new ZeroAddress(), "bob", "transfer", id, Address.ZERO);
    people.refuses(
        new NotHolder(person("carol"), person("bob")), "carol", "transfer", id, person("carol"));
    people.refuses(
        new NotHolder(person("alice"), person("bob")), "alice", "transfer", id, person("carol"));
  }

  @Test
  void a_marked_iou_waits_for_the_debtors_consent() {
    Hash id = people.issue("alice", "bob", sp(10), 30, true);

    people.does("bob", "transfer", id, person("carol"));
    assertThat(people.iou(id).holder()).isEqualTo(person("bob"));
    assertThat(people.iou(id).proposedHolder()).isEqualTo(person("carol"));
    assertThat(people.events(TransferProposed.class)).hasSize(1);
    people.refuses(
        new NotDebtor(person("carol"), person("alice")),
        "carol",
        "approveTransfer",
        id,
        person("carol"));

    people.does("alice", "approveTransfer", id, person("carol"));
    assertThat(people.iou(id).holder()).isEqualTo(person("carol"));
    assertThat(people.iou(id).proposedHolder()).isNull();
    people.refuses(
        new TransferNotProposed(id, person("carol")),
        "alice",
        "approveTransfer",
        id,
        person("carol"));
  }

  /** The debtor names whom it consents to, so a proposal that changes meanwhile is not approved. */
  @Test
  void consent_is_to_one_new_holder() {
    Hash id = people.issue("alice", "bob", sp(10), 30, true);
    people.does("bob", "transfer", id, person("carol"));
    people.does("bob", "transfer", id, person("dave"));
    people.refuses(
        new TransferNotProposed(id, person("carol")),
        "alice",
        "approveTransfer",
        id,
        person("carol"));
    people.does("alice", "approveTransfer", id, person("dave"));
    assertThat(people.iou(id).holder()).isEqualTo(person("dave"));
  }

  @Test
  void a_proposal_is_withdrawn_or_ends_with_presentation() {
    Hash id = people.issue("alice", "bob", sp(10), 30, true);
    people.refuses(new TransferNotProposed(id, Address.ZERO), "bob", "withdrawTransfer", id);
    people.does("bob", "transfer", id, person("carol"));
    people.does("bob", "withdrawTransfer", id);
    assertThat(people.iou(id).proposedHolder()).isNull();
    assertThat(people.events(TransferWithdrawn.class))
        .containsExactly(new TransferWithdrawn(id, person("bob")));

    people.does("bob", "transfer", id, person("carol"));
    people.keepOnly("alice", sp(4)).does("bob", "present", id);
    assertThat(people.iou(id).proposedHolder()).isNull();
  }

  @Test
  void a_presented_iou_is_transferred_with_its_due_date() {
    Hash id = people.issue("alice", "bob", 10);
    people.keepOnly("alice", sp(4)).does("bob", "present", id);
    people.does("bob", "transfer", id, person("carol"));
    Amount carol = people.balance("carol");

    people.passEpochs(3);

    assertThat(people.iou(id).state()).isEqualTo(IouState.DEFAULTED);
    assertThat(people.balance("carol")).isEqualTo(carol.plus(sp(5)));
  }

  @Test
  void an_iou_that_is_over_or_disputed_stays_where_it_is() {
    Hash over = people.issue("alice", "bob", 10);
    people.does("bob", "present", over);
    people.refuses(
        new WrongState(over, IouState.REDEEMED), "bob", "transfer", over, person("carol"));

    Hash disputed = people.issue("alice", "bob", sp(10), 30, true);
    people.does("bob", "transfer", disputed, person("carol"));
    people.does("alice", "dispute", disputed);
    people.refuses(
        new WrongState(disputed, IouState.DISPUTED), "bob", "transfer", disputed, person("dave"));
    people.refuses(
        new WrongState(disputed, IouState.DISPUTED),
        "alice",
        "approveTransfer",
        disputed,
        person("carol"));
  }
}
