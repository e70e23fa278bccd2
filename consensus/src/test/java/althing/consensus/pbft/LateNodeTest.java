package althing.consensus.pbft;

import static althing.consensus.pbft.Bench.GENESIS;
import static althing.consensus.pbft.Bench.SELF;
import static althing.consensus.pbft.Bench.block;
import static althing.consensus.pbft.Bench.certificate;
import static althing.consensus.pbft.Bench.chain;
import static althing.consensus.pbft.Bench.firstProposal;
import static althing.consensus.pbft.Bench.key;
import static althing.consensus.pbft.Bench.only;
import static althing.consensus.pbft.Bench.proof;
import static althing.consensus.pbft.Bench.vote;
import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.Effect.Answered;
import althing.consensus.pbft.Effect.Behind;
import althing.consensus.pbft.Effect.Misbehaved;
import althing.consensus.pbft.Effect.Outcome;
import althing.consensus.pbft.PbftMachine.Journal;
import althing.consensus.pbft.Vote.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules L4, L5, B4 and J4: a node that is late trusts nobody. */
class LateNodeTest {

  private static final Message.Status BOAST = new Message.Status(0, 1, 1_000_000, false);

  // -------------------------------------------------------------------------------- claims (L4)

  @Test
  void a_claim_to_be_far_ahead_is_a_hint_once_a_tick_and_peer() {
    var bench = Bench.ofNewMember();
    var hint = new Behind(key(0), 1_000_000);

    assertThat(bench.receive(0, BOAST)).contains(hint);
    assertThat(bench.receive(0, BOAST)).doesNotContain(hint);
    assertThat(bench.receive(1, BOAST)).contains(new Behind(key(1), 1_000_000));

    bench.tick();
    assertThat(bench.receive(0, BOAST)).contains(hint);
  }

  @Test
  void who_hears_lies_about_later_blocks_goes_on_voting_and_committing() {
    var bench = Bench.ofNewMember();
    Proposal block = block(GENESIS, 1);
    bench.receive(0, BOAST);
    bench.receive(
        0, new Message.Certified(certificate(new Vote(Kind.COMMIT, 8, 1, 999, GENESIS), 0)));

    bench.receive(1, firstProposal(1, block));
    bench.findValid(block);
    bench.receive(0, BOAST);
    bench.cast(vote(Kind.PREPARE, 1, block), 1, 2);
    bench.receive(0, BOAST);
    bench.cast(vote(Kind.COMMIT, 1, block), 1, 2);

    assertThat(only(Effect.Broadcast.class, bench.effects))
        .extracting(Effect.Broadcast::message)
        .filteredOn(Message.Cast.class::isInstance)
        .extracting(message -> ((Message.Cast) message).vote())
        .containsExactly(vote(Kind.PREPARE, 1, block), vote(Kind.COMMIT, 1, block));
    assertThat(bench.committed()).containsExactly(block);
  }

  @Test
  void a_few_heights_ahead_are_a_hint_only_to_who_gets_nowhere_for_a_tick() {
    var bench = Bench.ofNewMember();
    var near = new Message.Status(0, 1, Bench.SETTINGS.maxUnfinal(), false);

    assertThat(only(Behind.class, bench.receive(0, near))).isEmpty();
    bench.tick();

    assertThat(bench.receive(0, near)).contains(new Behind(key(0), near.height()));
  }

  @Test
  void a_commit_of_a_later_epoch_is_a_hint_without_proof() {
    var bench = Bench.ofNewMember();
    var later = certificate(new Vote(Kind.COMMIT, 5, 1, 77, GENESIS), 0);

    assertThat(bench.receive(2, new Message.Certified(later)))
        .containsExactly(new Behind(key(2), 77));
  }

  // ------------------------------------------------------- votes overtake the proposal (L2)

  @Test
  void a_proposal_that_its_votes_have_overtaken_brings_the_block() {
    var bench = Bench.ofNewMember();
    Proposal block = block(GENESIS, 1);

    bench.cast(vote(Kind.PREPARE, 1, block), 0, 1, 2);
    assertThat(bench.status().view()).isEqualTo(2);

    assertThat(bench.receive(1, firstProposal(1, block))).contains(new Effect.Judge(block));
    bench.findValid(block);
    bench.cast(vote(Kind.COMMIT, 1, block), 0, 1, 2);
    assertThat(bench.committed()).containsExactly(block);
  }

