package althing.governance.reputation;

import static althing.governance.GovernanceChain.founded;
import static althing.governance.GovernanceChain.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.governance.Golden;
import althing.governance.policy.BuiltInPolicy;
import althing.governance.types.Tag;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** RULES 2 and ATTACKS R1, R2, R3, R6, R7, E9: what is earned, how it fades, what is taken back. */
class ReputationTest {

  private static final Address ALICE = person("alice");
  private static final Address BOB = person("bob");
  private static final Address CAROL = person("carol");
  private static final Hash TASK = Hash.wrap(filled((byte) 7));
  private static final long UNIT = Reputation.UNIT;

  private final Deeds deeds = new Deeds();

  private static byte[] filled(byte value) {
    byte[] bytes = new byte[Hash.SIZE];
    Arrays.fill(bytes, value);
    return bytes;
  }

  // ---------------------------------------------------------------------------------- earning

  /** D11: the parts of an award add up to it, so the total is the sum of the tags. */
  @Test
  void an_award_is_split_over_its_tags_as_the_vectors_say() {
    for (JsonNode row : Golden.section("split_reward")) {
      var chain = new Deeds();
      String[] names = row.get(1).valueStream().map(JsonNode::asString).toArray(String[]::new);
      chain.award(ALICE, BOB, Source.TASK, row.get(0).asLong(), names);
      var expected = new TreeMap<String, Long>();
      row.get(2).properties().forEach(e -> expected.put(e.getKey(), e.getValue().asLong()));
      var found = new TreeMap<String, Long>();
      Reputation.tags(chain.state(), ALICE, chain.epoch())
          .forEach((tag, value) -> found.put(tag.name(), value));
      assertThat(found).isEqualTo(expected);
      assertThat(Reputation.total(chain.state(), ALICE, chain.epoch()))
          .isEqualTo(row.get(0).asLong());
    }
  }

  /** R6. */
  @Test
  void an_epoch_gives_an_account_no_more_than_its_limit() {
    for (int i = 0; i < 10; i++) {
      deeds.award(ALICE, Address.system(0x20000 + i), Source.TASK, 8 * UNIT, "a");
    }
    assertThat(deeds.total(ALICE)).isEqualTo(50 * UNIT);
    assertThat(deeds.award(ALICE, CAROL, Source.TASK, UNIT, "a")).isZero();
    deeds.passEpochs(1);
    assertThat(deeds.award(ALICE, CAROL, Source.TASK, UNIT, "a")).isEqualTo(UNIT);
  }

  /** E9: two who trade tasks with each other gain no more than one may give. */
  @Test
  void one_account_gives_another_no_more_than_its_limit_an_epoch() {
    for (int i = 0; i < 5; i++) {
      deeds.award(ALICE, BOB, Source.TASK, 10 * UNIT, "a");
      deeds.award(BOB, ALICE, Source.TASK, 10 * UNIT, "a");
    }
    assertThat(deeds.total(ALICE)).isEqualTo(20 * UNIT);
    assertThat(deeds.total(BOB)).isEqualTo(20 * UNIT);
    assertThat(deeds.award(ALICE, CAROL, Source.TASK, 10 * UNIT, "a")).isEqualTo(10 * UNIT);
  }

  /** D5, G37. */
  @Test
  void votes_earn_three_an_epoch_at_most() {
    for (int i = 0; i < 5; i++) {
      deeds.award(ALICE, Address.ZERO, Source.VOTE, UNIT);
    }
    assertThat(Reputation.of(deeds.state(), ALICE, Tag.GENERAL, deeds.epoch())).isEqualTo(3 * UNIT);
    deeds.award(ALICE, BOB, Source.TASK, 20 * UNIT, "a");
    assertThat(deeds.total(ALICE)).isEqualTo(23 * UNIT);
  }

