package althing.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.Signature;
import althing.consensus.pbft.Vote.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {

  private static final MessageCodec CODEC = Samples.CODEC;
  private static final HexFormat HEX = HexFormat.of();

  private static final String BLOCK = "0000000000000009" + "04".repeat(32) + "0102";
  private static final String ID = HEX.formatHex(Samples.digest(HEX.parseHex(BLOCK)));
  private static final String VIEW_2 = "0000000000000003" + "0000000000000002";
  private static final String ABOUT_BLOCK = VIEW_2 + "0000000000000009" + "05".repeat(32);

  private static final List<String> GOLDEN =
      List.of(
          "01"
              + ("0000000000000003" + "0000000000000001" + "0000000000000009" + ID)
              + "aa".repeat(64)
              + "0000000000000000"
              + "00"
              + ("0000002a" + BLOCK),
          "01"
              + ("0000000000000003" + "0000000000000007" + "0000000000000009" + ID)
              + "aa".repeat(64)
              + "0000000000000004"
              + ("01" + "0000000000000003" + "0000000000000004" + "0000000000000009")
              + ("05".repeat(32) + "0003")
              + ("0000" + "00".repeat(64) + "0002" + "02".repeat(64) + "0003" + "03".repeat(64))
              + "02"
              + ("03" + "0000000000000003" + "0000000000000005" + "0002")
              + ("0000" + "00".repeat(64) + "0001" + "01".repeat(64))
              + ("03" + "0000000000000003" + "0000000000000006" + "0001")
              + ("0002" + "02".repeat(64))
              + ("0000002a" + BLOCK),
          "02" + "01" + ABOUT_BLOCK + "bb".repeat(64),
          "02" + "02" + ABOUT_BLOCK + "bb".repeat(64),
          "02" + "03" + VIEW_2 + "bb".repeat(64),
          "03" + "01" + ABOUT_BLOCK + "0001" + ("0001" + "01".repeat(64)),
          "03" + "02" + ABOUT_BLOCK + "0002" + "0000" + "00".repeat(64) + "0104" + "04".repeat(64),
          "03"
              + ("03" + VIEW_2 + "0003")
              + ("0000" + "00".repeat(64) + "0001" + "01".repeat(64) + "03ff" + "ff".repeat(64)),
          "04" + VIEW_2 + "0000000000000008" + "01",
          "04" + "0000000000000000" + "0000000000000001" + "0000000000000000" + "00",
          "05" + "05".repeat(32),
          "06" + "0000002a" + BLOCK);

  @Test
  void the_head_of_a_proposal_is_read_without_its_block() {
    var unreadable =
        new MessageCodec(
            _ -> {
              throw new AssertionError("the block was read");
            },
            Samples.MAX_BLOCK_BYTES);
    for (Message message : Samples.messages()) {
      byte[] encoded = unreadable.encode(message);
      assertThat(MessageCodec.headOf(encoded))
          .isEqualTo(
              message instanceof Message.Propose propose
                  ? Optional.of(ProposeHead.of(propose))
                  : Optional.empty());
    }
    assertThat(MessageCodec.headOf(new byte[0])).isEmpty();
    assertThatThrownBy(() -> MessageCodec.headOf(new byte[] {1, 0}))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void bytes_are_fixed() {
    var messages = Samples.messages();
    assertThat(messages).hasSameSizeAs(GOLDEN);
    for (int i = 0; i < GOLDEN.size(); i++) {
      assertThat(HEX.formatHex(CODEC.encode(messages.get(i)))).isEqualTo(GOLDEN.get(i));
      assertThat(decode(GOLDEN.get(i))).isEqualTo(messages.get(i));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void decoding_undoes_encoding(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      var message = Samples.message(random);
      assertThat(CODEC.decode(CODEC.encode(message))).isEqualTo(message);
    }
  }

  /** Whatever decodes is the encoding of what it decodes to. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void no_message_has_two_encodings(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] encoded = CODEC.encode(Samples.message(random));
      encoded[random.nextInt(encoded.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(CODEC.encode(CODEC.decode(encoded))).isEqualTo(encoded);
      } catch (MalformedMessageException e) {
        assertThat(e).hasMessageStartingWith("message, offset " + e.offset() + ": ");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("althing.consensus.pbft.Samples#messages")
  void a_message_cut_short_or_with_a_byte_left_over_is_refused(Message message) {
    byte[] good = CODEC.encode(message);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> CODEC.decode(cut)).isInstanceOf(MalformedMessageException.class);
    }
    for (int extra = 0; extra < 256; extra++) {
      byte[] extended = Arrays.copyOf(good, good.length + 1);
      extended[good.length] = (byte) extra;
      assertThatThrownBy(() -> CODEC.decode(extended))
          .hasMessage("message, offset %d: 1 bytes left over".formatted(good.length));
    }
  }

  @Test
  void a_proposal_travels_without_its_block() {
    for (Message message : Samples.messages()) {
      if (message instanceof Message.Propose propose) {
        byte[] head = CODEC.encodeHead(ProposeHead.of(propose));
        byte[] whole = CODEC.encode(propose);
        assertThat(head).isEqualTo(Arrays.copyOfRange(whole, 1, 1 + head.length));
        assertThat(whole).hasSize(1 + head.length + 4 + propose.block().encoded().length);
        assertThat(CODEC.decodeHead(head).withBlock(propose.block())).isEqualTo(propose);

        for (int length = 0; length < head.length; length++) {
          byte[] cut = Arrays.copyOf(head, length);
          assertThatThrownBy(() -> CODEC.decodeHead(cut))
              .isInstanceOf(MalformedMessageException.class);
        }
        assertThatThrownBy(() -> CODEC.decodeHead(Arrays.copyOf(head, head.length + 1)))
            .isInstanceOf(MalformedMessageException.class);
      }
    }
  }

  @Test
  void a_head_takes_back_only_the_block_that_was_signed() {
    var block = Samples.block(9, 4);
    var head =
        new ProposeHead(
            Samples.proposing(3, 1, block), Samples.signature(1), 0, Optional.empty(), List.of());
    assertThat(head.withBlock(block).block()).isEqualTo(block);
    assertThatThrownBy(() -> head.withBlock(Samples.block(9, 5)))
        .isInstanceOf(MalformedBlockException.class)
        .hasMessageContaining("signed was " + block.id());
    assertThatThrownBy(
            () -> head.withBlock(new Samples.Block(block.id(), 8, block.parent(), List.of())))
        .isInstanceOf(MalformedBlockException.class)
        .hasMessageContaining("at height 8, signed was");
  }

  @Test
  void what_is_wrong_is_named_with_its_offset() {
    String propose = GOLDEN.get(1);
    String prepare = GOLDEN.get(2);
    String skip = GOLDEN.get(4);
    String certified = GOLDEN.get(6);
    String status = GOLDEN.get(8);
    String sent = GOLDEN.get(11);

    assertRefused("", "offset 0: tag needs 1 bytes, 0 are left");
    assertRefused("00", "offset 0: unknown tag 0");
    assertRefused("07", "offset 0: unknown tag 7");
    assertRefused("0204", "offset 1: unknown kind of vote 4");
    assertRefused(with(prepare, 1, "00"), "offset 1: a proposal without its block");
    assertRefused(with(prepare, 2, "80"), "offset 2: epoch 9223372036854775811");
    assertRefused(with(prepare, 2, "40"), "offset 2: epoch 4611686018427387907");
    assertRefused(with(prepare, 10, "00".repeat(8)), "offset 10: view 0");
    assertRefused(with(prepare, 18, "ff"), "offset 18: height 18374686479671623689");
    assertRefused(with(prepare, 26, "00".repeat(32)), "offset 26: PREPARE of no block");
    assertRefused(
        skip.substring(0, skip.length() - 2), "offset 18: signature needs 64 bytes, 63 are left");

    assertRefused(with(certified, 1, "00"), "offset 1: proposals are not certified");
    assertRefused(with(certified, 58, "0000"), "offset 58: 0 signatures");
    assertRefused(with(certified, 58, "0401"), "offset 58: 1025 signatures");
    assertRefused(
        with(certified, 58, "0400"), "offset 60: 1024 signatures needs 67584 bytes, 132 are left");
    assertRefused(with(certified, 126, "0000"), "offset 126: signer 0 after signer 0");
    assertRefused(with(certified, 126, "0400"), "offset 126: signer 1024 after signer 0");

    assertRefused(with(status, 9, "00".repeat(8)), "offset 9: view 0");
    assertRefused(with(status, 25, "02"), "offset 25: asks is 2, not 0 or 1");

    assertRefused(with(propose, 121, "0000000000000007"), "offset 121: parent view 7 of view 7");
    assertRefused(with(propose, 386, "41"), "offset 386: 65 skips");
    assertRefused(
        with(propose, 17, "0000000000000008"),
        "offset 623: block 0x%s at height 9, signed was 0x%s at height 8".formatted(ID, ID));

    assertRefused(with(sent, 1, "00000000"), "offset 1: block of 0 bytes, at most 4096");
    assertRefused(with(sent, 1, "00001001"), "offset 1: block of 4097 bytes, at most 4096");
    assertRefused(with(sent, 1, "ffffffff"), "offset 1: block of 4294967295 bytes, at most 4096");
    assertRefused("0600000001ff", "offset 1: no block");
  }

  @Test
  void what_nobody_would_read_is_not_written() {
    var tooLarge = Samples.block(9, 4, new byte[Samples.MAX_BLOCK_BYTES]);
    assertThatThrownBy(() -> CODEC.encode(new Message.BlockSent(tooLarge)))
        .isInstanceOf(IllegalArgumentException.class);
    var stranger = Samples.certificate(Samples.vote(Kind.SKIP, 3, 2), 1024);
    assertThatThrownBy(() -> CODEC.encode(new Message.Certified(stranger)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CODEC.encode(new Message.Status(1L << 62, 1, 0, false)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void no_message_is_longer_than_the_bound() {
    var everybody = new TreeMap<Integer, Signature>();
    for (int i = 0; i < 1024; i++) {
      everybody.put(i, Samples.signature(i));
    }
    var large = new QuorumCertificate(Samples.vote(Kind.PREPARE, 3, 99), everybody);
    var block = Samples.block(9, 4, new byte[Samples.MAX_BLOCK_BYTES - 40]);
    var largest =
        new Message.Propose(
            Samples.proposing(3, 100, block),
            Samples.signature(1),
            block,
            99,
            Optional.of(large),
            Collections.nCopies(64, large));
    byte[] encoded = CODEC.encode(largest);
    assertThat(encoded).hasSize(CODEC.maxMessageBytes());
    assertThat(CODEC.decode(encoded)).isEqualTo(largest);
  }

  @Test
  void certificates_have_an_encoding_of_their_own() {
    for (var kind : List.of(Kind.PREPARE, Kind.COMMIT, Kind.SKIP)) {
      var certificate = Samples.certificate(Samples.vote(kind, 3, 2), 0, 3, 1023);
      byte[] encoded = QuorumCertificateCodec.encode(certificate);
      assertThat(QuorumCertificateCodec.decode(encoded)).isEqualTo(certificate);
      assertThatThrownBy(
              () -> QuorumCertificateCodec.decode(Arrays.copyOf(encoded, encoded.length + 1)))
          .hasMessage("certificate, offset %d: 1 bytes left over".formatted(encoded.length));
      assertThatThrownBy(
              () -> QuorumCertificateCodec.decode(Arrays.copyOf(encoded, encoded.length - 1)))
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  private static String with(String hex, int offset, String replacement) {
    return hex.substring(0, 2 * offset)
        + replacement
        + hex.substring(2 * offset + replacement.length());
  }

  private static void assertRefused(String hex, String why) {
    assertThatThrownBy(() -> decode(hex))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("message, " + why);
  }

  private static Message decode(String hex) {
    return CODEC.decode(HEX.parseHex(hex));
  }
}
