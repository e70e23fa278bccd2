package althing.governance.channels;

import static althing.governance.channels.ChannelPeople.DEPOSIT;
import static althing.governance.channels.ChannelPeople.person;
import static althing.governance.channels.ChannelPeople.task;
import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.channels.ChannelEvent.Archived;
import althing.governance.channels.ChannelEvent.Created;
import althing.governance.channels.ChannelEvent.MemberAdded;
import althing.governance.channels.ChannelEvent.OpennessSet;
import althing.governance.channels.ChannelRefusal.AlreadyMember;
import althing.governance.channels.ChannelRefusal.BadName;
import althing.governance.channels.ChannelRefusal.DescriptionTooLong;
import althing.governance.channels.ChannelRefusal.HoldsItems;
import althing.governance.channels.ChannelRefusal.HoldsSp;
import althing.governance.channels.ChannelRefusal.LastOwner;
import althing.governance.channels.ChannelRefusal.NameTaken;
import althing.governance.channels.ChannelRefusal.NotMember;
import althing.governance.channels.ChannelRefusal.ReservedName;
import althing.governance.channels.ChannelRefusal.RoleTooLow;
import althing.governance.channels.ChannelRefusal.RootChannel;
import althing.governance.channels.ChannelRefusal.UnknownChannel;
import althing.governance.channels.ChannelRefusal.WrongDeposit;
import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.Money;
import althing.ledger.treasury.TreasuryRefusal;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RULES 12: how channels come and go, and who may change them. */
class ChannelLifeTest {

  private static final BigInteger TOO_LARGE = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final ChannelPeople people = ChannelPeople.start();

  @AfterEach
  void everything_adds_up() {
    people.check();
  }

  // ---------------------------------------------------------------------------------- creating

  @Test
  void a_founder_puts_up_the_deposit_and_owns_the_channel() {
    Amount before = people.balance("alice");
    long channel = people.create("alice", "garden");
    assertThat(channel).isEqualTo(1);
    assertThat(people.escrow(channel)).isEqualTo(DEPOSIT);
    assertThat(people.balance("alice")).isEqualTo(before.minus(DEPOSIT).minus(fees("alice")));
    assertThat(people.role(channel, "alice")).isEqualTo(Role.OWNER);
    assertThat(people.role(channel, "bob")).isEqualTo(Role.NONE);
    assertThat(people.events(Created.class))
        .containsExactly(
            new Created(
                1,
                "garden",
                "",
                true,
                Channel.ROOT,
                person("alice"),
                DEPOSIT,
                Amount.ZERO,
                people.chain.epoch()));
    assertThat(people.events(MemberAdded.class))
        .containsExactly(new MemberAdded(1, person("alice"), Role.OWNER, person("alice")));
    assertThat(people.create("bob", "kitchen")).isEqualTo(2);
  }

  @Test
  void a_deposit_is_exact() {
    for (Amount sent : List.of(Amount.ZERO, DEPOSIT.minus(Amount.ONE), DEPOSIT.plus(Amount.ONE))) {
      people.chain.refusesPaid(
          new WrongDeposit(sent, DEPOSIT),
          "alice",
          ChannelContract.ADDRESS,
          sent,
          "create",
          "garden",
          "",
          true);
    }
  }

