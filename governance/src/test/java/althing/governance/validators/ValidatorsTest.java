package althing.governance.validators;

import static althing.governance.GovernanceChain.founded;
import static althing.governance.GovernanceChain.person;
import static althing.governance.validators.Assembly.evidence;
import static althing.governance.validators.Assembly.nodeKey;
import static althing.governance.validators.Assembly.people;
import static althing.governance.validators.Assembly.proof;
import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.validators.ValidatorEvent.Absent;
import althing.governance.validators.ValidatorEvent.Jailed;
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
import althing.governance.validators.ValidatorRefusal.UnknownSet;
import althing.governance.validators.ValidatorRefusal.WrongProof;
import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RULES 13: registering, staking, being elected, being absent, being found out. */
class ValidatorsTest {

  private static final long UNIT = 1_000_000;

  private static Assembly withErin(long reputation) {
    return Assembly.start(
        Map.of(), new Minted(person("erin"), Amount.ofSp(100)), founded("erin", "ops", reputation));
  }

  // -------------------------------------------------------------------------------- registering

  @Test
  void a_candidate_is_elected_from_what_it_stakes() {
    var assembly = withErin(2_000).joins("erin");
    assertThat(assembly.seated()).isEqualTo(people("alice", "bob", "carol", "dave"));
    assembly.passEpochs(1);
    assertThat(assembly.seated()).isEqualTo(people("alice", "bob", "carol", "dave", "erin"));
    assertThat(Protocol.setCount(assembly.chain.state())).isEqualTo(2);
    assertThat(assembly.does("dave", "ownerOf", nodeKey("erin")))
        .isEqualTo(List.of(person("erin")));
    assertThat(assembly.does("dave", "setCount")).isEqualTo(List.of(BigInteger.TWO));
  }

  @Test
  void sets_of_the_past_are_known_by_their_number() {
    var assembly = withErin(2_000).joins("erin").passEpochs(3);
    assertThat(Protocol.set(assembly.chain.state(), 0).orElseThrow().seats()).hasSize(4);
    var second = Protocol.set(assembly.chain.state(), 1).orElseThrow();
    assertThat(second.seatedIn()).isZero();
    assertThat(second.seats()).hasSize(5);
    assembly.refuses(new UnknownSet(BigInteger.TWO), "alice", "setAt", 2);
  }

  @Test
  void without_enough_stake_nobody_is_elected() {
    var assembly = withErin(2_000);
    assembly.does("erin", "register", nodeKey("erin"), proof("erin", "erin"));
    assembly.does("erin", "stake", 499_999);
    assembly.passEpochs(1);
    assertThat(assembly.seated()).hasSize(4);
    assembly.does("erin", "stake", 500_000);
    assembly.passEpochs(1);
    assertThat(assembly.seated()).hasSize(5);
  }

  @Test
  void what_is_wrong_with_a_registration_is_named() {
    var assembly = withErin(99);
    assembly.refuses(
        new AlreadyRegistered(person("alice")),
        "alice",
        "register",
        nodeKey("x"),
        proof("x", "alice"));
    assembly.refuses(
        new NodeKeyTaken(nodeKey("bob"), person("bob")),
        "erin",
        "register",
        nodeKey("bob"),
        proof("bob", "erin"));
    assembly.refuses(
        new WrongProof(nodeKey("erin"), person("erin")),
        "erin",
        "register",
        nodeKey("erin"),
        proof("erin", "bob"));
    assembly.refuses(
        new WrongProof(nodeKey("erin"), person("erin")),
        "erin",
        "register",
        nodeKey("erin"),
        Bytes.EMPTY);
    assembly.refuses(
        new ReputationTooSmall(99 * UNIT, 100 * UNIT),
        "erin",
        "register",
        nodeKey("erin"),
        proof("erin", "erin"));
  }

  @Test
  void the_validators_of_other_engines_are_fixed() {
    var assembly = Assembly.of("raft", Map.of());
    assembly.refuses(
        new NoElections("raft"), "alice", "register", nodeKey("x"), proof("x", "alice"));
    assembly.blocksSignedBy(20, 0, 1).passEpochs(1);
    assertThat(assembly.chain.events(Absent.class)).isEmpty();
    assertThat(assembly.seated()).hasSize(4);
  }

  // ------------------------------------------------------------------------------------ staking

