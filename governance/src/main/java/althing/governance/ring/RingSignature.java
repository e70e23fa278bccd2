package althing.governance.ring;

import java.math.BigInteger;
import java.util.List;

/**
 * A ring signature, not yet verified. Its numbers are least remainders modulo the order n of the
 * group: with s + n allowed beside s, one vote would have several forms. Zero is allowed: a signer
 * is free to choose the other members' responses anyway, and a challenge is a hash.
 *
 * @param image the signer's key image, the same for all its votes on one proposal
 * @param challenge the first member's, 0 ≤ challenge &lt; n
 * @param responses one per member of the ring, in its order, 0 ≤ response &lt; n
 */
public record RingSignature(CurvePoint image, BigInteger challenge, List<BigInteger> responses) {

  /**
   * @throws IllegalArgumentException names the number that is out of range
   */
  public RingSignature {
    responses = List.copyOf(responses);
    Ring.requireSize(responses.size());
    requireScalar("challenge", challenge);
    responses.forEach(response -> requireScalar("response", response));
  }

  private static void requireScalar(String name, BigInteger value) {
    if (!Curve.isScalar(value)) {
      throw new IllegalArgumentException(name + " outside 0..n-1: " + value.toString(16));
    }
  }
}
