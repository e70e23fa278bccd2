package althing.governance.channels;

import static althing.governance.channels.ChannelPeople.id;
import static althing.governance.channels.ChannelPeople.tags;
import static althing.governance.channels.ChannelPeople.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.governance.channels.ChannelEvent.ItemPlaced;
import althing.governance.channels.ChannelEvent.ItemRemoved;
import althing.governance.types.Tag;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RULES 12: a task, a proposal or a tool is in exactly one channel (D19). */
class ChannelItemsTest {

  private final ChannelPeople people = ChannelPeople.start();
  private final long garden = people.create("alice", "garden");

  @AfterEach
  void everything_adds_up() {
    people.check();
  }

  @Test
  void an_item_is_in_the_channel_it_was_placed_in_until_it_is_over() {
    people.place(task(1), garden, "roses", "water").place(task(2), Channel.ROOT);
    assertThat(people.channelOf(task(1))).isEqualTo(garden);
    assertThat(people.channelOf(task(2))).isEqualTo(Channel.ROOT);
    assertThat(Channels.find(people.state(), task(1)))
        .contains(new Placement(garden, tags("roses", "water")));
    assertThat(people.tally(garden).items()).isEqualTo(1);
    people.remove(task(1));
    assertThat(Channels.find(people.state(), task(1))).isEmpty();
    assertThat(people.tally(garden).items()).isZero();
    assertThat(people.events(ItemPlaced.class))
        .containsExactly(
            new ItemPlaced(task(1), garden, tags("roses", "water")),
            new ItemPlaced(task(2), Channel.ROOT, tags()));
    assertThat(people.events(ItemRemoved.class)).containsExactly(new ItemRemoved(task(1), garden));
  }

  @Test
  void things_of_different_kinds_may_have_the_same_id() {
    for (Kind kind : Kind.values()) {
      people.place(new Item(kind, id(1)), garden);
    }
    people.remove(new Item(Kind.PROPOSAL, id(1)));
    assertThat(people.channelOf(new Item(Kind.TASK, id(1)))).isEqualTo(garden);
    assertThat(people.channelOf(new Item(Kind.TOOL, id(1)))).isEqualTo(garden);
    assertThat(people.tally(garden).items()).isEqualTo(2);
  }

  /** Other parts ask before they place: an item in two channels would be a bug of ours. */
  @Test
  void what_cannot_be_is_a_bug() {
    people.place(task(1), garden);
    var most =
        IntStream.range(0, Item.MAX_TAGS)
            .mapToObj(i -> new Tag("t" + i))
            .collect(Collectors.toCollection(TreeSet::new));
    people.chain.acts(scope -> Channels.place(scope, task(2), garden, most));
    most.add(new Tag("one-more"));
    long archived = people.create("alice", "cellar");
    people.does("alice", "archive", archived, false);
    assertThatThrownBy(() -> people.chain.acts(scope -> Channels.place(scope, task(1), 0, tags())))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> people.chain.acts(scope -> Channels.place(scope, task(3), 9, tags())))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> people.chain.acts(scope -> Channels.place(scope, task(3), archived, tags())))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> people.chain.acts(scope -> Channels.place(scope, task(3), garden, most)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> people.chain.acts(scope -> Channels.remove(scope, task(3))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> people.channelOf(task(3))).isInstanceOf(IllegalStateException.class);
  }
}
