package althing.governance.channels;

import static althing.governance.channels.ChannelPeople.DEPOSIT;
import static althing.governance.channels.ChannelPeople.id;
import static althing.governance.channels.ChannelPeople.kind;
import static althing.governance.channels.ChannelPeople.made;
import static althing.governance.channels.ChannelPeople.part;
import static althing.governance.channels.ChannelPeople.person;
import static althing.governance.channels.ChannelPeople.tag;
import static althing.governance.channels.ChannelPeople.tags;
import static althing.governance.channels.ChannelPeople.task;
import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.channels.ChannelEvent.Archived;
import althing.governance.channels.ChannelEvent.Created;
import althing.governance.channels.ChannelEvent.ItemMoved;
import althing.governance.channels.ChannelRefusal.BadName;
import althing.governance.channels.ChannelRefusal.EmptyMatch;
import althing.governance.channels.ChannelRefusal.MatchesOutOfRange;
import althing.governance.channels.ChannelRefusal.NameTaken;
import althing.governance.channels.ChannelRefusal.PartsOutOfRange;
import althing.governance.channels.ChannelRefusal.RepeatedName;
import althing.governance.channels.ChannelRefusal.ReservedName;
import althing.governance.channels.ChannelRefusal.RootChannel;
import althing.governance.channels.ChannelRefusal.TooMuchToMove;
import althing.governance.channels.ChannelRefusal.UnknownChannel;
import althing.governance.channels.ChannelRefusal.WeightOutOfRange;
import althing.governance.channels.ChannelRefusal.ZeroWeights;
import althing.governance.types.Tag;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RULES 12, D19, D20, ATTACKS E19 and E1: what a split moves, and what it leaves. */
class ChannelSplitTest {

  private final ChannelPeople people = ChannelPeople.start();
  private final long garden = people.create("alice", "garden");

  @AfterEach
  void everything_adds_up() {
    people.check();
  }

  private List<Long> split(long keepWeight, SplitPart... parts) {
    return made(
        people.commands(scope -> ChannelCommands.split(scope, garden, List.of(parts), keepWeight)));
  }

  private void refuses(ChannelRefusal refusal, long keepWeight, SplitPart... parts) {
    people.refusesCommand(
        refusal, scope -> ChannelCommands.split(scope, garden, List.of(parts), keepWeight));
  }

  // ------------------------------------------------------------------------------------- items

  /** E19: the first rule in the order listed takes an item that several match. */
  @Test
  void an_item_that_two_rules_match_goes_by_the_first() {
    people
        .place(task(1), garden, "roses", "water")
        .place(task(2), garden, "water")
        .place(task(3), garden, "roses");
    List<Long> parts =
        split(0, part("wet", 1, tag("water")), part("red", 1, tag("roses"), tag("water")));
    assertThat(people.channelOf(task(1))).isEqualTo(parts.get(0));
    assertThat(people.channelOf(task(2))).isEqualTo(parts.get(0));
    assertThat(people.channelOf(task(3))).isEqualTo(parts.get(1));
    assertThat(people.events(ItemMoved.class))
        .containsExactlyInAnyOrder(
            new ItemMoved(task(1), garden, parts.get(0)),
            new ItemMoved(task(2), garden, parts.get(0)),
            new ItemMoved(task(3), garden, parts.get(1)));
  }

  /** E19: what no rule matches stays, and so does the channel. */
  @Test
  void an_item_that_no_rule_matches_stays() {
    people.place(task(1), garden, "roses").place(task(2), garden, "weeds").place(task(3), garden);
    List<Long> parts = split(0, part("red", 1, tag("roses")));
    assertThat(people.channelOf(task(1))).isEqualTo(parts.getFirst());
    assertThat(people.channelOf(task(2))).isEqualTo(garden);
    assertThat(people.channelOf(task(3))).isEqualTo(garden);
    assertThat(people.channel(garden).archived()).isFalse();
    assertThat(people.escrow(garden)).isEqualTo(DEPOSIT);
  }

