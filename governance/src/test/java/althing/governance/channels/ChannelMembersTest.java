package althing.governance.channels;

import static althing.governance.channels.ChannelPeople.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.governance.channels.ChannelEvent.MemberAdded;
import althing.governance.channels.ChannelEvent.MemberRemoved;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.channels.ChannelRefusal.AlreadyMember;
import althing.governance.channels.ChannelRefusal.BadRole;
import althing.governance.channels.ChannelRefusal.LastOwner;
import althing.governance.channels.ChannelRefusal.MayJoin;
import althing.governance.channels.ChannelRefusal.NotInvited;
import althing.governance.channels.ChannelRefusal.NotMember;
import althing.governance.channels.ChannelRefusal.OwnerProtected;
import althing.governance.channels.ChannelRefusal.RoleTooLow;
import althing.governance.channels.ChannelRefusal.RootChannel;
import althing.governance.channels.ChannelRefusal.SameRole;
import althing.governance.channels.ChannelRefusal.UnknownChannel;
import althing.governance.channels.ChannelRefusal.ZeroAddress;
import althing.ledger.types.Address;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RULES 12: who comes into a channel, who goes, and who says so. */
class ChannelMembersTest {

  private static final Address ALICE = person("alice");
  private static final Address BOB = person("bob");
  private static final Address CAROL = person("carol");
  private static final Address DAVE = person("dave");
  private static final int MEMBER = Role.MEMBER.code();
  private static final int MODERATOR = Role.MODERATOR.code();
  private static final int OWNER = Role.OWNER.code();

  private final ChannelPeople people = ChannelPeople.start();

  /** Open, and alice's. */
  private final long garden = people.create("alice", "garden");

  /** By invitation, and alice's. */
  private final long cellar = people.create("alice", "cellar", false);

  @AfterEach
  void everything_adds_up() {
    people.check();
  }

  // ------------------------------------------------------------------------- coming and going

  @Test
  void anybody_joins_an_open_channel_and_leaves_it() {
    people.join(garden, "bob");
    assertThat(people.role(garden, "bob")).isEqualTo(Role.MEMBER);
    assertThat(people.tally(garden)).isEqualTo(new Tally(2, 1, 0));
    people.refuses(new AlreadyMember(garden, BOB), "bob", "join", garden);
    people.does("bob", "leave", garden);
    assertThat(people.role(garden, "bob")).isEqualTo(Role.NONE);
    people.refuses(new NotMember(garden, BOB), "bob", "leave", garden);
    people.join(garden, "bob");
  }

  @Test
  void others_are_joined_by_who_is_invited() {
    people.refuses(new NotInvited(cellar, BOB), "bob", "join", cellar);
    people.does("alice", "invite", cellar, BOB);
    people.refuses(new MayJoin(cellar, BOB), "alice", "invite", cellar, BOB);
    people.refuses(new NotInvited(cellar, CAROL), "carol", "join", cellar);
    people.join(cellar, "bob");
    assertThat(people.standing(cellar, "bob")).isEqualTo(Standing.NEUTRAL);
    people.refuses(new AlreadyMember(cellar, BOB), "alice", "invite", cellar, BOB);
    people.does("bob", "leave", cellar);
    people.refuses(new NotInvited(cellar, BOB), "bob", "join", cellar);
  }

  @Test
  void an_invitation_can_be_withdrawn() {
    people.does("alice", "invite", cellar, BOB);
    people.does("alice", "withdrawInvitation", cellar, BOB);
    people.refuses(new NotInvited(cellar, BOB), "alice", "withdrawInvitation", cellar, BOB);
    people.refuses(new NotInvited(cellar, BOB), "bob", "join", cellar);
    people.does("alice", "setOpen", cellar, true);
    people.join(cellar, "bob");
  }

  @Test
  void moderators_invite_and_plain_members_do_not() {
    people.does("alice", "invite", cellar, BOB);
    people.join(cellar, "bob");
    var tooLow = new RoleTooLow(cellar, BOB, Role.MEMBER, Role.MODERATOR);
    people.refuses(tooLow, "bob", "invite", cellar, CAROL);
    people.refuses(tooLow, "bob", "withdrawInvitation", cellar, CAROL);
    people.refuses(tooLow, "bob", "removeMember", cellar, ALICE);
    people.refuses(new NotMember(cellar, CAROL), "carol", "invite", cellar, CAROL);
    people.does("alice", "giveRole", cellar, BOB, MODERATOR);
    people.does("bob", "invite", cellar, CAROL);
    people.join(cellar, "carol");
  }

