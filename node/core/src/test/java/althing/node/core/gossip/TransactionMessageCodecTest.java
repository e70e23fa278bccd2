package althing.node.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.gossip.TransactionMessage.Announcement;
import althing.node.core.gossip.TransactionMessage.Answer;
import althing.node.core.gossip.TransactionMessage.Request;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionMessageCodecTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final Hash A = Hash.fromHex("0x" + "aa".repeat(32));
  private static final Hash B = Hash.fromHex("0x" + "bb".repeat(32));

  static final List<TransactionMessage> SAMPLES =
      List.of(
          new Announcement(List.of(A, B)),
          new Request(7, List.of(B)),
          new Answer(-1, List.of(Bytes.of((byte) 1, (byte) 2), Bytes.EMPTY)));

  private static final List<String> GOLDEN =
      List.of(
          "01" + "01" + "0002" + "aa".repeat(32) + "bb".repeat(32),
          "01" + "02" + "00000007" + "0001" + "bb".repeat(32),
          "01" + "03" + "ffffffff" + "0002" + "000000020102" + "00000000");

  @Test
  void bytes_are_fixed() {
    for (int i = 0; i < GOLDEN.size(); i++) {
      byte[] encoded = TransactionMessageCodec.encode(SAMPLES.get(i));
      assertThat(HEX.formatHex(encoded)).isEqualTo(GOLDEN.get(i));
      assertThat(TransactionMessageCodec.decode(encoded)).isEqualTo(SAMPLES.get(i));
    }
  }

  @Test
  void a_message_cut_short_or_with_a_byte_left_over_is_refused() {
    for (String golden : GOLDEN) {
      byte[] good = HEX.parseHex(golden);
      for (int length = 0; length <= good.length + 1; length++) {
        byte[] wrong = Arrays.copyOf(good, length);
        if (length != good.length) {
          assertThatThrownBy(() -> TransactionMessageCodec.decode(wrong))
              .isInstanceOf(MalformedException.class);
        }
      }
    }
  }

  @Test
  void what_is_wrong_is_named_with_its_offset() {
    refused("", "offset 0: version needs 1 bytes, 0 are left");
    refused("02", "offset 0: unknown version 2");
    refused("0100", "offset 1: unknown tag 0");
    refused("01010000", "offset 2: number of hashes 0 is not within 1 to 1024");
    refused("01010401", "offset 2: number of hashes 1025 is not within 1 to 1024");
    refused("01010400", "offset 4: hashes needs 32768 bytes, 0 are left");
    refused("0102000000070101", "offset 6: number of hashes 257 is not within 1 to 256");
    refused("0103000000070000", "offset 6: number of envelopes 0 is not within 1 to 256");
    refused("0103000000070100", "offset 8: envelopes needs 1024 bytes, 0 are left");
    refused(
        "010300000007000100080001",
        "offset 8: size of an envelope 524289 is not within 0 to 524288");
    refused(
        "0103000000070001ffffffff",
        "offset 8: size of an envelope 4294967295 is not within 0 to 524288");
    refused("01030000000700010000000211", "offset 12: envelope needs 2 bytes, 1 are left");
    refused(
        "0103000000070002" + "00000001aa" + "00080000",
        "offset 13: size of an envelope 524288 is not within 0 to 524287");
  }

  @Test
  void what_nobody_would_read_is_not_written() {
    notWritten(new Announcement(List.of()));
    notWritten(new Announcement(Collections.nCopies(1_025, A)));
    notWritten(new Request(1, Collections.nCopies(257, A)));
    notWritten(new Answer(1, List.of()));
    notWritten(new Answer(1, Collections.nCopies(257, Bytes.EMPTY)));
    notWritten(new Answer(1, Collections.nCopies(5, Bytes.wrap(new byte[128 << 10]))));
  }

  private static void notWritten(TransactionMessage message) {
    assertThatThrownBy(() -> TransactionMessageCodec.encode(message))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void refused(String hex, String why) {
    assertThatThrownBy(() -> TransactionMessageCodec.decode(HEX.parseHex(hex)))
        .isInstanceOf(MalformedException.class)
        .hasMessage("message about transactions, " + why);
  }
}