  @Test
  void a_rule_names_a_kind_a_tag_or_both() {
    var tool = new Item(Kind.TOOL, id(1));
    var redTool = new Item(Kind.TOOL, id(2));
    var proposal = new Item(Kind.PROPOSAL, id(1));
    var redTask = task(1);
    people
        .place(tool, garden)
        .place(redTool, garden, "red")
        .place(proposal, garden, "red")
        .place(redTask, garden, "red");
    List<Long> parts =
        split(
            0,
            part("red-tools", 1, new Match(Kind.TOOL, new Tag("red"))),
            part("tools", 1, kind(Kind.TOOL)),
            part("red", 1, tag("red")));
    assertThat(people.channelOf(redTool)).isEqualTo(parts.get(0));
    assertThat(people.channelOf(tool)).isEqualTo(parts.get(1));
    assertThat(people.channelOf(proposal)).isEqualTo(parts.get(2));
    assertThat(people.channelOf(redTask)).isEqualTo(parts.get(2));
  }

  /** D19: nothing is copied. */
  @Test
  void every_item_is_in_one_channel_afterwards() {
    for (int i = 0; i < 20; i++) {
      people.place(task(i), garden, i % 2 == 0 ? "even" : "odd", i % 3 == 0 ? "fizz" : "plain");
    }
    List<Long> parts =
        split(
            0,
            part("a", 1, tag("even")),
            part("b", 1, tag("fizz"), kind(Kind.TASK)),
            part("c", 1, kind(Kind.TASK)));
    assertThat(parts).map(part -> people.tally(part).items()).containsExactly(10L, 10L, 0L);
    assertThat(people.tally(garden).items()).isZero();
  }

  // -------------------------------------------------------------------------------------- money

  /** D20 and E1: shares are rounded down and what is left over goes to the first. */
  @Test
  void the_treasury_is_divided_by_weight() {
    people.donate("bob", garden, Amount.of(1_000));
    people.place(task(1), garden);
    List<Long> parts = split(2, part("a", 3), part("b", 1), part("c", 1), part("d", 0));
    // 1 000 · 3/7 = 428, 1 000/7 = 142, 1 000 · 2/7 = 285: 3 are left over.
    assertThat(parts)
        .map(people::treasury)
        .containsExactly(Amount.of(431), Amount.of(142), Amount.of(142), Amount.ZERO);
    assertThat(people.treasury(garden)).isEqualTo(Amount.of(285));
    assertThat(people.events(Created.class).stream().skip(1).map(Created::treasury))
        .containsExactly(Amount.of(431), Amount.of(142), Amount.of(142), Amount.ZERO);
  }

  @Test
  void what_is_left_over_goes_to_the_first_also_if_it_has_no_weight() {
    people.donate("bob", garden, Amount.of(10));
    List<Long> parts = split(0, part("a", 0), part("b", 1), part("c", 1), part("d", 1));
    assertThat(parts)
        .map(people::treasury)
        .containsExactly(Amount.ONE, Amount.of(3), Amount.of(3), Amount.of(3));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void shares_add_up_to_the_treasury(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Amount treasury = new Amount(new BigInteger(random.nextInt(1, 128), random));
      long keep = random.nextLong(random.nextBoolean() ? 2 : SplitPart.MAX_WEIGHT + 1);
      var parts = new ArrayList<SplitPart>();
      parts.add(part("a", 1));
      for (int j = random.nextInt(SplitPart.MAX_PARTS); j > 0; j--) {
        parts.add(part("b", random.nextLong(random.nextBoolean() ? 3 : SplitPart.MAX_WEIGHT + 1)));
      }
      long sum = keep + parts.stream().mapToLong(SplitPart::weight).sum();
      List<Amount> shares = Splitting.shares(treasury, parts, keep);
      BigInteger kept =
          treasury.value().multiply(BigInteger.valueOf(keep)).divide(BigInteger.valueOf(sum));
      assertThat(shares.stream().reduce(new Amount(kept), Amount::plus)).isEqualTo(treasury);
      for (int j = 1; j < shares.size(); j++) {
        assertThat(shares.get(j).value())
            .isEqualTo(
                treasury
                    .value()
                    .multiply(BigInteger.valueOf(parts.get(j).weight()))
                    .divide(BigInteger.valueOf(sum)));
      }
    }
  }

