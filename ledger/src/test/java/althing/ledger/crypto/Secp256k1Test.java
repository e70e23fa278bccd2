package althing.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Hex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Secp256k1Test {

  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  static Stream<Secp256k1> implementations() {
    return Stream.of(new NativeSecp256k1(), new JavaSecp256k1("test"));
  }

  /** RFC 6979 over secp256k1 with SHA-256, as bitcoin's libraries agree on it. */
  @ParameterizedTest
  @MethodSource("implementations")
  void the_known_deterministic_signature_is_made(Secp256k1 curve) {
    byte[] digest = Sha256.digest("Satoshi Nakamoto".getBytes(StandardCharsets.US_ASCII));

    var signature = curve.sign(digest, number(BigInteger.ONE));

    assertThat(Hex.encode(signature.unsafeArray()))
        .isEqualTo(
            "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void the_key_one_has_the_generator_and_its_account(Secp256k1 curve) {
    byte[] key = curve.publicKey(number(BigInteger.ONE));

    assertThat(Hex.encode(key))
        .isEqualTo(
            "0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");
    assertThat(Secp256k1.addressOf(key).toHex())
        .isEqualTo("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void both_implementations_agree(long seed) {
    var random = new Random(seed);
    var library = new NativeSecp256k1();
    var java = new JavaSecp256k1("test");
    for (int i = 0; i < 100; i++) {
      byte[] key = bytes(random);
      byte[] digest = bytes(random);
      EcdsaSignature signature = library.sign(digest, key);

      assertThat(java.sign(digest, key)).isEqualTo(signature);
      assertThat(java.publicKey(key)).isEqualTo(library.publicKey(key));
      assertThat(java.recover(digest, signature)).isEqualTo(library.publicKey(key));
      assertThat(library.recover(digest, signature)).isEqualTo(library.publicKey(key));

      byte[] other = bytes(random);
      assertThat(java.recover(other, signature)).isEqualTo(library.recover(other, signature));
      var random64 = EcdsaSignature.of(bytes(random), bytes(random), random.nextInt(2));
      assertThat(java.recover(digest, random64)).isEqualTo(library.recover(digest, random64));
    }
  }

  /** Attack L5: for each signature there is a second one with the upper s. It is refused. */
  @ParameterizedTest
  @MethodSource("implementations")
  void numbers_out_of_range_recover_nothing(Secp256k1 curve) {
    byte[] digest = Keccak256.digest(new byte[] {1});
    var signature = curve.sign(digest, number(BigInteger.TWO));
    BigInteger r = signature.r();
    BigInteger s = signature.s();
    int parity = signature.yParity();

    assertThat(curve.recover(digest, signature)).isEqualTo(curve.publicKey(number(BigInteger.TWO)));
    assertThat(curve.recover(digest, EcdsaSignature.NONE)).isNull();
    assertThat(curve.recover(digest, EcdsaSignature.of(BigInteger.ZERO, s, parity))).isNull();
    assertThat(curve.recover(digest, EcdsaSignature.of(r, BigInteger.ZERO, parity))).isNull();
    assertThat(curve.recover(digest, EcdsaSignature.of(ORDER, s, parity))).isNull();
    assertThat(curve.recover(digest, EcdsaSignature.of(r, ORDER, parity))).isNull();
    assertThat(curve.recover(digest, EcdsaSignature.of(r, ORDER.subtract(s), 1 - parity))).isNull();
    assertThat(curve.recover(digest, EcdsaSignature.of(r, s, 2))).isNull();
    // 5 is the abscissa of no point.
    assertThat(curve.recover(digest, EcdsaSignature.of(BigInteger.valueOf(5), s, 0))).isNull();
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void keys_out_of_range_are_refused(Secp256k1 curve) {
    for (byte[] key : new byte[][] {new byte[32], number(ORDER), new byte[31], new byte[33]}) {
      assertThatThrownBy(() -> curve.publicKey(key)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> curve.sign(new byte[32], key))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> curve.sign(new byte[31], number(BigInteger.ONE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_choice_can_be_forced_and_is_reported() {
    assertThat(Secp256k1Choice.choose(null).name()).startsWith("libsecp256k1");
    assertThat(Secp256k1Choice.choose("native").name()).startsWith("libsecp256k1");
    assertThat(Secp256k1Choice.choose("java").name()).startsWith("BouncyCastle");
    assertThatThrownBy(() -> Secp256k1Choice.choose("fast"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("althing.secp256k1 is 'fast'");
  }

  private static byte[] number(BigInteger value) {
    return Scalars.bigEndian(value);
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }
}
