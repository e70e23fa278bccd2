package althing.node.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.pbft.ProposeHead;
import althing.ledger.block.Block;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.gossip.CompactMessage.Compact;
import althing.node.core.gossip.CompactMessage.Placed;
import althing.node.core.gossip.CompactMessage.Supplied;
import althing.node.core.gossip.CompactMessage.Wanted;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompactMessageCodecTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final CompactMessageCodec CODEC =
      new CompactMessageCodec(ProposalSamples.MESSAGES);
  private static final Hash A = Hash.fromHex("0x" + "aa".repeat(32));
  private static final Hash B = Hash.fromHex("0x" + "bb".repeat(32));
  private static final Block BLOCK = ProposalSamples.block(List.of());
  private static final ProposeHead HEAD = ProposeHead.of(ProposalSamples.propose(5, BLOCK));

  static final List<CompactMessage> SAMPLES =
      List.of(
          new Compact(
              HEAD,
              BLOCK.header(),
              Bytes.of((byte) 1, (byte) 2),
              Bytes.wrap(new byte[80]),
              Bytes.of((byte) 3),
              List.of(A, B)),
          new Compact(HEAD, BLOCK.header(), Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY, List.of()),
          new Wanted(A, List.of(0, 7, 100_000)),
          new Supplied(
              A, List.of(new Placed(2, Bytes.of((byte) 1)), new Placed(3, Bytes.of((byte) 2)))),
          new Supplied(B, List.of()));

  private static final String OPENING =
      "41"
          + sized(ProposalSamples.MESSAGES.encodeHead(HEAD))
          + sized(HeaderCodec.encode(BLOCK.header()));

  private static final List<String> GOLDEN =
      List.of(
          OPENING
              + ("000000020102" + "00000050" + "00".repeat(80) + "0000000103")
              + ("00000002" + "aa".repeat(32) + "bb".repeat(32)),
          OPENING + "00000000" + "00000000" + "00000000" + "00000000",
          "42" + "aa".repeat(32) + "00000003" + "00000000" + "00000007" + "000186a0",
          "43" + "aa".repeat(32) + "00000002" + "000000020000000101" + "000000030000000102",
          "43" + "bb".repeat(32) + "00000000");

  @Test
  void bytes_are_fixed() {
    assertThat(GOLDEN).hasSameSizeAs(SAMPLES);
    for (int i = 0; i < GOLDEN.size(); i++) {
      byte[] encoded = CODEC.encode(SAMPLES.get(i));
      assertThat(HEX.formatHex(encoded)).isEqualTo(GOLDEN.get(i));
      assertThat(CODEC.decode(encoded)).isEqualTo(SAMPLES.get(i));
      assertThat(CompactMessageCodec.isCompact(encoded)).isTrue();
    }
  }

  @Test
  void a_message_cut_short_or_with_a_byte_left_over_is_refused() {
    for (String golden : GOLDEN) {
      byte[] good = HEX.parseHex(golden);
      for (int length = 0; length <= good.length + 1; length++) {
        byte[] wrong = Arrays.copyOf(good, length);
        if (length != good.length) {
          assertThatThrownBy(() -> CODEC.decode(wrong)).isInstanceOf(MalformedException.class);
        }
      }
    }
  }

  @Test
  void other_messages_of_the_lane_are_told_apart() {
    for (int first = 0; first < 256; first++) {
      assertThat(CompactMessageCodec.isCompact(new byte[] {(byte) first}))
          .isEqualTo(first >= 0x41 && first <= 0x43);
    }
    assertThat(CompactMessageCodec.isCompact(new byte[0])).isFalse();
  }

  @Test
  void what_is_wrong_is_named_with_its_offset() {
    int at = OPENING.length() / 2;
    String a = "aa".repeat(32);
    refused("", "offset 0: tag needs 1 bytes, 0 are left");
    refused("40", "offset 0: unknown tag 64");
    refused("4100000000", "offset 1: size of the head 0 is not within 1 to 2147483647");
    refused("417fffffff00", "offset 5: head needs 2147483647 bytes, 1 are left");
    refused(
        "410000000100", "offset 1: head of a proposal, offset 0: epoch needs 8 bytes, 1 are left");
    refused(
        OPENING + "00800001",
        "offset %d: size of the lastCommit 8388609 is not within 0 to 8388608".formatted(at));
    refused(
        OPENING + "00000000" + "0000000101",
        "offset %d: vrfProof has 1 bytes, not 0 or 80".formatted(at + 4));
    refused(
        OPENING + "00000000" + "00000051",
        "offset %d: size of the vrfProof 81 is not within 0 to 80".formatted(at + 4));
    refused(
        OPENING + "00000000" + "00000000" + "00000000" + "000186a1",
        "offset %d: number of hashes 100001 is not within 0 to 100000".formatted(at + 12));
    refused(
        OPENING + "00000000" + "00000000" + "00000000" + "000186a0",
        "offset %d: hashes needs 3200000 bytes, 0 are left".formatted(at + 16));
    refused("42" + a + "00000000", "offset 33: number of positions 0 is not within 1 to 100000");
    refused("42" + a + "000186a0", "offset 37: positions needs 400000 bytes, 0 are left");
    refused(
        "42" + a + "00000002" + "00000007" + "00000007",
        "offset 41: position 7 is not within 8 to 100000");
    refused(
        "43" + a + "00000001" + "00000000" + "00000000" + "00",
        "offset 41: size of the envelope 0 is not within 1 to 1048576");
    refused(
        "43" + a + "00000001" + "00000000" + "00000002" + "00",
        "offset 45: envelope needs 2 bytes, 1 are left");
    refused("43" + a + "000186a0", "offset 37: transactions needs 900000 bytes, 0 are left");
  }

  private static String sized(byte[] bytes) {
    return "%08x".formatted(bytes.length) + HEX.formatHex(bytes);
  }

  private static void refused(String hex, String why) {
    assertThatThrownBy(() -> CODEC.decode(HEX.parseHex(hex)))
        .isInstanceOf(MalformedException.class)
        .hasMessage("message about a proposal, " + why);
  }
}
