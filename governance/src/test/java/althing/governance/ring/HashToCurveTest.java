package althing.governance.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashToCurveTest {

  private static final byte[] DOMAIN = ascii("QUUX-V01-CS02-with-secp256k1_XMD:SHA-256_SSWU_RO_");

  @ParameterizedTest(name = "message {0}")
  @CsvFileSource(resources = "rfc9380-j8.1.csv")
  void the_vectors_of_the_rfc_hold_at_each_step(
      String message,
      String u0,
      String u1,
      String q0x,
      String q0y,
      String q1x,
      String q1y,
      String px,
      String py) {
    ECFieldElement[] u = HashToCurve.toField(DOMAIN, ascii(message));

    assertThat(u).containsExactly(element(u0), element(u1));
    assertThat(HashToCurve.map(u[0])).isEqualTo(point(q0x, q0y));
    assertThat(HashToCurve.map(u[1])).isEqualTo(point(q1x, q1y));
    assertThat(HashToCurve.hash(DOMAIN, ascii(message))).isEqualTo(point(px, py));
  }

  /** Where Z²u⁴ + Zu² is zero, the general formula would divide by it (section 6.6.2, step 3). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "331716177ec001cf0b2a4b9bf5c63274440235ba3dc0af713237ec866179d785",
        "cce8e9e8813ffe30f4d5b4640a39cd8bbbfdca45c23f508ecdc813789e8624aa"
      })
  void the_exceptional_field_elements_share_one_abscissa(String u) {
    ECPoint mapped = HashToCurve.map(element(u));

    assertThat(mapped.isValid()).isTrue();
    assertThat(mapped.getAffineXCoord()).isEqualTo(HashToCurve.map(element("0")).getAffineXCoord());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void every_message_and_every_domain_has_a_point_of_its_own(long seed) {
    var random = new Random(seed);
    var seen = new HashSet<ECPoint>();
    for (int i = 0; i < 100; i++) {
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      for (String domain : new String[] {"one", "two"}) {
        ECPoint point = HashToCurve.hash(ascii(domain + i), message);

        assertThat(point.isValid()).isTrue();
        assertThat(point.isInfinity()).isFalse();
        assertThat(seen.add(point)).isTrue();
      }
    }
  }

  @Test
  void a_domain_has_1_to_255_bytes() {
    assertThat(HashToCurve.hash(new byte[255], new byte[0]).isValid()).isTrue();
    for (int size : new int[] {0, 256}) {
      assertThatThrownBy(() -> HashToCurve.hash(new byte[size], new byte[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a domain has 1 to 255 bytes, not " + size);
    }
  }

  private static ECPoint point(String x, String y) {
    return Curve.POINTS.validatePoint(new BigInteger(x, 16), new BigInteger(y, 16));
  }

  private static ECFieldElement element(String hex) {
    return Curve.POINTS.fromBigInteger(new BigInteger(hex, 16));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
