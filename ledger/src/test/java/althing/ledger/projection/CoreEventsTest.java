package althing.ledger.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.AccountEvent.Transferred;
import althing.ledger.account.Accounts;
import althing.ledger.account.Pot;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.BlockStarted;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.CommitCounted;
import althing.ledger.protocol.ProtocolEvent.GenesisSealed;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.protocol.ProtocolEvent.TickPaused;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.treasury.Treasury;
import althing.ledger.treasury.TreasuryEvent.Donated;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of accounts, treasury and protocol events, for ever. */
class CoreEventsTest {

  private static final Registry REGISTRY =
      Registry.of(new Protocol(), new Accounts(), new Treasury());
  private static final Address ALICE = Address.system(0xa11ce);
  private static final Address BOB = Address.system(0xb0b);
  private static final Hash ID = Hash.wrap(Bytes.fromHex("11".repeat(32)).toArray());

  static List<Event> samples() {
    return List.of(
        new ChainStarted(Amount.of(930), 1_700_000_000_000L, "single", ID.toBytes()),
        new ParameterSet("epochMillis", 86_400_000),
        new ValidatorsSeated(List.of(new Seat(ALICE, ID.toBytes()))),
        new BlockStarted(7, 1_700_000_000_123L, BOB, Amount.of(1_000_000_000), 42_000),
        new TickPaused(3, 0, 2, Bytes.fromHex("0102")),
        new TickEnded(3, 1),
        new CommitCounted(41, List.of(0, 2, 3)),
        new GenesisSealed(ID),
        new Minted(ALICE, Amount.ofSp(10_000)),
        new Transferred(ALICE, BOB, Amount.ONE),
        new TransactionApplied(ALICE, 5, 21_000, Amount.of(1_000_000_007), true),
        new Moved(new Pot.Balance(ALICE), new Pot.Escrow(ID), Amount.ofSp(3)),
        new Donated(ALICE, 0, Amount.ofSp(1)));
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

  /** L13: what this version does not know is refused by name, never skipped. */
  @Test
  void unknown_formats_types_and_schemas_are_named() {
    byte[] encoded = record(new TickEnded(3, 1)).encoded().toArray();
    assertThatThrownBy(() -> REGISTRY.decode(99, changed(encoded, 0, 2)))
        .hasMessage("event 99: unknown format version 2");
    assertThatThrownBy(() -> REGISTRY.decode(99, changed(encoded, 1, 0x7f)))
        .hasMessage("event 99: unknown type 0x7f06");
    assertThatThrownBy(() -> REGISTRY.decode(99, changed(encoded, 3, 1)))
        .hasMessage("event 99: schema 1 of type 0x0006 is newer than this software");
  }

  @Test
  void projections_that_overlap_are_not_composed() {
    assertThatThrownBy(() -> Registry.of(new Accounts(), new Accounts()))
        .hasMessage("two projections are named accounts");
  }

  private static Bytes changed(byte[] encoded, int at, int value) {
    byte[] copy = encoded.clone();
    copy[at] = (byte) value;
    return Bytes.wrap(copy);
  }

  private static Map<String, String> golden() throws IOException {
    try (var in = CoreEventsTest.class.getResourceAsStream("/althing/golden/core-events.txt")) {
      if (in == null) {
        throw new IOException("core-events.txt is missing");
      }
      var lines = new LinkedHashMap<String, String>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        String[] parts = line.split(" ", 2);
        if (parts.length == 2) {
          lines.put(parts[0], parts[1]);
        }
      }
      return lines;
    }
  }
}
