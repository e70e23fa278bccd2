package althing.consensus.pbft;

import static althing.consensus.pbft.Bench.GENESIS;
import static althing.consensus.pbft.Bench.block;
import static althing.consensus.pbft.Bench.certificate;
import static althing.consensus.pbft.Bench.chain;
import static althing.consensus.pbft.Bench.firstProposal;
import static althing.consensus.pbft.Bench.only;
import static althing.consensus.pbft.Bench.proof;
import static althing.consensus.pbft.Bench.vote;
import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.Application;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.pbft.Effect.Drop;
import althing.consensus.pbft.Effect.Judge;
import althing.consensus.pbft.Effect.Misbehaved;
import althing.consensus.pbft.Message.BlockSent;
import althing.consensus.pbft.Message.BlockWanted;
import althing.consensus.pbft.Vote.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What one machine does with the application's answers (A), and what it keeps and hands out (B).
 */
class PbftMachineTest {

  /** P1, B1. */
  @Test
  void only_who_has_a_turn_near_by_may_propose() {
    var standing = Bench.ofNewMember().machine.standing();
    for (int view = 1; view <= 1 + PbftMachine.VOTES_AHEAD; view++) {
      for (int member = 0; member < 4; member++) {
        assertThat(standing.mayPropose(Bench.key(member), Samples.proposing(0, view, OTHER)))
            .isEqualTo(member == view % 4);
      }
    }
    var far = Samples.proposing(0, 2L + PbftMachine.VOTES_AHEAD, OTHER);
    assertThat(standing.mayPropose(Bench.key(2), far)).isFalse();
    assertThat(standing.mayPropose(Bench.key(2), Samples.proposing(0, Long.MAX_VALUE, OTHER)))
        .isFalse();
    assertThat(standing.mayPropose(Bench.key(9), Samples.proposing(0, 1, OTHER))).isFalse();
    var later = new PbftMachine.Standing(standing.set(), 9, 0, true);
    assertThat(later.mayPropose(Bench.key(1), Samples.proposing(0, 5, OTHER))).isTrue();
    assertThat(later.mayPropose(Bench.key(0), Samples.proposing(0, 4, OTHER))).isFalse();
    assertThat(standing.mayPropose(Bench.key(0), Samples.proposing(1, 1, OTHER))).isTrue();
    assertThat(standing.mayPropose(Bench.key(0), Samples.proposing(2, 1, OTHER))).isFalse();
  }

  private static final Proposal BLOCK = block(GENESIS, 1);
  private static final Proposal OTHER = block(GENESIS, 1, 1);

  // ------------------------------------------------------------------------------- judgements

  @Test
  void one_block_at_a_time_is_asked_about() {
    var bench = Bench.ofMember();
    assertThat(bench.receive(1, firstProposal(1, BLOCK))).contains(new Judge(BLOCK));

    skip(bench, 1);
    var proposed = bench.receive(2, firstProposal(2, OTHER));

    assertThat(only(Judge.class, proposed)).isEmpty();
    assertThat(bench.findValid(BLOCK)).contains(new Judge(OTHER));
  }

  @Test
  void a_block_without_a_parent_is_not_held_against_anybody_and_asked_about_again() {
    var bench = Bench.ofMember();
    bench.receive(1, firstProposal(1, BLOCK));

    var answered = bench.after(new Input.BlockJudged(BLOCK.id(), new Judgement.NoParent()));

    assertThat(answered).doesNotHaveAnyElementsOfTypes(Misbehaved.class, Judge.class);
    assertThat(bench.tick()).contains(new Judge(BLOCK));
    assertThat(votes(bench.findValid(BLOCK))).containsExactly(vote(Kind.PREPARE, 1, BLOCK));
  }

  @Test
  void a_judgement_of_a_dropped_block_changes_nothing() {
    var bench = Bench.ofMember();
    var others = chain(OTHER.id(), 2, 1);
    bench.receive(1, firstProposal(1, BLOCK));
    bench.receive(2, new Message.Certified(certificate(vote(Kind.COMMIT, 2, OTHER), 0, 1, 2)));
    bench.receive(2, new BlockSent(OTHER));
    bench.after(new Input.BlockJudged(BLOCK.id(), new Judgement.NoParent()));
    bench.findValid(OTHER);
    bench.tick();
    assertThat(bench.effects).contains(new Effect.Commit(List.of(OTHER), proof(2, OTHER)));
    bench.fetch(0, others, proof(3, others.getLast()));

    assertThat(bench.after(new Input.ChainCommitted())).contains(new Drop(BLOCK.id()));
    String before = bench.machine.toString();

    assertThat(bench.after(new Input.BlockJudged(BLOCK.id(), new Judgement.Invalid("late"))))
        .isEmpty();
    assertThat(bench.findValid(BLOCK)).isEmpty();
    assertThat(bench.machine).hasToString(before);
  }