  @Test
  void each_point_names_what_gave_it() {
    deeds.award(ALICE, BOB, Source.TASK, 10 * UNIT, "a", "b");
    deeds.passEpochs(2);
    deeds.award(ALICE, Address.ZERO, Source.VOTE, UNIT);
    assertThat(Reputation.awardCount(deeds.state(), ALICE)).isEqualTo(2);
    assertThat(Reputation.award(deeds.state(), ALICE, 0))
        .contains(
            new Award(
                0,
                Source.TASK,
                BOB,
                TASK,
                0,
                List.of(
                    new Award.Gain(new Tag("a"), 5 * UNIT), new Award.Gain(new Tag("b"), 5 * UNIT)),
                false));
    assertThat(Reputation.award(deeds.state(), ALICE, 1).orElseThrow().source())
        .isEqualTo(Source.VOTE);
    assertThat(Reputation.award(deeds.state(), ALICE, 2)).isEmpty();
  }

  /** The 65th tag is none of its own, unless one was empty for longer than anybody can ask. */
  @Test
  void an_account_has_64_tags_at_most() {
    String[] names = IntStream.range(0, 64).mapToObj(i -> "t" + i).toArray(String[]::new);
    deeds.award(ALICE, BOB, Source.TASK, 20 * UNIT, names);
    deeds.award(ALICE, CAROL, Source.TASK, 10 * UNIT, "new", "t1");
    var tags = Reputation.tags(deeds.state(), ALICE, 0);
    assertThat(tags).hasSize(65).doesNotContainKey(new Tag("new"));
    assertThat(tags.get(Tag.GENERAL)).isEqualTo(5 * UNIT);
    // A tag of 0.31 reputation is empty after some 120 epochs; 128 more have to pass.
    deeds.passEpochs(240);
    deeds.award(ALICE, CAROL, Source.TASK, 10 * UNIT, "new");
    assertThat(Reputation.of(deeds.state(), ALICE, new Tag("new"), deeds.epoch())).isZero();
    deeds.passEpochs(20);
    deeds.award(ALICE, CAROL, Source.TASK, 10 * UNIT, "new");
    assertThat(Reputation.of(deeds.state(), ALICE, new Tag("new"), deeds.epoch()))
        .isEqualTo(10 * UNIT);
  }

  // ------------------------------------------------------------------------------------ fading

  @Test
  void what_is_earned_fades_by_the_vectors() {
    deeds.award(ALICE, BOB, Source.TASK, 10 * UNIT, "a");
    assertThat(deeds.total(ALICE)).isEqualTo(10_000_000);
    deeds.passEpochs(1);
    assertThat(deeds.total(ALICE)).isEqualTo(9_900_000);
    deeds.passEpochs(68);
    assertThat(deeds.total(ALICE)).isEqualTo(4_998_345);
  }

  /** R2: 100 000 is kept and 99 999 is nothing. */
  @Test
  void what_is_below_a_tenth_is_gone_after_the_next_tick() {
    deeds.award(ALICE, BOB, Source.TASK, 101_011, "a");
    deeds.award(CAROL, BOB, Source.TASK, 101_010, "a");
    deeds.passEpochs(1);
    assertThat(deeds.total(ALICE)).isEqualTo(100_000);
    assertThat(deeds.total(CAROL)).isZero();
  }

