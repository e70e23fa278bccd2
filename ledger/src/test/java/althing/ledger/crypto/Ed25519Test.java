package althing.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Hex;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ed25519Test {

  private static final BigInteger ORDER =
      new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);

  /** RFC 8032, 7.1. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "TEST 1,"
        + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
        + "'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "TEST 2,"
        + "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
        + "72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "TEST 3,"
        + "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,"
        + "af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    "TEST SHA(abc),"
        + "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
        + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
        + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
        + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
  })
  void the_examples_of_the_rfc_hold(
      String name, String seed, String publicKey, String message, String signature) {
    byte[] bytes = Hex.decode(message);

    assertThat(Hex.encode(Ed25519.publicKey(Hex.decode(seed)))).isEqualTo("0x" + publicKey);
    assertThat(Hex.encode(Ed25519.sign(Hex.decode(seed), bytes))).isEqualTo("0x" + signature);
    assertThat(Ed25519.verify(Hex.decode(publicKey), bytes, Hex.decode(signature))).isTrue();
  }

  @Test
  void a_signature_with_any_bit_changed_is_refused() {
    byte[] seed = new byte[32];
    byte[] message = {1, 2, 3};
    byte[] publicKey = Ed25519.publicKey(seed);
    byte[] signature = Ed25519.sign(seed, message);

    for (int bit = 0; bit < 512; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Ed25519.verify(publicKey, message, changed)).as("bit %d", bit).isFalse();
    }
    assertThat(Ed25519.verify(publicKey, new byte[] {1, 2, 4}, signature)).isFalse();
    assertThat(Ed25519.verify(Ed25519.publicKey(message32(7)), message, signature)).isFalse();
  }

  /** Attack L5: S and S + order verify the same equation; only the lower is a signature. */
  @Test
  void a_signature_whose_s_is_not_reduced_is_refused() {
    byte[] seed = message32(3);
    byte[] signature = Ed25519.sign(seed, seed);
    BigInteger s = Scalars.fromLittleEndian(signature, 32, 64);
    byte[] malleable = signature.clone();
    System.arraycopy(Scalars.littleEndian(s.add(ORDER)), 0, malleable, 32, 32);

    assertThat(Ed25519.verify(Ed25519.publicKey(seed), seed, signature)).isTrue();
    assertThat(Ed25519.verify(Ed25519.publicKey(seed), seed, malleable)).isFalse();
  }

  @Test
  void wrong_lengths_are_refused() {
    byte[] seed = message32(5);
    byte[] key = Ed25519.publicKey(seed);
    byte[] signature = Ed25519.sign(seed, seed);

    assertThat(Ed25519.verify(Arrays.copyOf(key, 31), seed, signature)).isFalse();
    assertThat(Ed25519.verify(Arrays.copyOf(key, 33), seed, signature)).isFalse();
    assertThat(Ed25519.verify(key, seed, Arrays.copyOf(signature, 63))).isFalse();
    assertThat(Ed25519.verify(key, seed, Arrays.copyOf(signature, 65))).isFalse();
    assertThatThrownBy(() -> Ed25519.sign(new byte[31], seed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes");
  }

  private static byte[] message32(long seed) {
    byte[] bytes = new byte[32];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