  // ------------------------------------------------------------------------- source and members

  /** D20: nothing is left behind in a channel that is archived, its deposit included. */
  @Test
  void a_source_that_is_empty_is_archived() {
    people.donate("bob", garden, Amount.ofSp(9));
    people.place(task(1), garden, "red");
    Amount before = people.balance("alice");
    List<Long> parts = split(0, part("a", 1, tag("red")), part("b", 2));
    assertThat(people.channel(garden).archived()).isTrue();
    assertThat(people.balance("alice")).isEqualTo(before.plus(DEPOSIT));
    assertThat(people.treasury(garden)).isEqualTo(Amount.ZERO);
    assertThat(parts).map(people::treasury).containsExactly(Amount.ofSp(3), Amount.ofSp(6));
    assertThat(people.events(Archived.class))
        .containsExactly(new Archived(garden, Channel.ROOT, Amount.ZERO, DEPOSIT));
    assertThat(people.create("bob", "garden")).isEqualTo(4);
  }

  @Test
  void a_source_that_keeps_sp_is_kept() {
    people.donate("bob", garden, Amount.ofSp(9));
    split(1, part("a", 2));
    assertThat(people.channel(garden).archived()).isFalse();
    assertThat(people.treasury(garden)).isEqualTo(Amount.ofSp(3));
  }

  /** A share of nothing keeps no channel. */
  @Test
  void a_source_whose_share_is_rounded_to_nothing_is_archived() {
    people.donate("bob", garden, Amount.of(2));
    List<Long> parts = split(1, part("a", 2));
    assertThat(people.treasury(parts.getFirst())).isEqualTo(Amount.of(2));
    assertThat(people.channel(garden).archived()).isTrue();
  }

  @Test
  void members_are_members_of_all_parts_in_their_roles() {
    people.join(garden, "bob", "carol", "dave");
    people.does("alice", "giveRole", garden, person("bob"), Role.MODERATOR.code());
    people.does("alice", "removeMember", garden, person("dave"));
    people.does("alice", "setOpen", garden, false);
    people.place(task(1), garden);
    List<Long> parts = split(0, part("a", 1), part("b", 1));
    for (long channel : List.of(garden, parts.get(0), parts.get(1))) {
      assertThat(people.role(channel, "alice")).isEqualTo(Role.OWNER);
      assertThat(people.role(channel, "bob")).isEqualTo(Role.MODERATOR);
      assertThat(people.role(channel, "carol")).isEqualTo(Role.MEMBER);
      assertThat(people.role(channel, "dave")).isEqualTo(Role.NONE);
      assertThat(people.tally(channel).members()).isEqualTo(3);
    }
    assertThat(people.channel(parts.get(1)))
        .isEqualTo(
            new Channel(
                parts.get(1),
                "b",
                "",
                false,
                garden,
                Address.ZERO,
                Amount.ZERO,
                people.chain.epoch(),
                false,
                Channel.ROOT));
    assertThat(people.standing(parts.get(0), "dave")).isEqualTo(Standing.NEUTRAL);
  }

  // ----------------------------------------------------------------------------------- refusals