  @Test
  void a_proposal_of_an_earlier_view_brings_no_block_that_nobody_certified() {
    var bench = Bench.ofNewMember();
    Proposal block = block(GENESIS, 1);
    Proposal other = chain(GENESIS, 1, 2).getLast();

    bench.cast(vote(Kind.PREPARE, 1, block), 0, 1, 2);

    assertThat(bench.receive(1, firstProposal(1, other))).isEmpty();
  }

  // ------------------------------------------------------------------------ fetched blocks (L5)

  @Test
  void fetched_blocks_are_judged_in_order_and_committed_with_their_proof() {
    var bench = Bench.ofNewMember();
    var blocks = chain(GENESIS, 1, 3);
    Certificate proof = proof(900, blocks.getLast());

    var effects = bench.fetch(0, blocks, proof);

    assertThat(effects).contains(new Answered(key(0), 3, Outcome.TAKEN));
    assertThat(only(Effect.Judge.class, effects)).containsExactly(new Effect.Judge(blocks.get(0)));
    assertThat(bench.findValid(blocks.get(0))).containsExactly(new Effect.Judge(blocks.get(1)));
    assertThat(bench.findValid(blocks.get(1))).containsExactly(new Effect.Judge(blocks.get(2)));
    assertThat(bench.findValid(blocks.get(2))).contains(new Effect.Commit(blocks, proof));
    bench.after(new Input.ChainCommitted());
    assertThat(bench.status()).isEqualTo(new Message.Status(0, 901, 3, false));
    assertThat(bench.records).doesNotHaveAnyElementsOfTypes(JournalRecord.Block.class);
  }

  @Test
  void an_observer_takes_fetched_blocks_as_a_member_does() {
    var bench = Bench.of(Journal.NEW, 9);
    var blocks = chain(GENESIS, 1, 3);

    bench.fetch(0, blocks, proof(900, blocks.getLast()));
    bench.settle();

    assertThat(bench.committed()).isEqualTo(blocks);
  }

  @Test
  void a_range_may_overlap_with_what_is_final_and_follow_on_what_is_fetched() {
    var bench = Bench.ofNewMember();
    var blocks = chain(GENESIS, 1, 6);
    bench.fetch(0, blocks.subList(0, 2), proof(2, blocks.get(1)));
    bench.settle();

    assertThat(bench.fetch(0, blocks.subList(0, 4), proof(4, blocks.get(3))))
        .contains(new Answered(key(0), 4, Outcome.TAKEN));
    assertThat(bench.fetch(1, blocks.subList(4, 6), proof(6, blocks.get(5))))
        .contains(new Answered(key(1), 6, Outcome.TAKEN));
    bench.settle();

    assertThat(bench.committed()).isEqualTo(blocks);
  }

  @Test
  void blocks_that_are_final_are_past() {
    var bench = Bench.ofNewMember();
    var blocks = chain(GENESIS, 1, 2);
    bench.fetch(0, blocks, proof(2, blocks.getLast()));
    bench.settle();

    assertThat(bench.fetch(0, blocks, proof(2, blocks.getLast())))
        .containsExactly(new Answered(key(0), 2, Outcome.PAST));
  }

  @Test
  void blocks_that_do_not_follow_or_are_too_many_come_early() {
    var bench = Bench.ofNewMember();
    int most = PbftMachine.MAX_WAITING;
    var blocks = chain(GENESIS, 1, most + 1);
    Certificate later =
        certificate(new Vote(Kind.COMMIT, 1, 1, 3, blocks.get(2).id()), 0, 1, 2).toCertificate();

    assertThat(bench.fetch(0, blocks, proof(most + 1, blocks.getLast())))
        .containsExactly(new Answered(key(0), most + 1, Outcome.EARLY));
    assertThat(bench.fetch(0, blocks.subList(1, 3), proof(3, blocks.get(2))))
        .containsExactly(new Answered(key(0), 3, Outcome.EARLY));
    assertThat(bench.fetch(0, blocks.subList(2, 3), later))
        .containsExactly(new Answered(key(0), 3, Outcome.EARLY));
    assertThat(bench.fetch(0, blocks.subList(0, most), proof(most, blocks.get(most - 1))))
        .contains(new Answered(key(0), most, Outcome.TAKEN));
  }

