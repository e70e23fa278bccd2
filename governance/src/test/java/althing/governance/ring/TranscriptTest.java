package althing.governance.ring;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.crypto.Secp256k1;
import java.math.BigInteger;
import java.util.Random;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic of a step, against libsecp256k1 and against itself by other ways. */
class TranscriptTest {

  private static final BigInteger ORDER = Curve.ORDER;
  private static final Secp256k1 LIBRARY = Secp256k1.instance();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void multiples_of_the_generator_are_the_librarys_public_keys(long seed) {
    var random = new Random(seed);
    assertThat(LIBRARY.name()).startsWith("libsecp256k1");
    for (int i = 0; i < 50; i++) {
      BigInteger x =
          i == 0 ? BigInteger.ONE : i == 1 ? ORDER.subtract(BigInteger.ONE) : any(random);

      assertThat(CurvePoint.of(Curve.timesSecret(Curve.GENERATOR, x)).publicKey())
          .isEqualTo(LIBRARY.publicKey(Curve.bytes(x)));
    }
  }

  /**
   * Recovery computes (s'·P − z·G)/r for the point P with abscissa r: with s' = c·r and z = −s·r
   * that is the left point of a step.
   */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void a_step_is_what_the_library_recovers(long seed) {
    var random = new Random(seed);
    BigInteger x = any(random);
    ECPoint base = Transcript.base(Votes.CHAIN, Votes.BRIDGE);
    CurvePoint image = CurvePoint.of(Curve.timesSecret(base, x));
    var transcript = new Transcript(Votes.onBridge(Votes.ring(2), "yes"), base, image);
    for (int i = 0; i < 50; i++) {
      CurvePoint member = Votes.member(i);
      BigInteger c = any(random);
      BigInteger s = any(random);
      BigInteger r = new BigInteger(1, member.publicKey(), 0, 32);
      BigInteger recovered = c.multiply(r).mod(ORDER);
      int parity = member.encoded().get(0) - 2;
      boolean low = recovered.compareTo(ORDER.shiftRight(1)) <= 0;
      var signature =
          low
              ? EcdsaSignature.of(r, recovered, parity)
              : EcdsaSignature.of(r, ORDER.subtract(recovered), 1 - parity);

      var commitment = transcript.commitment(member, c, s);

      assertThat(CurvePoint.of(commitment.left()).publicKey())
          .isEqualTo(LIBRARY.recover(Curve.bytes(s.negate().multiply(r).mod(ORDER)), signature));
      assertThat(commitment.right())
          .isEqualTo(Curve.timesSecret(base, s.add(c.multiply(x)).mod(ORDER)));
      assertThat(commitment.hasInfinity()).isFalse();
    }
  }

  private static BigInteger any(Random random) {
    return new BigInteger(256, random).mod(ORDER);
  }
}
