package althing.governance.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvePointTest {

  @Test
  void a_public_key_comes_back_from_either_form() {
    for (int voter = 0; voter < 50; voter++) {
      byte[] publicKey = Secp256k1.instance().publicKey(Votes.privateKey(voter));
      CurvePoint point = CurvePoint.ofPublicKey(publicKey);

      assertThat(point.publicKey()).isEqualTo(publicKey);
      assertThat(CurvePoint.decode(point.encoded())).isEqualTo(point).hasSameHashCodeAs(point);
      assertThat(CurvePoint.decode(point.encoded()).publicKey()).isEqualTo(publicKey);
    }
  }

  /** One point, one encoding; infinity is none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x",
        // Infinity, alone and in 33 bytes.
        "0x00",
        "0x000000000000000000000000000000000000000000000000000000000000000000",
        // The generator in 32 bytes, in 65, in the hybrid form, and under an unknown tag.
        "0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "0x0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
        "0x0679be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
        "0x0579be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "0x0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        // 5 is the abscissa of no point.
        "0x020000000000000000000000000000000000000000000000000000000000000005",
        // 1 is the abscissa of a point; p + 1 is another form of 1. p is out of range too.
        "0x02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30",
        "0x02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"
      })
  void other_bytes_are_no_point(String bytes) {
    assertThatThrownBy(() -> CurvePoint.decode(Bytes.fromHex(bytes)))
        .isInstanceOf(MalformedException.class)
        .hasMessageMatching("curve point: \\d+ bytes at offset 0 are no compressed point");
  }

  @Test
  void points_off_the_curve_are_no_public_keys() {
    byte[] publicKey = Secp256k1.instance().publicKey(Votes.privateKey(0));
    byte[] off = publicKey.clone();
    off[63] ^= 1;

    for (byte[] wrong :
        new byte[][] {off, new byte[64], new byte[0], Arrays.copyOf(publicKey, 63)}) {
      assertThatThrownBy(() -> CurvePoint.ofPublicKey(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void points_are_ordered_as_their_bytes() {
    CurvePoint low =
        CurvePoint.decode(
            Bytes.fromHex("0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));
    CurvePoint high =
        CurvePoint.decode(
            Bytes.fromHex("0x0379be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));

    assertThat(low).isLessThan(high);
  }
}
