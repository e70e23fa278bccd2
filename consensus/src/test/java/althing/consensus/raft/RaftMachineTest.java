package althing.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.Application.Built;
import althing.consensus.Application.Head;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CommitVote;
import althing.consensus.raft.Message.Cast;
import althing.consensus.raft.Message.Certified;
import althing.consensus.raft.Message.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Member 0 of three, input by input. */
class RaftMachineTest {

  private static final ValidatorSet SET = Keys.set(3);
  private static final TestBlock FIRST = TestBlock.on(TestBlock.GENESIS, 1, 1);
  private static final TestBlock SECOND = TestBlock.on(FIRST.id(), 2, 2);

  private final List<BlockId> chain = new ArrayList<>(List.of(TestBlock.GENESIS));
  private RaftMachine machine = machine(true);
  private long index;

  private RaftMachine machine(boolean reads) {
    long height = chain.size() - 1;
    var machine =
        new RaftMachine(
            new Head(chain.getLast(), height, SET, Optional.empty()),
            at -> at < chain.size() ? Optional.of(chain.get((int) at)) : Optional.empty(),
            Keys.scheme(0),
            new RaftSettings(TestBlock.GENESIS, Keys.key(0), reads, 5_000, 500, 4));
    machine.step(new Input.Started());
    return machine;
  }

  private List<Effect> step(Input input) {
    List<Effect> effects = machine.step(input);
    machine.check();
    return effects;
  }

  private List<Effect> read(TestBlock block) {
    return step(new Input.EntryRead(3, index++, LogEntry.of(block)));
  }

  private List<Effect> valid(TestBlock block) {
    return step(new Input.BlockJudged(block, Judgement.Valid.SAME_SET));
  }

  private List<Effect> applied(TestBlock block) {
    assertThat(read(block)).contains(new Effect.JudgeEntry(LogEntry.of(block), Optional.empty()));
    return valid(block);
  }

  private static Cast cast(int member, TestBlock block, long term) {
    var vote = new CommitVote(TestBlock.GENESIS, 0, term, block.height(), block.id());
    return new Cast(0, term, block.height(), block.id(), Keys.scheme(member).sign(vote));
  }

  private List<Effect> cast(int member, TestBlock block) {
    return step(new Input.Received(Keys.key(member), cast(member, block, 3)));
  }

