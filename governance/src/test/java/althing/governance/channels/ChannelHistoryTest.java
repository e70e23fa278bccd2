package althing.governance.channels;

import static althing.governance.channels.ChannelPeople.DEPOSIT;
import static althing.governance.channels.ChannelPeople.person;
import static althing.governance.channels.ChannelPeople.task;
import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.channels.ChannelEvent.Archived;
import althing.governance.channels.ChannelEvent.Created;
import althing.governance.channels.ChannelEvent.ItemMoved;
import althing.governance.channels.ChannelEvent.MemberRemoved;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.types.Tag;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Outcome.Refused;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * E1, D19, D20: whatever people and proposals do with channels, in whatever order, every item is in
 * one channel, every index agrees with what it is of, no SP appears or vanishes, and a fold of the
 * events gives the same state. The fixture checks all of that after each step.
 */
class ChannelHistoryTest {

  private static final List<String> PEOPLE = List.of("alice", "bob", "carol", "dave");
  private static final List<String> TAGS = List.of("red", "green", "blue");
  private static final List<String> VERBS =
      List.of(
          "create",
          "create",
          "join",
          "join",
          "join",
          "leave",
          "invite",
          "withdrawInvitation",
          "removeMember",
          "giveRole",
          "giveRole",
          "rename",
          "setOpen",
          "archive",
          "donate",
          "donate",
          "place",
          "place",
          "place",
          "remove",
          "split",
          "merge",
          "mergeAs",
          "addMember",
          "takeMember",
          "promote");
  private static final int STEPS = 700;

  private final List<Item> items = new ArrayList<>();
  private int refused;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42, 930})
  void any_history_keeps_every_item_and_every_coin(long seed) {
    var random = new Random(seed);
    var people = ChannelPeople.with(Map.of("channelMoveLimit", 30L));
    for (int step = 0; step < STEPS; step++) {
      act(people, random, step);
      people.check();
      assertThat(items).allMatch(item -> Channels.find(people.state(), item).isPresent());
    }
    long moved = people.events(ItemMoved.class).stream().map(ItemMoved::item).distinct().count();
    assertThat(moved).isGreaterThan(10);
    assertThat(people.events(Created.class).stream().map(Created::origin).distinct().count())
        .isGreaterThan(2);
    assertThat(people.events(Archived.class).stream().map(Archived::successor).distinct().count())
        .isGreaterThan(2);
    assertThat(people.events(MemberRemoved.class)).isNotEmpty();
    assertThat(people.events(RoleGiven.class)).isNotEmpty();
    assertThat(refused).isBetween(STEPS / 10, STEPS * 3 / 4);
  }

  private void act(ChannelPeople people, Random random, int step) {
    String who = pick(PEOPLE, random);
    long channel = someChannel(people, random);
    Address other = person(pick(PEOPLE, random));
    switch (pick(VERBS, random)) {
      case "create" ->
          tries(people, who, DEPOSIT, "create", name(random), "", random.nextBoolean());
      case "giveRole" -> {
        long role = 1 + random.nextInt(3);
        tries(people, owner(people, channel, random), "giveRole", channel, other, role);
      }
      case "invite" -> tries(people, owner(people, channel, random), "invite", channel, other);
      case "withdrawInvitation" ->
          tries(people, owner(people, channel, random), "withdrawInvitation", channel, other);
      case "removeMember" ->
          tries(people, owner(people, channel, random), "removeMember", channel, other);
      case "rename" ->
          tries(people, owner(people, channel, random), "rename", channel, name(random));
      case "setOpen" ->
          tries(people, owner(people, channel, random), "setOpen", channel, random.nextBoolean());
      case "archive" ->
          tries(people, owner(people, channel, random), "archive", channel, random.nextBoolean());
      case "donate" -> donate(people, who, channel, random);
      case "place" -> {
        if (Channels.exists(people.state(), channel)) {
          Item item = new Item(Kind.values()[random.nextInt(3)], task(step).id());
          items.add(item);
          people.place(item, channel, pick(TAGS, random), pick(TAGS, random));
        }
      }
      case "remove" -> {
        if (!items.isEmpty()) {
          people.remove(items.remove(random.nextInt(items.size())));
        }
      }
      case "split" -> {
        var parts = parts(random);
        long keep = random.nextInt(3);
        runs(people, people.run(s -> ChannelCommands.split(s, channel, parts, keep)));
      }
      case "merge" -> {
        var sources = List.of(channel, someChannel(people, random));
        long target = someChannel(people, random);
        runs(people, people.run(s -> ChannelCommands.merge(s, some(sources), target)));
      }
      case "mergeAs" -> {
        var sources = List.of(channel, someChannel(people, random));
        String name = name(random);
        runs(people, people.run(s -> ChannelCommands.mergeAs(s, some(sources), name)));
      }
      case "addMember" ->
          runs(people, people.run(s -> ChannelCommands.addMember(s, channel, other, Role.MEMBER)));
      case "takeMember" ->
          runs(people, people.run(s -> ChannelCommands.removeMember(s, channel, other)));
      case "promote" ->
          runs(people, people.run(s -> ChannelCommands.giveRole(s, channel, other, Role.OWNER)));
      case String verb -> tries(people, who, verb, channel);
    }
  }

  /** As often as not only one of two. */
  private static List<Long> some(List<Long> two) {
    return two.getFirst() % 2 == 0 ? two.subList(0, 1) : two;
  }

  private void donate(ChannelPeople people, String who, long channel, Random random) {
    Amount amount = Amount.of(1 + random.nextInt(1_000_000));
    if (!people.tries(who, Address.system(0x1000), amount, "donate", channel).succeeded()) {
      refused++;
    }
  }

  private void tries(ChannelPeople people, String who, String function, Object... arguments) {
    tries(people, who, Amount.ZERO, function, arguments);
  }

  private void tries(
      ChannelPeople people, String who, Amount value, String function, Object... arguments) {
    if (!people.tries(who, ChannelContract.ADDRESS, value, function, arguments).succeeded()) {
      refused++;
    }
  }

  private void runs(ChannelPeople people, Outcome outcome) {
    if (outcome instanceof Refused) {
      refused++;
    }
    people.check();
  }

  private static List<SplitPart> parts(Random random) {
    return IntStream.rangeClosed(0, random.nextInt(3))
        .mapToObj(_ ->
            new SplitPart(
                name(random),
                random.nextInt(4),
                IntStream.rangeClosed(0, random.nextInt(2)).mapToObj(_ -> match(random)).toList()))
        .toList();
  }

  private static Match match(Random random) {
    Kind kind = random.nextBoolean() ? Kind.values()[random.nextInt(3)] : null;
    return new Match(kind, kind == null ? new Tag(pick(TAGS, random)) : null);
  }

  /** Of the newest channels, the root now and then; mostly one that is not archived. */
  private static long someChannel(ChannelPeople people, Random random) {
    long count = ChannelEntries.count(people.state());
    long channel = 0;
    for (int i = 0; i < 6; i++) {
      channel = Math.max(0, count + 1 - random.nextInt(12));
      if (Channels.exists(people.state(), channel)) {
        return channel;
      }
    }
    return channel;
  }

  /** Mostly somebody who may. */
  private static String owner(ChannelPeople people, long channel, Random random) {
    return PEOPLE.stream()
        .filter(name -> people.role(channel, name) == Role.OWNER)
        .skip(random.nextInt(2))
        .findFirst()
        .orElseGet(() -> pick(PEOPLE, random));
  }

  private static String name(Random random) {
    return random.nextInt(20) == 0 ? "Bad" : "c" + random.nextInt(60);
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