  static Stream<Arguments> wrong() {
    var blocks = chain(GENESIS, 1, 3);
    Proposal last = blocks.getLast();
    var vote = vote(Kind.COMMIT, 9, last);
    var reversed = new ArrayList<>(blocks);
    Collections.reverse(reversed);
    var others = chain(BlockId.of(Samples.filled(32, 8)), 1, 3);
    var forged = new Certificate(0, 9, 3, last.id(), certificate(vote, 1, 2, 3).signatures());
    var shifted = new TreeMap<>(forged.signatures());
    shifted.put(0, shifted.remove(SELF));
    return Stream.of(
        Arguments.of("too few signers", blocks, certificate(vote, 0, 1).toCertificate()),
        Arguments.of("another's signature", blocks, new Certificate(0, 9, 3, last.id(), shifted)),
        Arguments.of(
            "signatures of another view",
            blocks,
            new Certificate(0, 8, 3, last.id(), forged.signatures())),
        Arguments.of("no view", blocks, new Certificate(0, 0, 3, last.id(), forged.signatures())),
        Arguments.of(
            "a later epoch", blocks, new Certificate(1, 9, 3, last.id(), forged.signatures())),
        Arguments.of("the proof of another block", blocks.subList(0, 2), proof(9, last)),
        Arguments.of("in disorder", reversed, proof(9, last)),
        Arguments.of("with a gap", List.of(blocks.get(0), last), proof(9, last)),
        Arguments.of("on another chain", others, proof(9, others.getLast())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrong_blocks_are_blamed_on_who_sent_them_and_change_nothing(
      String what, List<Proposal> blocks, Certificate proof) {
    var bench = Bench.ofNewMember();
    String before = bench.machine.toString();
    var right = chain(GENESIS, 1, 3);

    var effects = bench.fetch(2, blocks, proof);

    assertThat(effects)
        .containsExactly(
            new Misbehaved(key(2), "wrong final blocks up to height 3"),
            new Answered(key(2), 3, Outcome.WRONG));
    assertThat(bench.machine).hasToString(before);
    assertThat(bench.records).isEmpty();
    bench.fetch(1, right, proof(9, right.getLast()));
    bench.settle();
    assertThat(bench.committed()).describedAs(what).isEqualTo(right);
  }

  // ---------------------------------------------------------------------- a lost journal (J4)

  @Test
  void one_member_cannot_make_a_new_node_doubt_its_journal() {
    var bench = Bench.ofNewMember();

    bench.receive(0, new Message.Status(7, 900, 1_000_000, true));
    assertThat(bench.machine.isForgetful()).isFalse();

    bench.receive(1, new Message.Status(0, 3, 1, true));
    assertThat(bench.machine.isForgetful()).isTrue();
    assertThat(bench.records).containsExactly(new JournalRecord.Forgotten());
  }

  @Test
  void a_certificate_of_a_later_view_makes_a_new_node_doubt_its_journal() {
    var bench = Bench.ofNewMember();
    var blocks = chain(GENESIS, 1, 2);

    bench.fetch(0, blocks, proof(2, blocks.getLast()));

    assertThat(bench.records).contains(new JournalRecord.Forgotten());
  }

  @Test
  void a_claim_that_nothing_proves_does_not_keep_a_forgetful_node_out() {
    var bench = Bench.of(Journal.LOST, 9);
    var skip = Vote.skip(0, 4);

    for (int member = 0; member < 3; member++) {
      bench.receive(member, new Message.Status(0, 5, 0, false));
    }
    bench.receive(3, new Message.Status(0, 1L << 40, 0, false));
    assertThat(bench.machine.isForgetful()).isTrue();

    bench.receive(1, new Message.Certified(certificate(skip, 0, 1, 2)));
    assertThat(bench.records).contains(new JournalRecord.Floor(0, 6));
  }

  @Test
  void who_forgot_waits_while_members_tell_of_a_later_epoch() {
    var bench = Bench.of(Journal.LOST, 9);
    bench.receive(0, new Message.Status(1, 3, 9, false));
    bench.receive(1, new Message.Status(1, 3, 9, false));

    bench.receive(2, new Message.Status(0, 1, 8, false));
    bench.receive(3, new Message.Status(0, 1, 8, false));

    assertThat(bench.records).containsExactly(new JournalRecord.Forgotten());
  }
}