  @Test
  void nobody_invites_nobody() {
    people.refuses(new ZeroAddress(), "alice", "invite", cellar, Address.ZERO);
    people.refuses(new MayJoin(garden, BOB), "alice", "invite", garden, BOB);
  }

  @Test
  void who_was_removed_comes_back_only_when_invited() {
    people.join(garden, "bob");
    people.does("alice", "removeMember", garden, BOB);
    assertThat(people.events(MemberRemoved.class))
        .containsExactly(new MemberRemoved(garden, BOB, ALICE));
    people.refuses(new NotInvited(garden, BOB), "bob", "join", garden);
    people.does("alice", "invite", garden, BOB);
    assertThat(people.standing(garden, "bob")).isEqualTo(new Standing(true, true));
    people.does("alice", "withdrawInvitation", garden, BOB);
    people.refuses(new NotInvited(garden, BOB), "bob", "join", garden);
    people.does("alice", "invite", garden, BOB);
    people.join(garden, "bob");
    people.does("bob", "leave", garden);
    people.join(garden, "bob");
  }

  @Test
  void members_are_removed_by_who_stands_above_them() {
    people.join(garden, "bob", "carol", "dave");
    people.does("alice", "giveRole", garden, BOB, MODERATOR);
    people.does("alice", "giveRole", garden, CAROL, MODERATOR);
    people.refuses(
        new RoleTooLow(garden, BOB, Role.MODERATOR, Role.OWNER),
        "bob",
        "removeMember",
        garden,
        CAROL);
    people.refuses(new OwnerProtected(garden, ALICE), "bob", "removeMember", garden, ALICE);
    people.does("bob", "removeMember", garden, DAVE);
    people.refuses(new NotMember(garden, DAVE), "bob", "removeMember", garden, DAVE);
    people.does("alice", "removeMember", garden, CAROL);
    people.does("alice", "giveRole", garden, BOB, OWNER);
    people.refuses(new OwnerProtected(garden, BOB), "alice", "removeMember", garden, BOB);
    people.refuses(new OwnerProtected(garden, ALICE), "alice", "removeMember", garden, ALICE);
  }

  // -------------------------------------------------------------------------------------- roles

  @Test
  void owners_give_roles_to_all_but_each_other() {
    people.join(garden, "bob", "carol");
    people.does("alice", "giveRole", garden, BOB, MODERATOR);
    people.does("alice", "giveRole", garden, BOB, MEMBER);
    people.does("alice", "giveRole", garden, BOB, OWNER);
    assertThat(people.events(RoleGiven.class))
        .containsExactly(
            new RoleGiven(garden, BOB, Role.MODERATOR, ALICE),
            new RoleGiven(garden, BOB, Role.MEMBER, ALICE),
            new RoleGiven(garden, BOB, Role.OWNER, ALICE));
    people.refuses(new OwnerProtected(garden, BOB), "alice", "giveRole", garden, BOB, MEMBER);
    people.refuses(new OwnerProtected(garden, ALICE), "bob", "giveRole", garden, ALICE, MEMBER);
    people.refuses(
        new SameRole(garden, CAROL, Role.MEMBER), "alice", "giveRole", garden, CAROL, MEMBER);
    people.refuses(new NotMember(garden, DAVE), "alice", "giveRole", garden, DAVE, OWNER);
    people.refuses(new BadRole(0), "alice", "giveRole", garden, CAROL, 0);
    people.refuses(new BadRole(4), "alice", "giveRole", garden, CAROL, 4);
  }

  @Test
  void others_give_no_roles_but_may_lower_their_own() {
    people.join(garden, "bob", "carol");
    people.does("alice", "giveRole", garden, BOB, MODERATOR);
    people.refuses(
        new RoleTooLow(garden, BOB, Role.MODERATOR, Role.OWNER),
        "bob",
        "giveRole",
        garden,
        CAROL,
        MODERATOR);
    people.refuses(
        new RoleTooLow(garden, BOB, Role.MODERATOR, Role.OWNER),
        "bob",
        "giveRole",
        garden,
        BOB,
        OWNER);
    people.refuses(
        new RoleTooLow(garden, CAROL, Role.MEMBER, Role.OWNER),
        "carol",
        "giveRole",
        garden,
        BOB,
        MEMBER);
    people.does("bob", "giveRole", garden, BOB, MEMBER);
    assertThat(people.role(garden, "bob")).isEqualTo(Role.MEMBER);
  }

