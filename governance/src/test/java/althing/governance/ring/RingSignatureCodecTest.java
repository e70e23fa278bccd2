package althing.governance.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingSignatureCodecTest {

  private static final Bytes GOOD =
      RingSignatureCodec.encode(
          RingSignatures.sign(Votes.privateKey(0), Votes.onBridge(Votes.ring(2), "yes")));

  /** The vote of voter 0 in a ring of two, as version 1 makes it. */
  @Test
  void the_first_versions_bytes_stay() {
    assertThat(GOOD.toHex())
        .isEqualTo(
            "0x038917b7d49eb605e8bc985a91767396d2620fee3cdfbc591fabf98d17cf210dc6"
                + "058a47b6586f6ddf524edadb86ad0d405f5c20dbcf8649293fffb5a8b8ad7d49"
                + "f37da4810f5a6c1bb2cc7682d74b55852482a27ab0f7da7c61e95439afe316c9"
                + "1523e46e2016ed27bb19abeffe3a60a94538f64260c18e57f4624498117cb826");
  }

  @ParameterizedTest(name = "{0} members")
  @CsvSource({"2, 129", "3, 161", "16, 577", "128, 4161"})
  void a_signature_has_65_bytes_and_32_for_each_member(int members, int size) {
    RingSignature signature =
        RingSignatures.sign(Votes.privateKey(1), Votes.onBridge(Votes.ring(members), "yes"));
    Bytes encoded = RingSignatureCodec.encode(signature);

    assertThat(encoded.size()).isEqualTo(size).isEqualTo(RingSignatureCodec.size(members));
    assertThat(RingSignatureCodec.decode(encoded)).isEqualTo(signature);
    assertThat(RingSignatureCodec.MAX_SIZE).isEqualTo(4161);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 65, 97, 128, 130, 160, 4160, 4162, 4193})
  void other_lengths_are_malformed(int length) {
    assertMalformed(
        Bytes.wrap(new byte[length]),
        "ring signature: ends at offset " + length + ", not after 2 to 128 responses");
  }

  @Test
  void an_image_off_the_curve_is_malformed() {
    assertMalformed(
        with(0, Bytes.of((byte) 4)), "ring signature: image at offset 0 is not a compressed point");
    assertMalformed(
        with(0, Bytes.wrap(new byte[CurvePoint.SIZE])),
        "ring signature: image at offset 0 is not a compressed point");
  }

  @ParameterizedTest
  @CsvSource({"challenge, 33", "response 0, 65", "response 1, 97"})
  void numbers_end_below_the_order(String field, int offset) {
    String message =
        "ring signature: " + field + " at offset " + offset + " is not below the order";
    BigInteger last = Curve.ORDER.subtract(BigInteger.ONE);

    assertMalformed(with(offset, number(Curve.ORDER)), message);
    assertMalformed(
        with(offset, number(BigInteger.TWO.pow(256).subtract(BigInteger.ONE))), message);
    for (BigInteger allowed : List.of(BigInteger.ZERO, last)) {
      Bytes encoded = with(offset, number(allowed));
      assertThat(RingSignatureCodec.encode(RingSignatureCodec.decode(encoded))).isEqualTo(encoded);
    }
  }

  @Test
  void no_signature_is_made_of_numbers_out_of_range() {
    RingSignature good = RingSignatureCodec.decode(GOOD);
    for (BigInteger wrong : List.of(BigInteger.ONE.negate(), Curve.ORDER)) {
      assertThatThrownBy(() -> new RingSignature(good.image(), wrong, good.responses()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("challenge outside 0..n-1");
      assertThatThrownBy(
              () -> new RingSignature(good.image(), good.challenge(), List.of(wrong, wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("response outside 0..n-1");
    }
    for (int size : new int[] {1, 129}) {
      assertThatThrownBy(() ->
              new RingSignature(
                  good.image(), good.challenge(), Collections.nCopies(size, BigInteger.ONE)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a ring has 2 to 128 members, not " + size);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void any_bytes_are_the_one_encoding_of_a_signature_or_malformed(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = i % 2 == 0 ? changed(random) : made(random);
      try {
        RingSignature signature = RingSignatureCodec.decode(Bytes.of(bytes));
        assertThat(RingSignatureCodec.encode(signature)).isEqualTo(Bytes.of(bytes));
      } catch (MalformedException e) {
        assertThat(e).hasMessageMatching("ring signature: .* at offset \\d+.*");
      }
    }
  }

  /** The good one with up to three bits flipped. */
  private static byte[] changed(Random random) {
    byte[] bytes = GOOD.toArray();
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** Random bytes of a length near or at that of a small signature, with or without its tag. */
  private static byte[] made(Random random) {
    byte[] bytes = new byte[RingSignatureCodec.size(random.nextInt(5)) + random.nextInt(2)];
    random.nextBytes(bytes);
    bytes[0] = (byte) random.nextInt(5);
    return bytes;
  }

  private static Bytes with(int at, Bytes part) {
    return GOOD.slice(0, at).concat(part).concat(GOOD.slice(at + part.size(), GOOD.size()));
  }

  private static Bytes number(BigInteger value) {
    return Bytes.wrap(Curve.bytes(value));
  }

  private static void assertMalformed(Bytes encoded, String message) {
    assertThatThrownBy(() -> RingSignatureCodec.decode(encoded))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }
}