  @Test
  void more_is_staked_at_once_and_less_after_two_epochs() {
    var assembly = Assembly.start();
    assembly.does("alice", "stake", 700_000);
    assertThat(assembly.candidate("alice").stakePpm()).isEqualTo(700_000);
    assertThat(assembly.does("alice", "stake", 100_000)).isEqualTo(List.of(BigInteger.TWO));
    assembly.passEpochs(1);
    assertThat(assembly.candidate("alice").stakePpm()).isEqualTo(700_000);
    assembly.passEpochs(1);
    assertThat(assembly.candidate("alice").stakePpm()).isEqualTo(100_000);
  }

  @Test
  void a_later_wish_replaces_an_earlier_one() {
    var assembly = Assembly.start();
    assembly.does("alice", "stake", 0);
    assembly.passEpochs(1);
    assembly.does("alice", "stake", 500_000);
    assembly.passEpochs(3);
    assertThat(assembly.candidate("alice").stakePpm()).isEqualTo(500_000);
  }

  @Test
  void what_is_wrong_with_a_stake_is_named() {
    var assembly = withErin(500);
    assembly.refuses(new NotRegistered(person("erin")), "erin", "stake", 1);
    assembly.refuses(
        new StakeOutOfRange(BigInteger.valueOf(1_000_001), 1_000_000), "alice", "stake", 1_000_001);
  }

  @Test
  void who_has_neither_stake_nor_seat_may_go_and_come_back_with_another_key() {
    var assembly = withErin(500);
    assembly.refuses(new NotRegistered(person("erin")), "erin", "unregister");
    assembly.does("erin", "register", nodeKey("erin"), proof("erin", "erin"));
    assembly.does("erin", "unregister");
    assembly.does("erin", "register", nodeKey("other"), proof("other", "erin"));
    assembly.does("erin", "stake", 500_000);
    assembly.refuses(new StillStaked(500_000), "erin", "unregister");
    assembly.passEpochs(1);
    assembly.does("erin", "stake", 0);
    assembly.passEpochs(2);
    assertThat(assembly.seated()).isEqualTo(people("alice", "bob", "carol", "dave"));
    assembly.does("erin", "unregister");
    assertThat(assembly.does("erin", "ownerOf", nodeKey("other"))).isEqualTo(List.of(Address.ZERO));
  }

  @Test
  void who_sits_does_not_go() {
    var assembly = Assembly.start();
    assembly.does("dave", "stake", 0);
    assembly.passEpochs(2);
    assembly.refuses(new StillSeated(person("dave")), "dave", "unregister");
  }

  // ------------------------------------------------------------------------------------- uptime

  @Test
  void who_signs_less_than_half_of_an_epoch_pays_and_is_out_for_the_next() {
    var assembly = withErin(2_000).joins("erin");
    long before = assembly.chain.reputation("dave");
    assembly.blocksSignedBy(11, 0, 1, 2).blocksSignedBy(9, 0, 1, 3).passEpochs(1);
    assertThat(assembly.chain.events(Absent.class))
        .singleElement()
        .satisfies(absent -> {
          assertThat(absent.account()).isEqualTo(person("dave"));
          assertThat(absent.signed()).isEqualTo(9);
          assertThat(absent.blocks()).isEqualTo(20);
          assertThat(absent.taken()).isEqualTo(before * 99 / 100 / 200);
        });
    assertThat(assembly.seated()).isEqualTo(people("alice", "bob", "carol", "erin"));
    assembly.passEpochs(1);
    assertThat(assembly.seated()).isEqualTo(people("alice", "bob", "carol", "erin", "dave"));
  }

  @Test
  void who_signs_half_is_not_absent_and_who_signs_nearly_all_is_rewarded() {
    var assembly = Assembly.start();
    assembly.blocksSignedBy(10, 0, 1, 2, 3).blocksSignedBy(10, 0, 1, 2).passEpochs(1);
    assertThat(assembly.chain.events(Absent.class)).isEmpty();
    // 1 000 fade to 990; a hundredth of the 495 that are staked comes back.
    assertThat(assembly.chain.reputation("alice")).isEqualTo(990 * UNIT + 4_950_000);
    assertThat(assembly.chain.reputation("dave")).isEqualTo(693 * UNIT);
  }

  @Test
  void a_block_counts_once_and_those_of_an_earlier_set_do_not_count() {
    var assembly = withErin(2_000);
    assembly.blocksSignedBy(3, 0, 1, 2);
    assembly.chain.chain.block();
    assembly.chain.chain.block();
    assertThat(Protocol.uptime(assembly.chain.state()).blocks()).isEqualTo(3);
    assembly.joins("erin").passEpochs(1);
    long seated = assembly.chain.chain.height();
    assembly.chain.chain.certify(Assembly.certificate(seated, 0, 1, 2));
    assembly.chain.chain.block();
    assertThat(Protocol.uptime(assembly.chain.state()).blocks()).isZero();
    assembly.blocksSignedBy(1, 0, 4);
    assertThat(Protocol.uptime(assembly.chain.state()).signed())
        .isEqualTo(List.of(1L, 0L, 0L, 0L, 1L));
  }

