package althing.governance.channels;

import static althing.governance.channels.ChannelPeople.DEPOSIT;
import static althing.governance.channels.ChannelPeople.id;
import static althing.governance.channels.ChannelPeople.person;
import static althing.governance.channels.ChannelPeople.task;
import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.channels.ChannelEvent.Archived;
import althing.governance.channels.ChannelEvent.MemberAdded;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.channels.ChannelRefusal.BadName;
import althing.governance.channels.ChannelRefusal.NameTaken;
import althing.governance.channels.ChannelRefusal.RepeatedChannel;
import althing.governance.channels.ChannelRefusal.ReservedName;
import althing.governance.channels.ChannelRefusal.RootChannel;
import althing.governance.channels.ChannelRefusal.SourcesOutOfRange;
import althing.governance.channels.ChannelRefusal.TooMuchToMove;
import althing.governance.channels.ChannelRefusal.UnknownChannel;
import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.event.RecordedEvent;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RULES 12, ATTACKS E20 and E1: channels that become one. */
class ChannelMergeTest {

  private final ChannelPeople people = ChannelPeople.start();
  private final long garden = people.create("alice", "garden");
  private final long park = people.create("bob", "park");
  private final long cellar = people.create("carol", "cellar", false);

  @AfterEach
  void everything_adds_up() {
    people.check();
  }

  private void merge(long target, Long... sources) {
    people.commands(scope -> ChannelCommands.merge(scope, List.of(sources), target));
  }

  private long mergeAs(String name, Long... sources) {
    return ((BigInteger)
            people
                .commands(scope -> ChannelCommands.mergeAs(scope, List.of(sources), name))
                .getFirst())
        .longValueExact();
  }

  /** E1: treasuries are added up and deposits go back. */
  @Test
  void items_and_sp_come_together_and_sources_are_archived() {
    people.donate("dave", garden, Amount.ofSp(3));
    people.donate("dave", park, Amount.ofSp(4));
    people.donate("dave", cellar, Amount.ofSp(5));
    people.place(task(1), garden, "red").place(task(2), park).place(task(3), cellar);
    people.place(new Item(Kind.TOOL, id(1)), park);
    Amount alice = people.balance("alice");
    Amount bob = people.balance("bob");
    merge(cellar, garden, park);
    assertThat(people.treasury(cellar)).isEqualTo(Amount.ofSp(12));
    assertThat(people.balance("alice")).isEqualTo(alice.plus(DEPOSIT));
    assertThat(people.balance("bob")).isEqualTo(bob.plus(DEPOSIT));
    assertThat(people.escrow(cellar)).isEqualTo(DEPOSIT);
    for (Item item : List.of(task(1), task(2), task(3), new Item(Kind.TOOL, id(1)))) {
      assertThat(people.channelOf(item)).isEqualTo(cellar);
    }
    assertThat(people.tally(cellar).items()).isEqualTo(4);
    assertThat(people.events(Archived.class))
        .containsExactly(
            new Archived(garden, cellar, Amount.ofSp(3), DEPOSIT),
            new Archived(park, cellar, Amount.ofSp(4), DEPOSIT));
    assertThat(people.channel(garden).successor()).isEqualTo(cellar);
    assertThat(people.channel(cellar).open()).isFalse();
  }

  @Test
  void members_are_united_and_the_higher_role_counts() {
    people.join(garden, "bob", "dave").join(park, "carol");
    people.does("alice", "giveRole", garden, person("bob"), Role.MODERATOR.code());
    people.does("bob", "giveRole", park, person("carol"), Role.MODERATOR.code());
    people.does("carol", "invite", cellar, person("dave"));
    int events = people.chain.chain.log().size();
    merge(cellar, garden, park);
    assertThat(people.role(cellar, "alice")).isEqualTo(Role.OWNER);
    assertThat(people.role(cellar, "bob")).isEqualTo(Role.OWNER);
    assertThat(people.role(cellar, "carol")).isEqualTo(Role.OWNER);
    assertThat(people.role(cellar, "dave")).isEqualTo(Role.MEMBER);
    assertThat(people.standing(cellar, "dave")).isEqualTo(Standing.NEUTRAL);
    assertThat(people.role(garden, "dave")).isEqualTo(Role.NONE);
    assertThat(
            people.chain.chain.log().stream()
                .skip(events)
                .map(RecordedEvent::event)
                .filter(event -> event instanceof MemberAdded || event instanceof RoleGiven))
        .containsExactlyInAnyOrder(
            new MemberAdded(cellar, person("alice"), Role.OWNER, Address.SYSTEM),
            new MemberAdded(cellar, person("bob"), Role.MODERATOR, Address.SYSTEM),
            new MemberAdded(cellar, person("dave"), Role.MEMBER, Address.SYSTEM),
            new RoleGiven(cellar, person("bob"), Role.OWNER, Address.SYSTEM));
  }

