package althing.node.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.state.PagePath;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.snapshot.SnapshotMessage.EntriesSent;
import althing.node.core.snapshot.SnapshotMessage.EntriesWanted;
import althing.node.core.snapshot.SnapshotMessage.HeadSent;
import althing.node.core.snapshot.SnapshotMessage.HeadWanted;
import althing.node.core.snapshot.SnapshotMessage.NotServed;
import althing.node.core.snapshot.SnapshotMessage.OfferWanted;
import althing.node.core.snapshot.SnapshotMessage.Offered;
import althing.node.core.snapshot.SnapshotMessage.PagesSent;
import althing.node.core.snapshot.SnapshotMessage.PagesWanted;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages are read as they were written, and nothing else is read. */
class SnapshotCodecTest {

  static final List<SnapshotMessage> MESSAGES =
      List.of(
          new OfferWanted(255),
          new Offered(255, 930),
          new HeadWanted(255, 930, 262_144),
          new HeadSent(255, 5, Bytes.fromHex("0xcafe")),
          new PagesWanted(
              255, 930, List.of(PagePath.ROOT, PagePath.decode(Bytes.fromHex("0x033f00")))),
          new PagesSent(255, List.of(Bytes.fromHex("0x01"), Bytes.fromHex("0x0203"))),
          new EntriesWanted(255, 930, Bytes.fromHex("0xab00")),
          new EntriesSent(
              255,
              true,
              List.of(
                  new Entry(Bytes.fromHex("0x01"), Bytes.fromHex("0x0203")),
                  new Entry(Bytes.fromHex("0x0102"), Bytes.EMPTY))),
          new NotServed(255));

  private static final List<String> DOCUMENTED =
      List.of(
          "",
          "00000000000003a2",
          "00000000000003a2" + "00040000",
          "00000005" + "00000002" + "cafe",
          "00000000000003a2" + "0002" + "00" + "033f00",
          "0002" + "0001" + "01" + "0002" + "0203",
          "00000000000003a2" + "0002" + "ab00",
          "01" + "00000002" + ("000101" + "000000020203") + ("00020102" + "00000000"),
          "");

  @Test
  void the_bytes_are_those_of_the_documentation_and_are_read_again() {
    for (int i = 0; i < MESSAGES.size(); i++) {
      SnapshotMessage message = MESSAGES.get(i);
      byte[] encoded = SnapshotCodec.encode(message);
      assertThat(Bytes.of(encoded).toHex())
          .isEqualTo("0x010" + (i + 1) + "00000000000000ff" + DOCUMENTED.get(i));
      assertThat(SnapshotCodec.decode(encoded)).isEqualTo(message);
    }
  }

  @Test
  void a_message_cut_short_anywhere_or_with_more_behind_it_is_refused() {
    for (SnapshotMessage message : MESSAGES) {
      byte[] whole = SnapshotCodec.encode(message);
      for (int size = 0; size < whole.length; size++) {
        byte[] part = Arrays.copyOf(whole, size);
        assertThatThrownBy(() -> SnapshotCodec.decode(part)).isInstanceOf(MalformedException.class);
      }
      assertThatThrownBy(() -> SnapshotCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
          .isInstanceOf(MalformedException.class)
          .hasMessage("snapshot message, offset %d: 1 bytes left over", whole.length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "02, 'offset 0: version 2 is not within 1 to 1'",
    "0100, 'offset 1: kind 0 is not within 1 to 9'",
    "010a, 'offset 1: kind 10 is not within 1 to 9'",
    "01014000000000000000, 'offset 2: request 4611686018427387904 is not within'",
    "010300000000000000010000000000000000, 'offset 10: height 0 is not within 1 to'",
    "0103000000000000000100000000000000010fffffff, 'offset 18: offset 268435455 is not within'",
    "0104000000000000000104000001, 'offset 10: total 67108865 is not within 1 to 67108864'",
    "010400000000000000010000000500000006, 'offset 14: length of piece 6 is not within 1 to 5'",
    "0105000000000000000100000000000000010101, 'offset 18: number of paths 257 is not within'",
    "01050000000000000001000000000000000100014000, 'offset 20: path needs 33 bytes, 2 are left'",
    "010600000000000000010000, 'offset 10: number of pages 0 is not within 1 to 256'",
    "0106000000000000000100010ffff0, 'offset 12: length of page 4095 is not within 1 to'",
    "0107000000000000000100000000000000011002, 'offset 18: length of from 4098 is not within'",
    "0108000000000000000102, 'offset 10: more 2 is not within 0 to 1'",
    "01080000000000000001007fffffff, 'offset 11: number of entries 2147483647 is not within'",
    "010800000000000000010100000000, 'offset 11: number of entries 0 is not within 1 to 1'",
  })
  void a_number_outside_its_bounds_is_refused_by_name(String message, String refusal) {
    assertThatThrownBy(() -> SnapshotCodec.decode(Bytes.fromHex("0x" + message).toArray()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(refusal);
  }
}