  /** R1: it makes no difference when somebody looks, or that other tags are written meanwhile. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void fading_is_the_same_however_it_is_divided(long seed) {
    var random = new Random(seed);
    var expected = new TreeMap<Tag, Long>();
    for (int step = 0; step < 60; step++) {
      Tag tag = new Tag("t" + random.nextInt(3));
      long amount = random.nextLong(1, 15 * UNIT);
      deeds.award(ALICE, Address.system(0x20000 + step), Source.TASK, amount, tag.name());
      expected.merge(tag, amount, Long::sum);
      int epochs = 1 + random.nextInt(3);
      deeds.passEpochs(epochs);
      for (int i = 0; i < epochs; i++) {
        expected.replaceAll((_, value) -> BuiltInPolicy.DECAY.after(value));
      }
      expected.values().removeIf(value -> value == 0);
      assertThat(Reputation.tags(deeds.state(), ALICE, deeds.epoch())).isEqualTo(expected);
      // R3.
      assertThat(deeds.total(ALICE))
          .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  @Test
  void what_was_can_be_asked_for_a_while() {
    var was = new TreeMap<Long, Long>();
    var random = new Random(7);
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(4) == 0) {
        deeds.award(ALICE, Address.system(0x20000 + i), Source.TASK, 5 * UNIT, "a");
      }
      was.put(deeds.epoch(), deeds.total(ALICE));
      deeds.passEpochs(1);
    }
    for (long epoch = deeds.epoch() - 128; epoch < deeds.epoch(); epoch++) {
      assertThat(Reputation.total(deeds.state(), ALICE, epoch))
          .describedAs("epoch %d", epoch)
          .isEqualTo(was.get(epoch));
    }
    var entries = deeds.chain().entries().keySet().stream().filter(k -> k.get(1) == 'R').count();
    assertThat(entries).isLessThanOrEqualTo(130);
  }

  // -------------------------------------------------------------------------------- taking back

  /** R7. */
  @Test
  void an_award_that_is_withdrawn_takes_what_decay_has_left_of_it() {
    deeds.award(ALICE, BOB, Source.TASK, 10 * UNIT, "a");
    deeds.award(ALICE, CAROL, Source.TASK, 4 * UNIT, "a");
    deeds.passEpochs(3);
    long other = BuiltInPolicy.DECAY.after(4 * UNIT);
    other = BuiltInPolicy.DECAY.after(BuiltInPolicy.DECAY.after(other));
    long before = deeds.total(ALICE);
    deeds.withdraw(ALICE, 0);
    assertThat(deeds.total(ALICE)).isBetween(other, other + 3).isEqualTo(before - 9_702_990);
    assertThat(Reputation.award(deeds.state(), ALICE, 0).orElseThrow().withdrawn()).isTrue();
    long after = deeds.total(ALICE);
    deeds.withdraw(ALICE, 0);
    assertThat(deeds.total(ALICE)).isEqualTo(after);
  }

  @Test
  void no_more_is_withdrawn_than_is_there() {
    deeds.award(ALICE, BOB, Source.TASK, 10 * UNIT, "a");
    deeds.slash(ALICE, Awarding.WHOLE / 2);
    deeds.withdraw(ALICE, 0);
    assertThat(deeds.total(ALICE)).isZero();
  }

  @Test
  void a_slash_takes_its_share_of_every_tag_rounded_up() {
    deeds.award(ALICE, BOB, Source.TASK, 1_000_001, "a");
    deeds.award(ALICE, BOB, Source.TASK, 500_000, "b");
    deeds.slash(ALICE, Awarding.WHOLE / 100);
    assertThat(Reputation.tags(deeds.state(), ALICE, 0))
        .isEqualTo(Map.of(new Tag("a"), 990_000L, new Tag("b"), 495_000L));
    deeds.slash(ALICE, Awarding.WHOLE);
    assertThat(deeds.total(ALICE)).isZero();
  }

  /** R12: a new account has nothing, and what a slashed one earns later counts like any other's. */
  @Test
  void a_new_account_has_nothing() {
    assertThat(deeds.total(Address.system(0x99999))).isZero();
    assertThatThrownBy(() -> deeds.withdraw(CAROL, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_somebody_has_when_the_chain_begins_is_no_award_of_an_epoch() {
    var chain = new Deeds(founded("alice", "a", 1_000));
    assertThat(chain.total(ALICE)).isEqualTo(1_000 * UNIT);
    assertThat(chain.award(ALICE, BOB, Source.TASK, 20 * UNIT, "a")).isEqualTo(20 * UNIT);
  }
}