  @Test
  void a_split_that_cannot_be_is_refused_as_a_whole() {
    people.donate("bob", garden, Amount.ofSp(9));
    people.place(task(1), garden, "red");
    var good = part("good", 1, tag("red"));
    refuses(new PartsOutOfRange(0, 16), 1);
    refuses(
        new PartsOutOfRange(17, 16),
        1,
        IntStream.range(0, 17).mapToObj(i -> part("p" + i, 1)).toArray(SplitPart[]::new));
    refuses(new BadName("Bad"), 1, good, part("Bad", 1));
    refuses(new ReservedName("team-1"), 1, good, part("team-1", 1));
    refuses(new NameTaken("garden", garden), 1, good, part("garden", 1));
    refuses(new NameTaken("root", 0), 1, good, part("root", 1));
    refuses(new RepeatedName("good"), 1, good, part("good", 1));
    refuses(new WeightOutOfRange(-1, 1_000_000), 1, good, part("b", -1));
    refuses(new WeightOutOfRange(1_000_001, 1_000_000), 1, good, part("b", 1_000_001));
    refuses(new WeightOutOfRange(-1, 1_000_000), -1, good);
    refuses(new WeightOutOfRange(1_000_001, 1_000_000), 1_000_001, good);
    refuses(new ZeroWeights(), 0, part("a", 0), part("b", 0));
    refuses(new EmptyMatch("b"), 1, good, part("b", 1, tag("x"), new Match(null, null)));
    refuses(
        new MatchesOutOfRange("b", 33, 32),
        1,
        good,
        new SplitPart("b", 1, Collections.nCopies(33, tag("x"))));
    people.refusesCommand(
        new RootChannel(), scope -> ChannelCommands.split(scope, 0, List.of(good), 0));
    people.refusesCommand(
        new UnknownChannel(BigInteger.TWO),
        scope -> ChannelCommands.split(scope, 2, List.of(good), 0));
    split(0, good, new SplitPart("b", 0, Collections.nCopies(32, tag("x"))));
    refuses(new UnknownChannel(BigInteger.ONE), 0, part("c", 1));
  }

  /** The most that one command moves, and one more. */
  @Test
  void a_split_that_moves_too_much_is_refused() {
    var few = ChannelPeople.with(Map.of("channelMoveLimit", 7L));
    long channel = few.create("alice", "garden");
    few.join(channel, "bob", "carol");
    few.place(task(1), channel).place(task(2), channel);
    few.refusesCommand(
        new TooMuchToMove(8, 7),
        scope -> ChannelCommands.split(scope, channel, List.of(part("a", 1), part("b", 1)), 1));
    few.does("carol", "leave", channel);
    few.commands(
        scope -> ChannelCommands.split(scope, channel, List.of(part("a", 1), part("b", 1)), 1));
    few.check();
  }

  @Test
  void the_usual_limit_is_five_thousand() {
    people.chain.acts(scope -> {
      for (int i = 0; i < 4_999; i++) {
        Channels.place(scope, task(i), garden, tags(i % 2 == 0 ? "even" : "odd"));
      }
    });
    people.join(garden, "bob");
    refuses(new TooMuchToMove(5_001, 5_000), 0, part("a", 1, tag("even")));
    people.does("bob", "leave", garden);
    List<Long> parts = split(0, part("a", 1, tag("even")));
    assertThat(people.tally(parts.getFirst())).isEqualTo(new Tally(1, 1, 2_500));
    assertThat(people.tally(garden)).isEqualTo(new Tally(1, 1, 2_499));
  }

  @Test
  void a_channel_of_many_members_is_made_within_the_limit_too() {
    var members = new TreeMap<Address, Role>();
    IntStream.range(1, 8).forEach(i -> members.put(Address.system(i), Role.MEMBER));
    members.put(Address.system(9), Role.OWNER);
    var few = ChannelPeople.with(Map.of("channelMoveLimit", 7L));
    few.refusesCommand(
        new TooMuchToMove(8, 7), scope -> ChannelCommands.create(scope, "team-1", true, members));
    members.remove(Address.system(1));
    few.commands(scope -> ChannelCommands.create(scope, "team-1", true, members));
  }
}
