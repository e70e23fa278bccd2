package althing.governance.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.governance.channels.ChannelEvent.Archived;
import althing.governance.channels.ChannelEvent.Created;
import althing.governance.channels.ChannelEvent.Described;
import althing.governance.channels.ChannelEvent.InvitationWithdrawn;
import althing.governance.channels.ChannelEvent.Invited;
import althing.governance.channels.ChannelEvent.ItemMoved;
import althing.governance.channels.ChannelEvent.ItemPlaced;
import althing.governance.channels.ChannelEvent.ItemRemoved;
import althing.governance.channels.ChannelEvent.MemberAdded;
import althing.governance.channels.ChannelEvent.MemberLeft;
import althing.governance.channels.ChannelEvent.MemberRemoved;
import althing.governance.channels.ChannelEvent.OpennessSet;
import althing.governance.channels.ChannelEvent.Renamed;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.types.Tag;
import althing.ledger.abi.ContractAbi;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.projection.Registry;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of channel events, for ever, and their logs. */
class ChannelEventsTest {

  private static final Registry REGISTRY = Registry.of(new Channels());
  private static final Address ALICE = Address.system(0xa11ce);
  private static final Address BOB = Address.system(0xb0b);
  private static final Item ITEM = new Item(Kind.PROPOSAL, Hash.fromHex("11".repeat(32)));
  private static final SortedSet<Tag> TAGS = ChannelPeople.tags("water", "roses");

  static List<Event> samples() {
    return List.of(
        new Created(3, "garden", "trees", true, 2, ALICE, Amount.ofSp(10), Amount.ofSp(7), 4),
        new Renamed(3, "park", ALICE),
        new Described(3, "bäume", ALICE),
        new OpennessSet(3, false, ALICE),
        new MemberAdded(3, BOB, Role.MODERATOR, ALICE),
        new RoleGiven(3, BOB, Role.OWNER, Address.SYSTEM),
        new MemberLeft(3, BOB),
        new MemberRemoved(3, BOB, ALICE),
        new Invited(3, BOB, ALICE),
        new InvitationWithdrawn(3, BOB, ALICE),
        new Archived(3, 5, Amount.ofSp(7), Amount.ofSp(10)),
        new ItemPlaced(ITEM, 3, TAGS),
        new ItemMoved(ITEM, 3, 5),
        new ItemRemoved(ITEM, 5));
  }

  private static RecordedEvent record(Event event) {
    return REGISTRY.record(event, 99, 7, 1, 4);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void each_variant_keeps_the_bytes_it_was_introduced_with(Event event) throws IOException {
    assertThat(record(event).encoded().toHex())
        .isEqualTo(golden().get(event.getClass().getSimpleName()));
  }

  @Test
  void every_variant_is_sampled() {
    assertThat(samples().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(ChannelEvent.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void decoding_undoes_encoding(Event event) {
    RecordedEvent recorded = record(event);
    assertThat(REGISTRY.decode(99, recorded.encoded())).isEqualTo(recorded);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void bytes_left_over_or_missing_are_refused(Event event) {
    Bytes encoded = record(event).encoded();
    assertThatThrownBy(() -> REGISTRY.decode(99, encoded.concat(Bytes.of((byte) 0))))
        .isInstanceOf(MalformedException.class);
    for (int size = 0; size < encoded.size(); size++) {
      Bytes cut = encoded.slice(0, size);
      assertThatThrownBy(() -> REGISTRY.decode(99, cut)).isInstanceOf(MalformedException.class);
    }
  }

  /** L13. */
  @Test
  void unknown_types_in_our_range_are_refused_by_name() {
    for (int type : new int[] {0x070e, 0x07ff}) {
      byte[] encoded = record(samples().getFirst()).encoded().toArray();
      encoded[1] = (byte) (type >> 8);
      encoded[2] = (byte) type;
      assertThatThrownBy(() -> REGISTRY.decode(99, Bytes.wrap(encoded)))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("0x%04x", type);
    }
  }

  @Test
  void values_that_no_channel_has_are_refused() {
    refuses(new Renamed(3, "Park", ALICE), "no name of a channel: Park");
    refuses(new Renamed(3, "_general", ALICE), "no name of a channel: _general");
    refuses(new Renamed(3, "a".repeat(33), ALICE), "33");
    refuses(new Described(3, "x".repeat(257), ALICE), "257");
    refuses(new MemberAdded(3, BOB, Role.NONE, ALICE), "unknown role of a member: 0");
    refuses(new RoleGiven(3, BOB, Role.NONE, ALICE), "unknown role of a member: 0");
  }

  private static void refuses(ChannelEvent event, String words) {
    assertThatThrownBy(() -> REGISTRY.decode(99, record(event).encoded()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  /** G35: tags stand in byte order, each once, so that an event has one form. */
  @Test
  void tags_in_another_order_are_refused() {
    String placed = record(samples().get(11)).encoded().toHex();
    String roses = "85" + Bytes.utf8("roses").toHex().substring(2);
    String water = "85" + Bytes.utf8("water").toHex().substring(2);
    for (String order : List.of(water + roses, roses + roses)) {
      Bytes changed = Bytes.fromHex(placed.replace(roses + water, order));
      assertThatThrownBy(() -> REGISTRY.decode(99, changed))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("tags out of order");
    }
    Bytes unknownKind =
        Bytes.fromHex(placed.replace("02a0" + "11".repeat(32), "04a0" + "11".repeat(32)));
    assertThatThrownBy(() -> REGISTRY.decode(99, unknownKind))
        .hasMessageContaining("unknown kind of an item: 4");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void every_event_is_a_log_of_the_contract(Event event) {
    var log = REGISTRY.log(event).orElseThrow();
    assertThat(log.address()).isEqualTo(ChannelContract.ADDRESS);
    assertThat(ChannelContract.ABI.decodeLog(log).orElseThrow().event().name())
        .isEqualTo(event.getClass().getSimpleName());
  }

  @Test
  void a_move_is_logged_as_wallets_read_it() {
    ContractAbi.Emitted log =
        ChannelContract.ABI
            .decodeLog(REGISTRY.log(new ItemMoved(ITEM, 3, 5)).orElseThrow())
            .orElseThrow();
    assertThat(log.event().signature()).isEqualTo("ItemMoved(uint8,bytes32,uint64,uint64)");
    assertThat(log.arguments())
        .isEqualTo(
            List.of(
                BigInteger.TWO, ITEM.id().toBytes(), BigInteger.valueOf(3), BigInteger.valueOf(5)));
  }

  /** Each refusal in Java is an error of the contract, and the other way round. */
  @Test
  void each_refusal_is_an_error_of_the_contract() {
    assertThat(Stream.of(ChannelRefusal.class.getPermittedSubclasses()).map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(
            ChannelContract.ABI.errors().stream().map(error -> error.name()).toList());
  }

  @Test
  void each_event_of_the_contract_is_one_of_ours() {
    assertThat(Stream.of(ChannelEvent.class.getPermittedSubclasses()).map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(
            ChannelContract.ABI.events().stream().map(event -> event.name()).toList());
  }

  private static Map<String, String> golden() throws IOException {
    try (InputStream in =
        ChannelEventsTest.class.getResourceAsStream("/althing/golden/channel-events.txt")) {
      var lines = new LinkedHashMap<String, String>();
      new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(parts -> lines.put(parts[0], parts[1]));
      return lines;
    }
  }
}
