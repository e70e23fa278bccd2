package althing.ledger.iou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.abi.ContractAbi;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.iou.IouEvent.ArcNetted;
import althing.ledger.iou.IouEvent.Defaulted;
import althing.ledger.iou.IouEvent.DisputeEnded;
import althing.ledger.iou.IouEvent.Disputed;
import althing.ledger.iou.IouEvent.Forgiven;
import althing.ledger.iou.IouEvent.Issued;
import althing.ledger.iou.IouEvent.Lapsed;
import althing.ledger.iou.IouEvent.Netted;
import althing.ledger.iou.IouEvent.Paid;
import althing.ledger.iou.IouEvent.Presented;
import althing.ledger.iou.IouEvent.Redeemed;
import althing.ledger.iou.IouEvent.TransferProposed;
import althing.ledger.iou.IouEvent.TransferWithdrawn;
import althing.ledger.iou.IouEvent.Transferred;
import althing.ledger.projection.Registry;
import althing.ledger.trust.Cause;
import althing.ledger.trust.Trust;
import althing.ledger.trust.TrustEvent;
import althing.ledger.trust.TrustEvent.Changed;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of IOU and trust events, for ever, and their logs. */
class IouEventsTest {

  private static final Registry REGISTRY = Registry.of(new Ious(), new Trust());
  private static final Address ALICE = Address.system(0xa11ce);
  private static final Address BOB = Address.system(0xb0b);
  private static final Hash ID = Hash.fromHex("11".repeat(32));
  private static final IouTerms TERMS = new IouTerms(ALICE, BOB, Amount.ofSp(10), 365, true, 7);

  static List<Event> samples() {
    return List.of(
        new Issued(ID, TERMS, Amount.ofSp(5), 3),
        new Presented(ID, ALICE, BOB, Amount.ofSp(4), Amount.ofSp(6), 9),
        new Paid(ID, ALICE, BOB, Amount.ofSp(2), Amount.ofSp(4)),
        new Redeemed(ID, ALICE, BOB, Amount.ofSp(5)),
        new Defaulted(ID, ALICE, BOB, Amount.ofSp(5), Amount.ONE),
        new Lapsed(ID, ALICE, BOB, Amount.ofSp(5)),
        new Forgiven(ID, ALICE, BOB, Amount.ofSp(2), Amount.ZERO, Amount.ofSp(5)),
        new TransferProposed(ID, BOB, ALICE),
        new TransferWithdrawn(ID, BOB),
        new Transferred(ID, BOB, Address.system(0xca201)),
        new Disputed(ID, ALICE, 10),
        new DisputeEnded(ID, 365, 13),
        new ArcNetted(ALICE, BOB, Amount.ofSp(3)),
        new Netted(ID, ALICE, BOB, Amount.ofSp(3), Amount.ofSp(7), Amount.ofSp(2)),
        new Changed(ALICE, Cause.IOU_DEFAULTED, 520_000, 420_000, 3, 20_000));
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
    assertThat(samples().stream().map(Event::getClass))
        .containsAll(
            Stream.of(IouEvent.class, TrustEvent.class)
                .flatMap(hierarchy -> Stream.of(hierarchy.getPermittedSubclasses()))
                .<Class<? extends Event>>map(variant -> variant.asSubclass(Event.class))
                .toList());
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
  void unknown_types_in_our_ranges_are_refused_by_name() {
    for (int type : new int[] {0x030e, 0x03ff, 0x0401, 0x04ff}) {
      byte[] encoded = record(samples().getFirst()).encoded().toArray();
      encoded[1] = (byte) (type >> 8);
      encoded[2] = (byte) type;
      assertThatThrownBy(() -> REGISTRY.decode(99, Bytes.wrap(encoded)))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("0x%04x", type);
    }
  }

  @Test
  void numbers_that_no_trust_has_are_refused() {
    var event = new Changed(ALICE, Cause.IOU_CREATED, 1_000_001, 1_000_000, 3, 0);
    assertThatThrownBy(() -> REGISTRY.decode(99, record(event).encoded()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("1000001 is above 1000000");
    var gained = new Changed(ALICE, Cause.IOU_CREATED, 1, 2, 3, 20_001);
    assertThatThrownBy(() -> REGISTRY.decode(99, record(gained).encoded()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("20001 is above 20000");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void iou_events_are_logs_of_the_contract_and_trust_is_none(Event event) {
    var log = REGISTRY.log(event);
    assertThat(log.isPresent()).isEqualTo(event instanceof IouEvent);
    log.ifPresent(written -> {
      assertThat(written.address()).isEqualTo(IouContract.ADDRESS);
      assertThat(IouContract.ABI.decodeLog(written).orElseThrow().event().name())
          .isEqualTo(event.getClass().getSimpleName());
    });
  }

  @Test
  void an_issue_is_logged_as_wallets_read_it() {
    ContractAbi.Emitted log =
        IouContract.ABI.decodeLog(REGISTRY.log(samples().getFirst()).orElseThrow()).orElseThrow();
    assertThat(log.event().signature())
        .isEqualTo("Issued(bytes32,address,address,uint256,uint256,uint64,bool,uint64)");
    assertThat(log.arguments().subList(0, 4))
        .isEqualTo(List.of(ID.toBytes(), ALICE, BOB, Amount.ofSp(10).value()));
  }

  /** Each refusal in Java is an error of the contract with as many arguments. */
  @Test
  void each_refusal_is_an_error_of_the_contract() {
    assertThat(Stream.of(IouRefusal.class.getPermittedSubclasses()).map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(
            IouContract.ABI.errors().stream().map(error -> error.name()).toList());
  }

  @Test
  void each_event_of_the_contract_is_one_of_ours() {
    assertThat(Stream.of(IouEvent.class.getPermittedSubclasses()).map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(
            IouContract.ABI.events().stream().map(event -> event.name()).toList());
  }

  private static Map<String, String> golden() throws IOException {
    try (InputStream in =
        IouEventsTest.class.getResourceAsStream("/althing/golden/iou-events.txt")) {
      var lines = new LinkedHashMap<String, String>();
      new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(parts -> lines.put(parts[0], parts[1]));
      return lines;
    }
  }
}