  @Test
  void channels_become_one_of_a_new_name() {
    people.donate("dave", garden, Amount.ofSp(3));
    people.place(task(1), park);
    long land = mergeAs("land", garden, park);
    assertThat(people.channel(land).open()).isTrue();
    assertThat(people.channel(land).founder()).isEqualTo(Address.ZERO);
    assertThat(people.treasury(land)).isEqualTo(Amount.ofSp(3));
    assertThat(people.channelOf(task(1))).isEqualTo(land);
    assertThat(people.tally(land)).isEqualTo(new Tally(2, 2, 1));
    long all = mergeAs("all", land, cellar);
    assertThat(people.channel(all).open()).isFalse();
    assertThat(people.tally(all)).isEqualTo(new Tally(3, 3, 1));
    people.does("alice", "invite", all, person("dave"));
  }

  @Test
  void what_is_merged_into_the_root_is_everybodys() {
    people.donate("dave", garden, Amount.ofSp(3));
    people.place(task(1), garden);
    Amount root = people.treasury(Channel.ROOT).minus(fees());
    merge(Channel.ROOT, garden);
    assertThat(people.treasury(Channel.ROOT).minus(fees())).isEqualTo(root.plus(Amount.ofSp(3)));
    assertThat(people.channelOf(task(1))).isEqualTo(Channel.ROOT);
    assertThat(people.tally(Channel.ROOT)).isEqualTo(new Tally(0, 0, 1));
  }

  private Amount fees() {
    return people.chain.events(TransactionApplied.class).stream()
        .map(applied -> applied.price().times(applied.gasUsed()))
        .reduce(Amount.ZERO, Amount::plus);
  }

  /** E20: a name that another channel has, a source included, is refused by name. */
  @Test
  void a_clash_of_names_is_refused() {
    for (String name : List.of("garden", "park", "cellar", "root")) {
      long holder = Channels.named(people.state(), name).orElseThrow();
      people.refusesCommand(
          new NameTaken(name, holder),
          scope -> ChannelCommands.mergeAs(scope, List.of(garden, park), name));
    }
    people.refusesCommand(
        new BadName("Land"),
        scope -> ChannelCommands.mergeAs(scope, List.of(garden, park), "Land"));
    people.refusesCommand(
        new ReservedName("team-land"),
        scope -> ChannelCommands.mergeAs(scope, List.of(garden, park), "team-land"));
    merge(cellar, garden);
    assertThat(mergeAs("garden", park)).isEqualTo(4);
  }

  @Test
  void a_merge_that_cannot_be_is_refused_as_a_whole() {
    people.donate("dave", garden, Amount.ofSp(3));
    people.place(task(1), garden);
    var unknown = new UnknownChannel(BigInteger.valueOf(9));
    refusesBoth(new SourcesOutOfRange(0, 16), List.of());
    refusesBoth(new SourcesOutOfRange(17, 16), LongStream.range(1, 18).boxed().toList());
    refusesBoth(new RootChannel(), List.of(garden, 0L));
    refusesBoth(unknown, List.of(garden, 9L));
    refusesBoth(new RepeatedChannel(garden), List.of(garden, park, garden));
    people.refusesCommand(
        new RepeatedChannel(park),
        scope -> ChannelCommands.merge(scope, List.of(garden, park), park));
    people.refusesCommand(unknown, scope -> ChannelCommands.merge(scope, List.of(garden, park), 9));
    merge(cellar, park);
    refusesBoth(new UnknownChannel(BigInteger.valueOf(park)), List.of(garden, park));
    people.refusesCommand(
        new UnknownChannel(BigInteger.valueOf(park)),
        scope -> ChannelCommands.merge(scope, List.of(garden), park));
  }

  private void refusesBoth(ChannelRefusal refusal, List<Long> sources) {
    people.refusesCommand(refusal, scope -> ChannelCommands.merge(scope, sources, cellar));
    people.refusesCommand(refusal, scope -> ChannelCommands.mergeAs(scope, sources, "land"));
  }

  @Test
  void a_merge_that_moves_too_much_is_refused() {
    var few = ChannelPeople.with(Map.of("channelMoveLimit", 4L));
    long one = few.create("alice", "one");
    long two = few.create("bob", "two");
    long three = few.create("carol", "three");
    few.join(one, "bob").join(three, "alice", "bob", "dave");
    few.place(task(1), one).place(task(2), two);
    few.refusesCommand(
        new TooMuchToMove(5, 4), scope -> ChannelCommands.merge(scope, List.of(one, two), three));
    few.remove(task(2));
    few.commands(scope -> ChannelCommands.merge(scope, List.of(one, two), three));
  }
}