  @Test
  void a_block_that_was_dropped_during_its_judgement_and_comes_again_is_judged_anew() {
    var bench = Bench.ofMember();
    bench.receive(1, firstProposal(1, BLOCK));
    for (int view = 1; !bench.effects.contains(new Drop(BLOCK.id())); view++) {
      skip(bench, view);
      int proposer = (view + 1) % 4;
      if (proposer != Bench.SELF) {
        bench.receive(proposer, firstProposal(view + 1, block(GENESIS, 1, view)));
      }
      assertThat(view).isLessThan(2 * PbftMachine.MAX_BLOCKS);
    }

    bench.receive(0, new Message.Certified(certificate(vote(Kind.COMMIT, 1, BLOCK), 0, 1, 2)));
    bench.receive(0, new BlockSent(BLOCK));
    var late = bench.after(new Input.BlockJudged(BLOCK.id(), new Judgement.Invalid("dropped")));

    assertThat(late).contains(new Judge(BLOCK));
  }

  // ---------------------------------------------------------------------------------- building

  @Test
  void a_block_built_after_its_view_is_dropped_and_the_work_is_not_forgotten() {
    var bench = Bench.ofMember();
    skip(bench, 1);
    assertThat(skip(bench, 2)).contains(new Effect.Build(GENESIS, false));
    skip(bench, 3);

    assertThat(built(bench, BLOCK))
        .contains(new Drop(BLOCK.id()))
        .doesNotHaveAnyElementsOfTypes(Effect.Broadcast.class);

    for (int view = 4; view < 6; view++) {
      skip(bench, view);
    }
    assertThat(skip(bench, 6)).contains(new Effect.Build(GENESIS, false));
  }

  @Test
  void a_block_built_twice_is_not_dropped_while_it_is_of_use() {
    var bench = Bench.ofMember();
    for (int view = 1; view < 7; view++) {
      skip(bench, view);
    }
    assertThat(only(Effect.Build.class, bench.effects)).hasSize(1);
    built(bench, BLOCK);

    assertThat(built(bench, BLOCK)).doesNotContain(new Drop(BLOCK.id()));
  }

  @Test
  void nothing_to_build_after_the_view_is_harmless() {
    var bench = Bench.ofMember();
    for (int view = 1; view < 4; view++) {
      skip(bench, view);
    }
    String before = bench.machine.toString();

    assertThat(bench.after(new Input.NothingToBuild(GENESIS))).isEmpty();

    assertThat(bench.machine).hasToString(before);
  }

  // ------------------------------------------------------------------------------------ bounds

  @Test
  void a_peer_is_handed_a_block_once_a_tick_and_a_few_blocks_in_all() {
    var bench = Bench.ofMember();
    var blocks = chain(GENESIS, 1, PbftMachine.BLOCKS_A_TICK + 2);
    bench.fetch(0, blocks, proof(20, blocks.getLast()));

    assertThat(want(bench, 2, blocks.getFirst())).hasSize(1);
    assertThat(want(bench, 2, blocks.getFirst())).isEmpty();
    assertThat(want(bench, 1, blocks.getFirst())).hasSize(1);
    long handedOut = blocks.stream().mapToLong(block -> want(bench, 2, block).size()).sum();
    assertThat(handedOut).isEqualTo(PbftMachine.BLOCKS_A_TICK - 1);

    bench.tick();
    assertThat(want(bench, 2, blocks.getLast())).hasSize(1);
  }

  @Test
  void who_is_far_behind_keeps_what_is_within_reach_and_the_newest_certificate() {
    var bench = Bench.ofMember();
    int views = 4 * PbftMachine.MAX_WAITING;
    var blocks = chain(GENESIS, 1, views);

    for (int view = 1; view <= views; view++) {
      Proposal block = blocks.get(view - 1);
      bench.receive(
          0, new Message.Certified(certificate(vote(Kind.PREPARE, view, block), 0, 1, 2)));
      bench.receive(0, new BlockSent(block));
    }

    assertThat(bench.machine.snapshot()).hasSizeLessThan(3 * PbftMachine.MAX_WAITING);
    assertThat(bench.status().view()).isEqualTo(views + 1);
    var reach = blocks.subList(0, PbftMachine.MAX_WAITING);
    bench.fetch(0, reach, proof(PbftMachine.MAX_WAITING, reach.getLast()));
    bench.settle();
    assertThat(bench.committed()).isEqualTo(reach);
    assertThat(bench.status().view()).isEqualTo(views + 1);
  }

  // ---------------------------------------------------------------------------------- the words

  private static List<Effect> skip(Bench bench, long view) {
    return bench.receive(0, new Message.Certified(certificate(Vote.skip(0, view), 0, 1, 2)));
  }

  private static List<Effect> built(Bench bench, Proposal block) {
    return bench.after(
        new Input.BlockBuilt(new Application.Built(block, Judgement.Valid.SAME_SET, false)));
  }

  private static List<Effect> want(Bench bench, int from, Proposal block) {
    return bench.receive(from, new BlockWanted(block.id()));
  }

  private static List<Vote> votes(List<Effect> effects) {
    return only(Effect.Broadcast.class, effects).stream()
        .map(Effect.Broadcast::message)
        .filter(Message.Cast.class::isInstance)
        .map(message -> ((Message.Cast) message).vote())
        .toList();
  }
}