  private static Certificate certificate(TestBlock block, int... members) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int member : members) {
      signatures.put(member, cast(member, block, 3).signature());
    }
    return new Certificate(0, 3, block.height(), block.id(), signatures);
  }

  private List<Effect> committed(TestBlock... blocks) {
    for (TestBlock block : blocks) {
      chain.add(block.id());
    }
    return step(new Input.ChainCommitted());
  }

  private static List<Proposal> proposed(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Propose.class::isInstance)
        .map(effect -> ((Effect.Propose) effect).block())
        .toList();
  }

  /** Rules R3 and R5: the own vote and one more are a majority of three. */
  @Test
  void a_block_that_a_majority_applied_is_committed_with_their_signatures() {
    assertThat(applied(FIRST)).contains(new Effect.Broadcast(cast(0, FIRST, 3)));
    var proof = certificate(FIRST, 0, 2);
    assertThat(cast(2, FIRST)).containsExactly(new Effect.Commit(List.of(FIRST), proof));
    assertThat(committed(FIRST)).containsExactly(new Effect.Broadcast(new Certified(proof)));
    assertThat(machine.standing().height()).isEqualTo(1);
  }

  @Test
  void votes_for_another_block_view_or_with_a_wrong_signature_do_not_count() {
    applied(FIRST);
    assertThat(cast(1, TestBlock.on(TestBlock.GENESIS, 1, 5))).isEmpty();
    assertThat(step(new Input.Received(Keys.key(1), cast(1, FIRST, 4)))).isEmpty();
    // Member 2's signature under member 1's name.
    assertThat(step(new Input.Received(Keys.key(1), cast(2, FIRST, 3))))
        .containsExactly(new Effect.Misbehaved(Keys.key(1), "wrong signature of a vote"));
    assertThat(step(new Input.Received(Keys.key(7), cast(7, FIRST, 3)))).isEmpty();
    assertThat(cast(1, FIRST)).hasSize(1).first().isInstanceOf(Effect.Commit.class);
  }

  @Test
  void a_proof_of_a_later_block_commits_all_before_it_at_once() {
    applied(FIRST);
    applied(SECOND);
    assertThat(cast(1, SECOND))
        .containsExactly(new Effect.Commit(List.of(FIRST, SECOND), certificate(SECOND, 0, 1)));
    assertThat(cast(1, FIRST)).isEmpty();
  }

  /** Rule R1: two leaders built on the same block; the second entry counts nowhere. */
  @Test
  void an_entry_that_does_not_stand_on_the_newest_that_counts_is_passed_over() {
    applied(FIRST);
    var other = TestBlock.on(TestBlock.GENESIS, 1, 4);
    assertThat(read(other)).singleElement().isInstanceOf(Effect.PassedOver.class);
    assertThat(read(FIRST)).singleElement().isInstanceOf(Effect.PassedOver.class);
    assertThat(read(TestBlock.on(other.id(), 2, 5)))
        .singleElement()
        .isInstanceOf(Effect.PassedOver.class);
    applied(SECOND);
    assertThat(machine.standing().waiting()).isEqualTo(2);
  }

  @Test
  void an_invalid_or_unreadable_block_is_passed_over() {
    var invalid = TestBlock.on(TestBlock.GENESIS, 1, TestBlock.INVALID);
    read(invalid);
    assertThat(step(new Input.BlockJudged(invalid, new Judgement.Invalid("no good"))))
        .singleElement()
        .isEqualTo(new Effect.PassedOver(0, LogEntry.of(invalid), "no good"));
    var unreadable = TestBlock.on(TestBlock.GENESIS, 1, 8);
    read(unreadable);
    assertThat(step(new Input.Unreadable(unreadable.id(), "torn"))).hasSize(1);
    applied(FIRST);
  }

  @Test
  void the_leader_proposes_one_block_at_a_time_and_builds_on_while_votes_come_in() {
    assertThat(step(new Input.Leads())).containsExactly(new Effect.Build(TestBlock.GENESIS, false));
    assertThat(proposed(built(FIRST, false))).containsExactly(FIRST);
    step(new Input.WorkArrived());
    assertThat(read(FIRST)).hasSize(1);
    assertThat(valid(FIRST)).contains(new Effect.Build(FIRST.id(), false));
    assertThat(proposed(built(SECOND, false))).containsExactly(SECOND);
    read(SECOND);
    step(new Input.WorkArrived());
    // Rule R4: two wait for votes, and the newest was not full.
    assertThat(valid(SECOND)).noneMatch(Effect.Build.class::isInstance);
    cast(1, SECOND);
    assertThat(committed(FIRST, SECOND)).contains(new Effect.Build(SECOND.id(), false));
  }

  private List<Effect> built(TestBlock block, boolean full) {
    return step(new Input.BlockBuilt(new Built(block, Judgement.Valid.SAME_SET, full)));
  }

  @Test
  void what_was_built_when_another_leader_was_faster_is_dropped_and_its_work_done_again() {
    step(new Input.Leads());
    built(FIRST, false);
    step(new Input.Follows());
    var other = TestBlock.on(TestBlock.GENESIS, 1, 4);
    read(other);
    assertThat(valid(other)).contains(new Effect.Drop(FIRST.id()));
    assertThat(step(new Input.Leads())).containsExactly(new Effect.Build(other.id(), false));
  }

  @Test
  void a_proposal_of_unknown_fate_is_made_again_as_itself_and_counts_once() {
    step(new Input.Leads());
    built(FIRST, false);
    assertThat(step(new Input.ProposalFailed(FIRST.id()))).isEmpty();
    assertThat(proposed(step(new Input.Tick()))).containsExactly(FIRST);
    read(FIRST);
    valid(FIRST);
    assertThat(read(FIRST)).singleElement().isInstanceOf(Effect.PassedOver.class);
  }

  @Test
  void who_leads_again_proposes_what_the_log_does_not_have() {
    step(new Input.Leads());
    built(FIRST, false);
    step(new Input.Follows());
    step(new Input.ProposalFailed(FIRST.id()));
    assertThat(proposed(step(new Input.Tick()))).isEmpty();
    assertThat(proposed(step(new Input.Leads()))).containsExactly(FIRST);
  }

  /** Rule R6: kill -9 after the write and before the place in the log was noted. */
  @Test
  void the_log_read_again_changes_nothing_that_is_final() {
    chain.add(FIRST.id());
    chain.add(SECOND.id());
    machine = machine(true);
    assertThat(read(FIRST)).isEmpty();
    assertThat(read(TestBlock.on(TestBlock.GENESIS, 1, 4)))
        .singleElement()
        .isInstanceOf(Effect.PassedOver.class);
    assertThat(machine.finalPlace()).contains(new Place(3, 1, 1, FIRST.id()));
    assertThat(read(SECOND)).isEmpty();
    assertThat(machine.finalPlace()).contains(new Place(3, 2, 2, SECOND.id()));
    applied(TestBlock.on(SECOND.id(), 3, 3));
    assertThat(machine.finalPlace()).contains(new Place(3, 2, 2, SECOND.id()));
  }

  /** Rule R7. */
  @Test
  void what_the_log_left_out_is_fetched_before_anything_that_follows_is_judged() {
    step(new Input.Skipped(new Place(3, 40, 2, SECOND.id())));
    index = 41;
    var third = TestBlock.on(SECOND.id(), 3, 3);
    assertThat(read(third)).isEmpty();
    step(new Input.Tick());
    step(new Input.Received(Keys.key(1), new Status(2)));
    // It may be on its way.
    assertThat(step(new Input.Tick())).noneMatch(Effect.Behind.class::isInstance);
    step(new Input.Received(Keys.key(1), new Status(2)));
    assertThat(step(new Input.Tick())).contains(new Effect.Behind(Keys.key(1), 2));
    var proof = certificate(SECOND, 1, 2);
    assertThat(step(new Input.Fetched(Keys.key(1), List.of(FIRST, SECOND), proof)))
        .containsExactly(new Effect.Judge(FIRST));
    assertThat(valid(FIRST)).containsExactly(new Effect.Judge(SECOND));
    assertThat(valid(SECOND)).containsExactly(new Effect.Commit(List.of(FIRST, SECOND), proof));
    assertThat(committed(FIRST, SECOND)).anyMatch(Effect.JudgeEntry.class::isInstance);
    assertThat(machine.finalPlace()).contains(new Place(3, 40, 2, SECOND.id()));
  }

  @Test
  void fetched_blocks_without_a_majority_are_refused_and_change_nothing() {
    assertThat(step(new Input.Fetched(Keys.key(1), List.of(FIRST), certificate(FIRST, 2))))
        .contains(new Effect.FetchRefused(Keys.key(1), 1))
        .noneMatch(Effect.Judge.class::isInstance);
    applied(FIRST);
    assertThat(machine.standing().height()).isZero();
  }

  @Test
  void a_node_that_does_not_read_the_log_fetches_as_soon_as_it_hears_of_a_block() {
    machine = machine(false);
    assertThat(step(new Input.Received(Keys.key(2), new Certified(certificate(FIRST, 0, 1)))))
        .contains(new Effect.Behind(Keys.key(2), 1));
  }

  @Test
  void who_votes_on_what_is_final_is_given_the_proof_once_a_tick() {
    applied(FIRST);
    cast(1, FIRST);
    committed(FIRST);
    assertThat(cast(2, FIRST)).containsExactly(new Effect.SendCertificate(Keys.key(2), 1));
    assertThat(cast(2, FIRST)).isEmpty();
    step(new Input.Tick());
    assertThat(cast(2, FIRST)).containsExactly(new Effect.SendCertificate(Keys.key(2), 1));
  }

  @Test
  void a_vote_that_was_lost_is_cast_again() {
    applied(FIRST);
    step(new Input.Tick());
    assertThat(step(new Input.Tick())).contains(new Effect.Broadcast(cast(0, FIRST, 3)));
  }

  /** Rule R9. */
  @Test
  void a_node_whose_final_block_is_not_the_majoritys_stops() {
    applied(FIRST);
    cast(1, FIRST);
    committed(FIRST);
    var other = TestBlock.on(TestBlock.GENESIS, 1, 4);
    assertThatThrownBy(
            () -> step(new Input.Received(Keys.key(1), new Certified(certificate(other, 1, 2)))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("block 1 is " + other.id());
  }

  /** Rule R10. */
  @Test
  void blocks_wait_for_votes_up_to_a_bound_unless_a_later_one_is_known_to_be_final() {
    TestBlock last = FIRST;
    applied(FIRST);
    while (machine.standing().waiting() < RaftMachine.MAX_WAITING) {
      last = TestBlock.on(last.id(), last.height() + 1, 1);
      applied(last);
    }
    var next = TestBlock.on(last.id(), last.height() + 1, 1);
    assertThat(read(next)).isEmpty();
    assertThat(step(new Input.Received(Keys.key(1), new Certified(certificate(next, 1, 2)))))
        .hasSize(1)
        .first()
        .isInstanceOf(Effect.JudgeEntry.class);
    assertThat(valid(next)).hasSize(2 + 1).anyMatch(Effect.Commit.class::isInstance);
  }

  /** A4: the next set votes on what follows, under its own epoch. */
  @Test
  void nothing_is_judged_on_a_block_that_closes_its_set_before_that_is_final() {
    read(FIRST);
    step(
        new Input.BlockJudged(
            FIRST, new Judgement.Valid(Optional.of(SET.succeededBy(Keys.set(2).members())))));
    assertThat(read(SECOND)).isEmpty();
    cast(1, FIRST);
    assertThat(committed(FIRST)).anyMatch(Effect.JudgeEntry.class::isInstance);
    assertThat(valid(SECOND))
        .anyMatch(effect ->
            effect instanceof Effect.Broadcast(Cast vote)
                && vote.epoch() == 1
                && vote.height() == 2);
  }

  @Test
  void a_stop_finishes_the_write_that_is_begun_and_nothing_else() {
    applied(FIRST);
    cast(1, FIRST);
    assertThat(step(new Input.StopRequested())).isEmpty();
    assertThat(committed(FIRST)).contains(new Effect.Stopped());
  }
}