  @Test
  void a_chain_may_ask_for_no_deposit() {
    var free = ChannelPeople.with(Map.of("channelDepositSp", 0L));
    free.does("alice", "create", "garden", "", true);
    assertThat(free.asks("depositNow")).isEqualTo(List.of(BigInteger.ZERO));
    free.does("alice", "archive", 1, false);
    assertThat(free.events(Archived.class))
        .containsExactly(new Archived(1, Channel.ROOT, Amount.ZERO, Amount.ZERO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Garden",
        "-a",
        "_general",
        "a b",
        "gаrden",
        "aaaaaaaaaabbbbbbbbbbccccccccccddd"
      })
  void a_name_is_of_the_form_of_tags(String name) {
    people.chain.refusesPaid(
        new BadName(name), "alice", ChannelContract.ADDRESS, DEPOSIT, "create", name, "", true);
  }

  @Test
  void a_name_belongs_to_one_channel_as_long_as_it_is_not_archived() {
    long garden = people.create("alice", "garden");
    refusesToCreate(new NameTaken("garden", garden), "garden");
    refusesToCreate(new NameTaken("root", 0), "root");
    refusesToCreate(new ReservedName("team-1"), "team-1");
    people.does("alice", "archive", garden, false);
    assertThat(people.create("bob", "garden")).isEqualTo(2);
  }

  private void refusesToCreate(ChannelRefusal refusal, String name) {
    people.chain.refusesPaid(
        refusal, "bob", ChannelContract.ADDRESS, DEPOSIT, "create", name, "", true);
  }

  @Test
  void a_description_has_256_bytes_at_most() {
    String longest = "ä".repeat(128);
    people.chain.pays("alice", ChannelContract.ADDRESS, DEPOSIT, "create", "a", longest, true);
    assertThat(people.channel(1).description()).isEqualTo(longest);
    people.chain.refusesPaid(
        new DescriptionTooLong(257, 256),
        "alice",
        ChannelContract.ADDRESS,
        DEPOSIT,
        "create",
        "b",
        longest + "x",
        true);
    people.refuses(new DescriptionTooLong(258, 256), "alice", "describe", 1, longest + "ö");
    people.does("alice", "describe", 1, "");
    assertThat(people.channel(1).description()).isEmpty();
  }

  // ---------------------------------------------------------------------------------- changing

  @Test
  void an_owner_renames_describes_and_opens() {
    long channel = people.create("alice", "garden");
    people.create("alice", "kitchen");
    people.does("alice", "rename", channel, "park");
    people.does("alice", "describe", channel, "trees");
    people.does("alice", "setOpen", channel, false);
    people.does("alice", "setOpen", channel, false);
    assertThat(people.channel(channel))
        .isEqualTo(
            new Channel(
                channel,
                "park",
                "trees",
                false,
                Channel.ROOT,
                person("alice"),
                DEPOSIT,
                people.chain.epoch(),
                false,
                Channel.ROOT));
    assertThat(people.events(OpennessSet.class)).hasSize(1);
    people.refuses(new NameTaken("kitchen", 2), "alice", "rename", channel, "kitchen");
    people.refuses(new NameTaken("park", channel), "alice", "rename", channel, "park");
    people.refuses(new BadName("Park"), "alice", "rename", channel, "Park");
    people.refuses(new ReservedName("team-a"), "alice", "rename", channel, "team-a");
    assertThat(people.create("bob", "garden")).isEqualTo(3);
  }

  @Test
  void only_an_owner_changes_a_channel() {
    long channel = people.create("alice", "garden");
    people.join(channel, "bob", "carol");
    people.does("alice", "giveRole", channel, person("bob"), Role.MODERATOR.code());
    for (Object[] call :
        List.of(
            new Object[] {"rename", channel, "park"},
            new Object[] {"describe", channel, "trees"},
            new Object[] {"setOpen", channel, false},
            new Object[] {"archive", channel, true})) {
      String function = (String) call[0];
      Object[] arguments = {call[1], call[2]};
      people.refuses(
          new RoleTooLow(channel, person("bob"), Role.MODERATOR, Role.OWNER),
          "bob",
          function,
          arguments);
      people.refuses(
          new RoleTooLow(channel, person("carol"), Role.MEMBER, Role.OWNER),
          "carol",
          function,
          arguments);
      people.refuses(new NotMember(channel, person("dave")), "dave", function, arguments);
      people.refuses(new RootChannel(), "alice", function, 0, arguments[1]);
      people.refuses(new UnknownChannel(BigInteger.valueOf(9)), "alice", function, 9, arguments[1]);
      people.refuses(new UnknownChannel(TOO_LARGE), "alice", function, TOO_LARGE, arguments[1]);
    }
  }

  // --------------------------------------------------------------------------------- archiving

  /** E1: the deposit goes back to the founder, whoever owns the channel by then. */
  @Test
  void an_archived_channel_returns_its_deposit_to_the_founder() {
    long channel = people.create("alice", "garden");
    people.join(channel, "bob");
    people.does("alice", "giveRole", channel, person("bob"), Role.OWNER.code());
    people.does("alice", "leave", channel);
    Amount before = people.balance("alice");
    people.does("bob", "archive", channel, false);
    assertThat(people.balance("alice")).isEqualTo(before.plus(DEPOSIT));
    assertThat(people.escrow(channel)).isEqualTo(Amount.ZERO);
    assertThat(people.channel(channel).archived()).isTrue();
    assertThat(Channels.exists(people.state(), channel)).isFalse();
    assertThat(people.role(channel, "bob")).isEqualTo(Role.NONE);
    assertThat(people.events(Archived.class))
        .containsExactly(new Archived(channel, Channel.ROOT, Amount.ZERO, DEPOSIT));
  }

  /** E1. */
  @Test
  void what_an_archived_channel_holds_goes_to_the_root_if_its_owner_says_so() {
    long channel = people.create("alice", "garden");
    people.donate("bob", channel, Amount.ofSp(7));
    people.refuses(new HoldsSp(channel, Amount.ofSp(7)), "alice", "archive", channel, false);
    Amount root = people.treasury(Channel.ROOT);
    Amount fees = allFees();
    people.does("alice", "archive", channel, true);
    assertThat(people.treasury(channel)).isEqualTo(Amount.ZERO);
    assertThat(people.treasury(Channel.ROOT))
        .isEqualTo(root.plus(Amount.ofSp(7)).plus(allFees()).minus(fees));
    assertThat(people.events(Archived.class))
        .containsExactly(new Archived(channel, Channel.ROOT, Amount.ofSp(7), DEPOSIT));
  }

  @Test
  void a_channel_with_items_is_not_archived() {
    long channel = people.create("alice", "garden");
    people.place(task(1), channel);
    people.refuses(new HoldsItems(channel, 1), "alice", "archive", channel, true);
    people.refuses(new HoldsItems(channel, 1), "alice", "leave", channel);
    people.refusesCommand(
        new HoldsItems(channel, 1), scope -> ChannelCommands.archive(scope, channel));
    people.remove(task(1));
    people.does("alice", "archive", channel, false);
  }

  @Test
  void nothing_is_done_in_an_archived_channel() {
    long channel = people.create("alice", "garden");
    people.join(channel, "bob");
    people.does("alice", "archive", channel, false);
    var gone = new UnknownChannel(BigInteger.valueOf(channel));
    people.refuses(gone, "carol", "join", channel);
    people.refuses(gone, "bob", "leave", channel);
    people.refuses(gone, "alice", "invite", channel, person("carol"));
    people.refuses(gone, "alice", "withdrawInvitation", channel, person("carol"));
    people.refuses(gone, "alice", "removeMember", channel, person("bob"));
    people.refuses(gone, "alice", "giveRole", channel, person("bob"), Role.OWNER.code());
    people.refuses(gone, "alice", "archive", channel, false);
    people.chain.refusesPaid(
        new TreasuryRefusal.UnknownChannel(BigInteger.valueOf(channel)),
        "bob",
        Address.system(0x1000),
        Amount.ONE,
        "donate",
        channel);
  }

  /** The decision: who is alone in a channel and leaves, archives it. */
  @Test
  void the_only_member_archives_a_channel_by_leaving() {
    long channel = people.create("alice", "garden");
    people.join(channel, "bob");
    people.refuses(new LastOwner(channel, person("alice")), "alice", "leave", channel);
    people.does("bob", "leave", channel);
    people.donate("bob", channel, Amount.ONE);
    people.refuses(new HoldsSp(channel, Amount.ONE), "alice", "leave", channel);
    people.commands(scope -> ChannelCommands.mergeAs(scope, List.of(channel), "park"));
    long park = Channels.named(people.state(), "park").orElseThrow();
    people.refuses(new HoldsSp(park, Amount.ONE), "alice", "leave", park);
    people.does("alice", "archive", park, true);
    long other = people.create("alice", "kitchen");
    Amount before = people.balance("alice").plus(fees("alice"));
    people.does("alice", "leave", other);
    assertThat(people.channel(other).archived()).isTrue();
    assertThat(people.balance("alice").plus(fees("alice"))).isEqualTo(before.plus(DEPOSIT));
  }

  // ------------------------------------------------------------------------------- the network

  @Test
  void the_network_makes_and_archives_channels_without_deposit() {
    var members = new TreeMap<>(Map.of(person("bob"), Role.OWNER, person("carol"), Role.MEMBER));
    assertThat(people.commands(scope -> ChannelCommands.create(scope, "team-1", false, members)))
        .isEqualTo(List.of(BigInteger.ONE));
    assertThat(people.channel(1).founder()).isEqualTo(Address.ZERO);
    assertThat(people.role(1, "bob")).isEqualTo(Role.OWNER);
    assertThat(people.role(1, "carol")).isEqualTo(Role.MEMBER);
    people.refusesCommand(
        new NameTaken("team-1", 1),
        scope -> ChannelCommands.create(scope, "team-1", false, members));
    people.refusesCommand(
        new BadName("Team"), scope -> ChannelCommands.create(scope, "Team", false, members));
    people.donate("alice", 1, Amount.ONE_SP);
    people.commands(scope -> ChannelCommands.archive(scope, 1));
    assertThat(people.channel(1).archived()).isTrue();
    assertThat(people.treasury(1)).isEqualTo(Amount.ZERO);
    people.refusesCommand(
        new UnknownChannel(BigInteger.ONE), scope -> ChannelCommands.archive(scope, 1));
    people.refusesCommand(new RootChannel(), scope -> ChannelCommands.archive(scope, 0));
    people.refusesCommand(
        new UnknownChannel(TOO_LARGE), scope -> ChannelCommands.archive(scope, -1));
  }

  // ---------------------------------------------------------------------------------- the root

  @Test
  void the_root_is_there_from_the_beginning_and_stays_as_it_is() {
    assertThat(Channels.exists(people.state(), 0)).isTrue();
    assertThat(Channels.named(people.state(), "root")).hasValue(0);
    assertThat(people.role(0, "nobody")).isEqualTo(Role.MEMBER);
    people.refuses(new AlreadyMember(0, person("alice")), "alice", "join", 0);
    people.refuses(new RootChannel(), "alice", "leave", 0);
    people.refuses(new RootChannel(), "alice", "invite", 0, person("bob"));
    people.refuses(new RootChannel(), "alice", "withdrawInvitation", 0, person("bob"));
    people.refuses(new RootChannel(), "alice", "removeMember", 0, person("bob"));
    people.refuses(new RootChannel(), "alice", "giveRole", 0, person("bob"), 1);
    people.donate("alice", 0, Amount.ONE_SP);
    assertThat(Money.treasury(people.state(), 0).isLessThan(Amount.ONE_SP)).isFalse();
  }

  private Amount fees(String who) {
    return people.chain.events(TransactionApplied.class).stream()
        .filter(applied -> applied.sender().equals(person(who)))
        .map(applied -> applied.price().times(applied.gasUsed()))
        .reduce(Amount.ZERO, Amount::plus);
  }

  private Amount allFees() {
    return people.chain.events(TransactionApplied.class).stream()
        .map(applied -> applied.price().times(applied.gasUsed()))
        .reduce(Amount.ZERO, Amount::plus);
  }
}
