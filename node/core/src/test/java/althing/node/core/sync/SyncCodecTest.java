package althing.node.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.block.BodyCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.EncodedBlock;
import althing.node.core.sync.SyncMessage.NotAvailable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages are read as they were written, and nothing else is read. */
class SyncCodecTest {

  private static final String WANTED = "0101" + "00000000000000ff" + "0000000000000007";
  private static final String SENT = "0102" + "0000000000000001" + "0000000000000009";

  @Test
  void the_bytes_are_those_of_the_documentation() {
    assertThat(hex(new BlocksWanted(255, 7, 256, 1 << 20))).isEqualTo(WANTED + "0100" + "00100000");
    assertThat(hex(new NotAvailable(255, 3, 9)))
        .isEqualTo("0103" + "00000000000000ff" + "0000000000000003" + "0000000000000009");
    assertThat(hex(sent()))
        .isEqualTo(
            SENT
                + "00000002"
                + "cafe"
                + "0002"
                + ("0001" + "aa" + "00000002" + "bbcc")
                + ("0002" + "0102" + "00000001" + "03"));
  }

  @Test
  void reading_undoes_writing() {
    assertThat(decode(hex(new BlocksWanted(255, 7, 256, 1 << 20))))
        .isEqualTo(new BlocksWanted(255, 7, 256, 1 << 20));
    assertThat(decode(hex(new NotAvailable(1, 0, 0)))).isEqualTo(new NotAvailable(1, 0, 0));
    assertThat(decode(hex(sent()))).usingRecursiveComparison().isEqualTo(sent());
  }

  @Test
  void a_message_cut_short_anywhere_or_with_more_behind_it_is_refused() {
    for (SyncMessage message :
        List.of(sent(), new BlocksWanted(1, 2, 3, 4_000), new NotAvailable(1, 2, 3))) {
      byte[] whole = SyncCodec.encode(message);
      for (int size = 0; size < whole.length; size++) {
        byte[] part = Arrays.copyOf(whole, size);
        assertThatThrownBy(() -> SyncCodec.decode(part)).isInstanceOf(MalformedException.class);
      }
      assertThatThrownBy(() -> SyncCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
          .isInstanceOf(MalformedException.class)
          .hasMessage("sync message, offset %d: 1 bytes left over", whole.length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "02, 'offset 0: version 2 is not within 1 to 1'",
    "0100, 'offset 1: kind 0 is not within 1 to 3'",
    "0104, 'offset 1: kind 4 is not within 1 to 3'",
    "01014000000000000000, 'offset 2: request 4611686018427387904 is not within'",
    "010100000000000000010000000000000000, 'offset 10: from 0 is not within 1 to'",
    "0101000000000000000100000000000000010000, 'offset 18: blocks 0 is not within 1 to 256'",
    "0101000000000000000100000000000000010101, 'offset 18: blocks 257 is not within 1 to 256'",
    "0101000000000000000100000000000000010001000003ff, 'offset 20: bytes 1023 is not within'",
    "010100000000000000010000000000000001000100400001, 'offset 20: bytes 4194305 is not within'",
    "0103000000000000000100000000000000050000000000000004, 'offset 18: highest 4 is not within 5'",
  })
  void a_number_outside_its_bounds_is_refused_by_name(String message, String refusal) {
    assertThatThrownBy(() -> decode(message))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(refusal);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 257})
  void an_answer_has_1_to_256_blocks(int count) {
    byte[] message =
        ByteBuffer.allocate(24)
            .put(Bytes.fromHex("0x" + SENT).toArray())
            .putInt(0)
            .putShort((short) count)
            .array();
    assertThatThrownBy(() -> SyncCodec.decode(message))
        .hasMessageContaining("offset 22: number of blocks %d is not within 1 to 256", count);
  }

  /** The lengths are refused before anything is reserved for what they announce. */
  @Test
  void lengths_beyond_their_bounds_are_refused_by_name() {
    assertThatThrownBy(() -> decode(SENT + "7fffffff"))
        .hasMessageContaining("offset 18: length of certificate 2147483647 is not within 0 to");
    assertThatThrownBy(() -> decode(SENT + "00000000" + "0001" + "0401"))
        .hasMessageContaining("offset 24: length of header 1025 is not within 1 to 1024");
    assertThatThrownBy(() -> decode(SENT + "00000000" + "0001" + "0001aa" + "ffffffff"))
        .hasMessageContaining(
            "offset 27: length of body 4294967295 is not within 1 to %d", BodyCodec.MAX_SIZE);
    assertThatThrownBy(() -> decode(SENT + "00000000" + "0001" + "0001aa" + "00000010"))
        .hasMessageContaining("offset 31: body needs 16 bytes, 0 are left");
  }

  private static BlocksSent sent() {
    return new BlocksSent(
        1, 9, List.of(block("0xaa", "0xbbcc"), block("0x0102", "0x03")), Bytes.fromHex("0xcafe"));
  }

  private static EncodedBlock block(String header, String body) {
    return new EncodedBlock(Bytes.fromHex(header).toArray(), Bytes.fromHex(body).toArray());
  }

  private static String hex(SyncMessage message) {
    return Bytes.wrap(SyncCodec.encode(message)).toHex().substring(2);
  }

  private static SyncMessage decode(String hex) {
    return SyncCodec.decode(Bytes.fromHex("0x" + hex).toArray());
  }
}
