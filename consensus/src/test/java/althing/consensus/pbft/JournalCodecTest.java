package althing.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCodecTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final String VIEW_2 = "0000000000000003" + "0000000000000002";
  private static final String ABOUT_BLOCK = VIEW_2 + "0000000000000009" + "05".repeat(32);

  private static final List<String> GOLDEN =
      List.of(
          "01" + "0000000000000003" + "0000000000000001",
          "02" + "00" + ABOUT_BLOCK + "bb".repeat(64),
          "02" + "01" + ABOUT_BLOCK + "bb".repeat(64),
          "02" + "02" + ABOUT_BLOCK + "bb".repeat(64),
          "02" + "03" + "0000000000000003" + "0000000000000003" + "cc".repeat(64),
          "03" + "0000002a" + "0000000000000009" + "04".repeat(32) + "0102",
          "04"
              + ("02" + ABOUT_BLOCK + "0003")
              + ("0000" + "00".repeat(64) + "0001" + "01".repeat(64) + "0003" + "03".repeat(64)),
          "05");

  @Test
  void bytes_are_fixed() {
    var records = Samples.records();
    assertThat(records).hasSameSizeAs(GOLDEN);
    for (int i = 0; i < GOLDEN.size(); i++) {
      assertThat(HEX.formatHex(JournalCodec.encode(records.get(i)))).isEqualTo(GOLDEN.get(i));
      assertThat(decode(HEX.parseHex(GOLDEN.get(i)))).isEqualTo(records.get(i));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void decoding_undoes_encoding(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      var record = Samples.record(random);
      assertThat(decode(JournalCodec.encode(record))).isEqualTo(record);
    }
  }

  @ParameterizedTest
  @MethodSource("althing.consensus.pbft.Samples#records")
  void a_record_cut_short_or_with_a_byte_left_over_is_refused(JournalRecord record) {
    byte[] good = JournalCodec.encode(record);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(MalformedMessageException.class);
    }
    assertThatThrownBy(() -> decode(Arrays.copyOf(good, good.length + 1)))
        .hasMessage("journal record, offset %d: 1 bytes left over".formatted(good.length));
  }

  @Test
  void an_unknown_kind_of_record_is_refused() {
    assertThatThrownBy(() -> decode(new byte[] {6}))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("journal record, offset 0: unknown tag 6");
  }

  private static JournalRecord decode(byte[] encoded) {
    return JournalCodec.decode(encoded, Samples::readBlock);
  }
}
