package althing.governance.channels;

import static althing.governance.channels.ChannelPeople.DEPOSIT;
import static althing.governance.channels.ChannelPeople.id;
import static althing.governance.channels.ChannelPeople.person;
import static althing.governance.channels.ChannelPeople.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.governance.channels.ChannelRefusal.BadKind;
import althing.governance.channels.ChannelRefusal.PageOutOfRange;
import althing.governance.channels.ChannelRefusal.RootChannel;
import althing.governance.channels.ChannelRefusal.UnknownChannel;
import althing.governance.channels.ChannelRefusal.UnknownItem;
import althing.governance.channels.ChannelRefusal.UnknownName;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of channels through the contract. */
class ChannelViewTest {

  private static final BigInteger TOO_LARGE = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final ChannelPeople people = ChannelPeople.start();
  private final long garden = people.create("alice", "garden");

  private static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }

  // ---------------------------------------------------------------------------------- channels

  @Test
  void a_channel_answers_with_all_its_fields() {
    people.does("alice", "describe", garden, "trees");
    people.join(garden, "bob").place(task(1), garden);
    List<Object> expected =
        List.of(
            number(garden),
            "garden",
            "trees",
            true,
            false,
            number(0),
            number(0),
            person("alice"),
            DEPOSIT.value(),
            number(people.chain.epoch()),
            number(2),
            number(1),
            number(1));
    assertThat(people.asks("channel", garden)).isEqualTo(List.of(expected));
    assertThat(people.asks("channelNamed", "garden")).isEqualTo(List.of(expected));
    assertThat(people.asks("channels", 0, 100)).isEqualTo(List.of(List.of(expected), number(0)));
  }

  @Test
  void the_root_answers_too() {
    people.place(task(1), Channel.ROOT);
    List<Object> root = people.asks("channel", 0);
    assertThat(people.asks("channelNamed", "root")).isEqualTo(root);
    assertThat((List<?>) root.getFirst())
        .isEqualTo(
            List.of(
                number(0),
                "root",
                "",
                true,
                false,
                number(0),
                number(0),
                Address.ZERO,
                number(0),
                number(0),
                number(0),
                number(0),
                number(1)));
    assertThat(people.asks("roleOf", 0, person("nobody"))).isEqualTo(List.of(number(1)));
    people.refuses(new RootChannel(), "dave", "members", 0, Address.ZERO, 10);
    people.refuses(new RootChannel(), "dave", "strangers", 0, Address.ZERO, 10);
    people.refuses(new RootChannel(), "dave", "standingOf", 0, Address.ZERO);
  }

  @Test
  void an_archived_channel_can_be_read_by_number() {
    people.join(garden, "bob");
    people.does("alice", "archive", garden, false);
    assertThat(((List<?>) people.asks("channel", garden).getFirst()).subList(3, 9))
        .isEqualTo(List.of(true, true, number(0), number(0), person("alice"), number(0)));
    people.refuses(new UnknownName("garden"), "dave", "channelNamed", "garden");
    assertThat(people.asks("roleOf", garden, person("bob"))).isEqualTo(List.of(number(0)));
    assertThat(people.asks("channelsOf", person("bob"), 0, 10))
        .isEqualTo(List.of(List.of(List.of(number(garden), number(1), true)), number(0)));
    assertThat((List<?>) people.asks("members", garden, Address.ZERO, 10).getFirst()).hasSize(2);
  }

  @Test
  void what_is_not_there_is_refused() {
    for (BigInteger unknown : List.of(number(9), number(Long.MAX_VALUE), TOO_LARGE)) {
      var refusal = new UnknownChannel(unknown);
      people.refuses(refusal, "dave", "channel", unknown);
      people.refuses(refusal, "dave", "roleOf", unknown, person("bob"));
      people.refuses(refusal, "dave", "standingOf", unknown, person("bob"));
      people.refuses(refusal, "dave", "members", unknown, Address.ZERO, 10);
      people.refuses(refusal, "dave", "strangers", unknown, Address.ZERO, 10);
      people.refuses(refusal, "dave", "items", unknown, 1, Hash.ZERO, 10);
      people.refuses(refusal, "dave", "join", unknown);
    }
    people.refuses(new UnknownName("Garden"), "dave", "channelNamed", "Garden");
    people.refuses(new UnknownItem(task(1)), "dave", "placeOf", 1, id(1));
    for (int kind : new int[] {0, 4, 255}) {
      people.refuses(new BadKind(kind), "dave", "placeOf", kind, id(1));
      people.refuses(new BadKind(kind), "dave", "items", garden, kind, Hash.ZERO, 10);
    }
    assertThat(people.asks("channels", TOO_LARGE, 10)).isEqualTo(List.of(List.of(), number(0)));
    assertThat(people.asks("channelsOf", person("alice"), TOO_LARGE, 10))
        .isEqualTo(List.of(List.of(), number(0)));
  }

  @Test
  void the_deposit_is_known_before() {
    assertThat(people.asks("depositNow")).isEqualTo(List.of(DEPOSIT.value()));
  }

  // ----------------------------------------------------------------------------------- members

  @Test
  void strangers_and_members_are_told_apart() {
    people.join(garden, "bob");
    people.does("alice", "removeMember", garden, person("bob"));
    assertThat(people.asks("standingOf", garden, person("bob"))).isEqualTo(List.of(false, true));
    people.does("alice", "invite", garden, person("bob"));
    assertThat(people.asks("standingOf", garden, person("bob"))).isEqualTo(List.of(true, true));
    assertThat(people.asks("strangers", garden, Address.ZERO, 10))
        .isEqualTo(List.of(List.of(List.of(person("bob"), true, true)), Address.ZERO));
    assertThat(people.asks("members", garden, Address.ZERO, 10))
        .isEqualTo(List.of(List.of(List.of(person("alice"), number(3))), Address.ZERO));
    assertThat(people.asks("roleOf", garden, person("alice"))).isEqualTo(List.of(number(3)));
    assertThat(people.asks("roleOf", garden, person("bob"))).isEqualTo(List.of(number(0)));
  }

  // ------------------------------------------------------------------------------------- pages

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void lists_are_read_in_pages_of_any_size(int size) {
    var members = new ArrayList<>(List.of(person("alice")));
    for (int i = 0; i < 6; i++) {
      Address account = Address.system(0x20000 + i);
      members.add(account);
      people.commands(scope -> ChannelCommands.addMember(scope, garden, account, Role.MEMBER));
      people.place(task(i), garden, "t" + i);
      people.place(new Item(Kind.TOOL, id(i)), garden);
      people.create("alice", "c" + i, false);
      people.does("alice", "invite", 2 + i, person("bob"));
    }
    members.sort(null);

    assertThat(pages("members", size, Address.ZERO, garden)).map(List::getFirst).isEqualTo(members);
    assertThat(pages("items", size, Hash.ZERO.toBytes(), garden, 1))
        .isEqualTo(
            IntStream.range(0, 6)
                .boxed()
                .sorted((a, b) -> id(a).compareTo(id(b)))
                .map(i -> List.of(id(i).toBytes(), List.of("t" + i)))
                .toList());
    assertThat(pages("channels", size, number(0))).map(List::getFirst).isEqualTo(numbers(1, 7));
    assertThat(pages("channelsOf", size, number(0), person("alice")))
        .map(List::getFirst)
        .isEqualTo(numbers(1, 7));
    assertThat(pages("strangers", size, Address.ZERO, 3))
        .isEqualTo(List.of(List.of(person("bob"), true, false)));
  }

  private static List<BigInteger> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(BigInteger::valueOf).toList();
  }

  /** All entries of a list whose function takes {@code arguments}, a cursor and a size. */
  private List<List<Object>> pages(String function, int size, Object start, Object... arguments) {
    var entries = new ArrayList<List<Object>>();
    Object cursor = start;
    do {
      Object[] all = Stream.concat(Stream.of(arguments), Stream.of(cursor, size)).toArray();
      List<Object> page = people.asks(function, all);
      assertThat((List<?>) page.getFirst()).hasSizeBetween(1, size);
      ((List<?>) page.getFirst()).forEach(entry -> entries.add(List.copyOf((List<?>) entry)));
      cursor = page.get(1);
    } while (!cursor.equals(start));
    return entries;
  }

  @Test
  void pages_have_one_to_a_hundred_entries() {
    for (int size : new int[] {0, 101, 65_535}) {
      var refusal = new PageOutOfRange(BigInteger.valueOf(size), 100);
      people.refuses(refusal, "dave", "channels", 0, size);
      people.refuses(refusal, "dave", "members", garden, Address.ZERO, size);
      people.refuses(refusal, "dave", "strangers", garden, Address.ZERO, size);
      people.refuses(refusal, "dave", "channelsOf", person("alice"), 0, size);
      people.refuses(refusal, "dave", "items", garden, 1, Hash.ZERO, size);
    }
    assertThatThrownBy(() -> ChannelLists.channels(people.state(), 0, 101))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChannelLists.channels(people.state(), 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ------------------------------------------------------------------------------------- items

  @Test
  void an_item_is_found_with_its_tags() {
    people.place(task(1), garden, "red", "blue");
    assertThat(people.asks("placeOf", 1, id(1)))
        .isEqualTo(List.of(number(garden), List.of("blue", "red")));
    assertThat(people.asks("items", garden, 1, Hash.ZERO, 10))
        .isEqualTo(List.of(List.of(List.of(id(1).toBytes(), List.of("blue", "red"))), zero()));
    assertThat(people.asks("items", garden, 3, Hash.ZERO, 10))
        .isEqualTo(List.of(List.of(), zero()));
  }

  private static Bytes zero() {
    return Hash.ZERO.toBytes();
  }
}