  @Test
  void the_last_owner_stays_one() {
    people.refuses(new LastOwner(garden, ALICE), "alice", "giveRole", garden, ALICE, MEMBER);
    people.join(garden, "bob");
    people.refuses(new LastOwner(garden, ALICE), "alice", "leave", garden);
    people.refuses(new LastOwner(garden, ALICE), "alice", "giveRole", garden, ALICE, MODERATOR);
    people.does("alice", "giveRole", garden, BOB, OWNER);
    people.does("alice", "giveRole", garden, ALICE, MODERATOR);
    assertThat(people.tally(garden)).isEqualTo(new Tally(2, 1, 0));
    people.refuses(new LastOwner(garden, BOB), "bob", "leave", garden);
    people.does("alice", "leave", garden);
    assertThat(people.role(garden, "bob")).isEqualTo(Role.OWNER);
  }

  // ------------------------------------------------------------------------------- the network

  @Test
  void the_network_adds_members_without_invitation() {
    people.join(garden, "bob");
    people.does("alice", "removeMember", garden, BOB);
    people.commands(scope -> ChannelCommands.addMember(scope, garden, BOB, Role.MODERATOR));
    assertThat(people.events(MemberAdded.class).getLast())
        .isEqualTo(new MemberAdded(garden, BOB, Role.MODERATOR, Address.SYSTEM));
    assertThat(people.standing(garden, "bob")).isEqualTo(Standing.NEUTRAL);
    people.refusesCommand(
        new AlreadyMember(garden, BOB),
        scope -> ChannelCommands.addMember(scope, garden, BOB, Role.MEMBER));
    people.refusesCommand(
        new BadRole(0), scope -> ChannelCommands.addMember(scope, garden, CAROL, Role.NONE));
    people.refusesCommand(
        new ZeroAddress(),
        scope -> ChannelCommands.addMember(scope, garden, Address.ZERO, Role.MEMBER));
    people.refusesCommand(
        new RootChannel(), scope -> ChannelCommands.addMember(scope, 0, CAROL, Role.MEMBER));
    people.refusesCommand(
        new UnknownChannel(BigInteger.valueOf(9)),
        scope -> ChannelCommands.addMember(scope, 9, CAROL, Role.MEMBER));
  }

  /** A channel whose only owner lost its key gets another. */
  @Test
  void the_network_replaces_an_owner() {
    people.join(garden, "bob");
    people.refusesCommand(
        new LastOwner(garden, ALICE), scope -> ChannelCommands.removeMember(scope, garden, ALICE));
    people.refusesCommand(
        new LastOwner(garden, ALICE),
        scope -> ChannelCommands.giveRole(scope, garden, ALICE, Role.MEMBER));
    people.commands(scope -> ChannelCommands.giveRole(scope, garden, BOB, Role.OWNER));
    people.commands(scope -> ChannelCommands.removeMember(scope, garden, ALICE));
    assertThat(people.role(garden, "bob")).isEqualTo(Role.OWNER);
    people.refuses(new NotInvited(garden, ALICE), "alice", "join", garden);
    people.refusesCommand(
        new NotMember(garden, ALICE), scope -> ChannelCommands.removeMember(scope, garden, ALICE));
    people.refusesCommand(
        new NotMember(garden, ALICE),
        scope -> ChannelCommands.giveRole(scope, garden, ALICE, Role.OWNER));
    people.refusesCommand(
        new SameRole(garden, BOB, Role.OWNER),
        scope -> ChannelCommands.giveRole(scope, garden, BOB, Role.OWNER));
    people.refusesCommand(
        new BadRole(0), scope -> ChannelCommands.giveRole(scope, garden, BOB, Role.NONE));
    people.refusesCommand(
        new RootChannel(), scope -> ChannelCommands.removeMember(scope, 0, ALICE));
    people.refusesCommand(
        new RootChannel(), scope -> ChannelCommands.giveRole(scope, 0, ALICE, Role.MEMBER));
  }

  @Test
  void a_channel_of_the_network_has_an_owner_too() {
    for (var members :
        List.of(
            Map.<Address, Role>of(),
            Map.of(ALICE, Role.MODERATOR),
            Map.of(ALICE, Role.OWNER, BOB, Role.NONE),
            Map.of(Address.ZERO, Role.OWNER))) {
      assertThatThrownBy(() ->
              people.run(
                  scope -> ChannelCommands.create(scope, "team-1", true, new TreeMap<>(members))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