  @Test
  void an_epoch_of_few_blocks_says_nothing() {
    var assembly = Assembly.start();
    assembly.blocksSignedBy(9, 0, 1, 2).passEpochs(5);
    assertThat(assembly.chain.events(Absent.class)).isEmpty();
    assertThat(assembly.chain.reputation("alice")).isLessThan(1_000 * UNIT * 96 / 100);
  }

  // ----------------------------------------------------------------------------------- evidence

  /** L10: two votes cost all that was staked, and the seat. */
  @Test
  void who_is_found_out_loses_its_stake_and_its_seat_for_90_epochs() {
    var assembly = withErin(2_000).joins("erin");
    assertThat(assembly.does("erin", "submitEvidence", evidence("bob", 0)))
        .isEqualTo(List.of(person("bob"), BigInteger.valueOf(450 * UNIT)));
    assertThat(assembly.chain.reputation("bob")).isEqualTo(450 * UNIT);
    assertThat(assembly.seated()).contains(person("bob"));
    assembly.passEpochs(1);
    assertThat(assembly.seated()).isEqualTo(people("alice", "erin", "carol", "dave"));
    assembly.refuses(new StillJailed(90), "bob", "unregister");
    assembly.passEpochs(88);
    assertThat(assembly.seated()).doesNotContain(person("bob"));
    assertThat(assembly.chain.events(Jailed.class)).hasSize(1);
  }

  /** R8: a stake is lost once, and what was not staked not at all. */
  @Test
  void the_same_offence_costs_once() {
    var assembly = Assembly.start();
    assembly.does("alice", "submitEvidence", evidence("bob", 0));
    assembly.refuses(new StillJailed(90), "alice", "submitEvidence", evidence("bob", 0));
    assertThat(assembly.chain.reputation("bob")).isEqualTo(450 * UNIT);
  }

  @Test
  void a_stake_that_is_being_withdrawn_can_still_be_lost() {
    var assembly = withErin(2_000).joins("erin").passEpochs(1);
    assembly.does("erin", "stake", 0);
    assembly.passEpochs(1);
    assembly.does("alice", "submitEvidence", evidence("erin", 1));
    assertThat(assembly.chain.reputation("erin")).isEqualTo(980_100_000);
  }

  @Test
  void what_is_wrong_with_evidence_is_named() {
    var assembly = withErin(2_000).joins("erin");
    assembly.refuses(new NoEvidence(), "alice", "submitEvidence", Bytes.utf8("he did it"));
    assembly.refuses(
        new EvidenceTooLarge(5_000, 4_096), "alice", "submitEvidence", Bytes.wrap(new byte[5_000]));
    assembly.refuses(
        new NotInSet(nodeKey("erin"), 0), "alice", "submitEvidence", evidence("erin", 0));
    assembly.refuses(
        new NotInSet(nodeKey("bob"), 7), "alice", "submitEvidence", evidence("bob", 7));
    assembly.passEpochs(3);
    assembly.refuses(new EvidenceTooOld(0, 0), "alice", "submitEvidence", evidence("bob", 0));
    assembly.does("alice", "submitEvidence", evidence("bob", 1));
  }

  // ------------------------------------------------------------------------------------ asking

  @Test
  void candidates_come_in_pages() {
    var assembly = withErin(500).joins("erin");
    List<Object> first = assembly.does("alice", "candidates", Address.ZERO, 3);
    List<Object> second = assembly.does("alice", "candidates", first.get(1), 3);
    assertThat((List<?>) first.get(0)).hasSize(3);
    assertThat((List<?>) second.get(0)).hasSize(2);
    assertThat(second.get(1)).isEqualTo(Address.ZERO);
    assembly.refuses(
        new PageOutOfRange(BigInteger.ZERO, 100), "alice", "candidates", Address.ZERO, 0);
    assembly.refuses(new NotRegistered(person("zoe")), "alice", "candidateOf", person("zoe"));
    assertThat(assembly.does("alice", "validators").getFirst())
        .isEqualTo(
            Protocol.validators(assembly.chain.state()).stream()
                .map(seat -> List.of(seat.account(), seat.nodeKey()))
                .toList());
  }

  @Test
  void nothing_changes_where_nothing_is_to_change() {
    var assembly = Assembly.start().passEpochs(5);
    assertThat(assembly.chain.events(ValidatorsSeated.class)).hasSize(1);
  }
}
