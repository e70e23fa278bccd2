package althing.consensus.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule C4. */
class CertificateCodecTest {

  private static final String GOLDEN =
      "01"
          + "0000000000000003"
          + "0000000000000002"
          + "0000000000000009"
          + "05".repeat(32)
          + "0002"
          + "0001"
          + "aa".repeat(64)
          + "0104"
          + "bb".repeat(64);

  @Test
  void its_bytes_are_fixed() {
    var signatures = new TreeMap<Integer, Signature>();
    signatures.put(0x104, Signature.of(filled(64, 0xbb)));
    signatures.put(1, Signature.of(filled(64, 0xaa)));
    var certificate = new Certificate(3, 2, 9, BlockId.of(filled(32, 5)), signatures);

    assertThat(HexFormat.of().formatHex(CertificateCodec.encode(certificate))).isEqualTo(GOLDEN);
    assertThat(decode(GOLDEN)).isEqualTo(certificate);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void decoding_undoes_encoding(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      var certificate = certificate(random);
      byte[] encoded = CertificateCodec.encode(certificate);
      assertThat(CertificateCodec.decode(encoded)).isEqualTo(certificate);
    }
  }

  /** Whatever decodes is the encoding of what it decodes to. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void no_certificate_has_two_encodings(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] encoded = CertificateCodec.encode(certificate(random));
      encoded[random.nextInt(encoded.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(CertificateCodec.encode(CertificateCodec.decode(encoded))).isEqualTo(encoded);
      } catch (MalformedCertificateException e) {
        assertThat(e).hasMessageStartingWith("certificate, offset ");
      }
    }
  }

  @Test
  void a_certificate_cut_short_or_with_bytes_left_over_is_refused() {
    byte[] good = HexFormat.of().parseHex(GOLDEN);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> CertificateCodec.decode(cut))
          .isInstanceOf(MalformedCertificateException.class);
    }
    assertThatThrownBy(() -> decode(GOLDEN + "00"))
        .hasMessage("certificate, offset 59: 2 signatures do not fit 133 bytes");
  }

  @Test
  void what_is_wrong_is_named_with_its_offset() {
    assertRefused("02" + GOLDEN.substring(2), "offset 0: unknown format 2");
    assertRefused(
        GOLDEN.substring(0, 2) + "8" + GOLDEN.substring(3), "offset 1: epoch past 2^63-1");
    assertRefused(GOLDEN.substring(0, 114) + "0000", "offset 57: 0 signatures");
    assertRefused(GOLDEN.substring(0, 114) + "ffff", "offset 57: 65535 signatures");
    assertRefused(GOLDEN.replace("0104bb", "0001bb"), "offset 125: signer 1 a second time");
    assertRefused(GOLDEN.replace("0104bb", "0000bb"), "offset 125: signer 0 after signer 1");
    assertRefused(GOLDEN.replace("0104bb", "0400bb"), "offset 125: signer 1024 after signer 1");
  }

  private static void assertRefused(String hex, String why) {
    assertThatThrownBy(() -> decode(hex))
        .isInstanceOf(MalformedCertificateException.class)
        .hasMessage("certificate, " + why);
  }

  private static Certificate decode(String hex) {
    return CertificateCodec.decode(HexFormat.of().parseHex(hex));
  }

  private static Certificate certificate(Random random) {
    var signatures = new TreeMap<Integer, Signature>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      signatures.put(random.nextInt(1024), Signature.of(bytes(random, 64)));
    }
    return new Certificate(
        random.nextLong() >>> 1,
        random.nextInt(100),
        random.nextLong() >>> 1,
        BlockId.of(bytes(random, 32)),
        signatures);
  }

  private static byte[] bytes(Random random, int size) {
    byte[] value = new byte[size];
    random.nextBytes(value);
    return value;
  }

  private static byte[] filled(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
