package althing.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcvrfTest {

  private static final BigInteger ORDER =
      new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);

  /** RFC 9381, appendix B.3, examples 16 to 18. */
  @ParameterizedTest(name = "example {0}")
  @CsvSource({
    "16,"
        + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
        + "'',"
        + "8657106690b5526245a92b003bb079ccd1a92130477671f6fc01ad16f26f723f"
        + "26f8a57ccaed74ee1b190bed1f479d9727d2d0f9b005a6e456a35d4fb0daab12"
        + "68a1b0db10836d9826a528ca76567805,"
        + "90cf1df3b703cce59e2a35b925d411164068269d7b2d29f3301c03dd757876ff"
        + "66b71dda49d2de59d03450451af026798e8f81cd2e333de5cdf4f3e140fdd8ae",
    "17,"
        + "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
        + "72,"
        + "f3141cd382dc42909d19ec5110469e4feae18300e94f304590abdced48aed593"
        + "3bf0864a62558b3ed7f2fea45c92a465301b3bbf5e3e54ddf2d935be3b67926d"
        + "a3ef39226bbc355bdc9850112c8f4b02,"
        + "eb4440665d3891d668e7e0fcaf587f1b4bd7fbfe99d0eb2211ccec90496310eb"
        + "5e33821bc613efb94db5e5b54c70a848a0bef4553a41befc57663b56373a5031",
    "18,"
        + "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,"
        + "af82,"
        + "9bc0f79119cc5604bf02d23b4caede71393cedfbb191434dd016d30177ccbf80"
        + "96bb474e53895c362d8628ee9f9ea3c0e52c7a5c691b6c18c9979866568add7a"
        + "2d41b00b05081ed0f58ee5e31b3a970e,"
        + "645427e5d00c62a23fb703732fa5d892940935942101e456ecca7bb217c61c45"
        + "2118fec1219202a0edcf038bb6373241578be7217ba85a2687f7a0310b2df19f"
  })
  void the_examples_of_the_rfc_hold(
      int example, String seed, String publicKey, String alpha, String proof, String output) {
    byte[] input = Hex.decode(alpha);

    assertThat(Hex.encode(Ed25519.publicKey(Hex.decode(seed)))).isEqualTo("0x" + publicKey);
    assertThat(Hex.encode(Ecvrf.prove(Hex.decode(seed), input))).isEqualTo("0x" + proof);
    assertThat(Hex.encode(Ecvrf.proofToHash(Hex.decode(proof)))).isEqualTo("0x" + output);
    assertThat(Ecvrf.verify(Hex.decode(publicKey), input, Hex.decode(proof)).map(Hex::encode))
        .contains("0x" + output);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void what_is_proved_is_verified_and_nothing_else(long seed) {
    var random = new Random(seed);
    byte[] key = new byte[32];
    byte[] other = new byte[32];
    byte[] alpha = new byte[random.nextInt(100)];
    random.nextBytes(key);
    random.nextBytes(other);
    random.nextBytes(alpha);
    byte[] publicKey = Ed25519.publicKey(key);
    byte[] proof = Ecvrf.prove(key, alpha);

    assertThat(Ecvrf.verify(publicKey, alpha, proof)).contains(Ecvrf.proofToHash(proof));
    assertThat(Ecvrf.verify(Ed25519.publicKey(other), alpha, proof)).isEmpty();
    assertThat(Ecvrf.verify(publicKey, Arrays.copyOf(alpha, alpha.length + 1), proof)).isEmpty();
    for (int i = 0; i < Ecvrf.PROOF_SIZE; i++) {
      byte[] changed = proof.clone();
      changed[i] ^= (byte) (1 << random.nextInt(8));
      assertThat(Ecvrf.verify(publicKey, alpha, changed)).as("byte %d", i).isEmpty();
    }
    assertThat(Ecvrf.verify(publicKey, alpha, Arrays.copyOf(proof, 79))).isEmpty();
    assertThat(Ecvrf.verify(publicKey, alpha, Arrays.copyOf(proof, 81))).isEmpty();
    assertThat(Ecvrf.verify(Arrays.copyOf(publicKey, 31), alpha, proof)).isEmpty();
  }

  /** A second form of a proof would not change the output, but would change the block. */
  @Test
  void a_proof_whose_scalar_is_not_reduced_is_refused() {
    byte[] key = new byte[32];
    byte[] proof = Ecvrf.prove(key, key);
    byte[] malleable = proof.clone();
    BigInteger s = Scalars.fromLittleEndian(proof, 48, 80);
    System.arraycopy(Scalars.littleEndian(s.add(ORDER)), 0, malleable, 48, 32);

    assertThat(Ecvrf.verify(Ed25519.publicKey(key), key, proof)).isPresent();
    assertThat(Ecvrf.verify(Ed25519.publicKey(key), key, malleable)).isEmpty();
    assertThatThrownBy(() -> Ecvrf.proofToHash(malleable)).isInstanceOf(MalformedException.class);
  }

  /** Section 5.4.5: the eight points of small order are no keys, in any of their encodings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void a_key_of_small_order_proves_nothing(String publicKey) {
    // Γ = Y, c = anything, s = 0: what a forger with such a key would try.
    byte[] key = Hex.decode(publicKey);
    byte[] proof = Arrays.copyOf(key, Ecvrf.PROOF_SIZE);
    var point = EdwardsPoint.decode(key, 0);

    assertThat(point == null || point.timesCofactor().isIdentity()).isTrue();
    assertThat(Ecvrf.verify(key, new byte[0], proof)).isEmpty();
  }

  @Test
  void bytes_that_are_no_proof_have_no_output() {
    assertThatThrownBy(() -> Ecvrf.proofToHash(new byte[79]))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("vrf proof");
    byte[] noPoint = new byte[80];
    noPoint[0] = 2;
    assertThatThrownBy(() -> Ecvrf.proofToHash(noPoint)).isInstanceOf(MalformedException.class);
  }

  /** Scalar multiples agree with Ed25519's own, which come from another implementation. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void multiples_of_the_base_point_are_public_keys(long seed) {
    var random = new Random(seed);
    var base =
        EdwardsPoint.decode(
            Hex.decode("5866666666666666666666666666666666666666666666666666666666666666"), 0);
    assertThat(base).isNotNull();
    for (int i = 0; i < 20; i++) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      byte[] secret = Arrays.copyOf(sha512(key), 32);
      secret[0] &= (byte) 0xf8;
      secret[31] &= 0x7f;
      secret[31] |= 0x40;

      assertThat(base.times(secret).encode()).isEqualTo(Ed25519.publicKey(key));
      byte[] zero = new byte[32];
      assertThat(EdwardsPoint.difference(base, secret, base, new byte[16]).encode())
          .isEqualTo(Ed25519.publicKey(key));
      assertThat(base.times(zero).isIdentity()).isTrue();
    }
  }

  private static byte[] sha512(byte[] input) {
    var digest = new org.bouncycastle.crypto.digests.SHA512Digest();
    digest.update(input, 0, input.length);
    byte[] out = new byte[64];
    digest.doFinal(out, 0);
    return out;
  }
}
