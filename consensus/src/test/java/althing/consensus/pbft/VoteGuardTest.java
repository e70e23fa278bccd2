package althing.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.BlockId;
import althing.consensus.pbft.Vote.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules G1 to G4, over every sequence of four votes out of a small world. */
class VoteGuardTest {

  private static final List<Vote> VOTES = votes();

  /** Two epochs, two views, two blocks. */
  private static List<Vote> votes() {
    var votes = new ArrayList<Vote>();
    for (long epoch = 0; epoch < 2; epoch++) {
      for (long view = 1; view < 3; view++) {
        for (Kind kind : List.of(Kind.PROPOSE, Kind.PREPARE, Kind.COMMIT)) {
          votes.add(new Vote(kind, epoch, view, 7, block(1)));
          votes.add(new Vote(kind, epoch, view, 7, block(2)));
        }
        votes.add(Vote.skip(epoch, view));
      }
    }
    return votes;
  }

  private static BlockId block(int number) {
    byte[] id = new byte[BlockId.SIZE];
    id[0] = (byte) number;
    return BlockId.of(id);
  }

  @Test
  void no_sequence_of_allowed_votes_contradicts_itself() {
    extend(VoteGuard.NONE, List.of(), 4);
  }

  private static void extend(VoteGuard guard, List<Vote> cast, int more) {
    for (Vote vote : VOTES) {
      if (more == 0 || !guard.allows(vote)) {
        continue;
      }
      for (Vote before : cast) {
        assertThat(Equivocation.contradict(before, vote))
            .describedAs("%s %s", cast, vote)
            .isFalse();
        assertThat(before).isNotEqualTo(vote);
        boolean ascending =
            before.epoch() < vote.epoch()
                || before.epoch() == vote.epoch() && before.view() <= vote.view();
        assertThat(ascending).describedAs("%s %s", cast, vote).isTrue();
      }
      var next = new ArrayList<>(cast);
      next.add(vote);
      extend(guard.after(vote), next, more - 1);
    }
  }

  @Test
  void the_ordinary_course_of_a_view_is_allowed() {
    var guard = VoteGuard.NONE;
    for (Kind kind : List.of(Kind.PROPOSE, Kind.PREPARE, Kind.COMMIT)) {
      guard = guard.after(new Vote(kind, 0, 1, 7, block(1)));
    }
    assertThat(guard.after(Vote.skip(0, 2)).skipped()).isTrue();
  }

  @Test
  void a_floor_forbids_everything_up_to_its_view() {
    var guard = VoteGuard.above(1, 2);

    assertThat(VOTES).noneMatch(guard::allows);
    assertThat(guard.allows(Vote.skip(1, 3))).isTrue();
    assertThat(guard.allowsProposal(1, 2)).isFalse();
    assertThat(guard.allowsProposal(1, 3)).isTrue();
  }

  @Test
  void what_is_not_allowed_cannot_be_cast() {
    var guard = VoteGuard.NONE.after(Vote.skip(0, 2));

    assertThatThrownBy(() -> guard.after(new Vote(Kind.COMMIT, 0, 2, 7, block(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("contradicts");
  }
}
