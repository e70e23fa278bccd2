package althing.governance.ring;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.WNafUtil;
import org.bouncycastle.util.BigIntegers;
import org.bouncycastle.util.Pack;

/**
 * All that one signature binds, and the numbers that follow from it. Each hash begins with a domain
 * text of its own, and only what comes last, the message, varies in length: no two inputs have the
 * same bytes.
 */
final class Transcript {

  private static final byte[] IMAGE = domain("image");
  private static final byte[] STATEMENT = domain("statement");
  private static final byte[] CHALLENGE = domain("challenge");
  private static final byte[] NONCE = domain("nonce");
  private static final byte[] RESPONSE = domain("response");

  private final byte[] bound;
  private final ECPoint base;
  private final ECPoint image;

  Transcript(Statement statement, ECPoint base, CurvePoint image) {
    bound =
        Sha256.digest(
            STATEMENT,
            word(statement.chainId()),
            statement.proposal().unsafeArray(),
            statement.ring().hash().unsafeArray(),
            image.encoded().unsafeArray(),
            statement.message().unsafeArray());
    this.base = base;
    this.image = image.point();
    // Both stand in every step: larger tables of their multiples are worth making.
    WNafUtil.configureBasepoint(this.base);
    WNafUtil.configureBasepoint(this.image);
  }

  /** B, of which the key images of one proposal are multiples: by the proposal alone. */
  static ECPoint base(Amount chainId, Hash proposal) {
    return HashToCurve.hash(IMAGE, Bytes.concat(word(chainId), proposal.unsafeArray()));
  }

  /** The pair (L, R) of one member, of which its successor's challenge is made. */
  record Commitment(ECPoint left, ECPoint right) {

    boolean hasInfinity() {
      return left.isInfinity() || right.isInfinity();
    }
  }

  /** What the signer begins with: L = kG, R = kB. */
  Commitment open(BigInteger nonce) {
    return new Commitment(
        Curve.timesSecret(Curve.GENERATOR, nonce), Curve.timesSecret(base, nonce));
  }

  /** L = sG + cP, R = sB + cI. */
  Commitment commitment(CurvePoint member, BigInteger challenge, BigInteger response) {
    ECPoint[] pair = {
      ECAlgorithms.sumOfTwoMultiplies(Curve.GENERATOR, response, member.point(), challenge),
      ECAlgorithms.sumOfTwoMultiplies(base, response, image, challenge)
    };
    Curve.POINTS.normalizeAll(pair);
    return new Commitment(pair[0], pair[1]);
  }

  /** The challenge of the member after the one with this commitment. */
  BigInteger challengeAfter(Commitment commitment) {
    return Curve.scalar(
        Sha256.digest(
            CHALLENGE,
            bound,
            commitment.left().getEncoded(true),
            commitment.right().getEncoded(true)));
  }

  /** The signer's nonce. */
  BigInteger nonce(byte[] privateKey) {
    return derive(privateKey, NONCE, 0);
  }

  /** What stands in the response of a member that does not sign. */
  BigInteger response(byte[] privateKey, int member) {
    return derive(privateKey, RESPONSE, member);
  }

  /**
   * A number that looks random to all others, and another one wherever anything differs: a nonce
   * that came back under another challenge would give the private key away.
   */
  private BigInteger derive(byte[] privateKey, byte[] purpose, int member) {
    var mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(privateKey));
    byte[] input = Bytes.concat(purpose, bound, Pack.intToBigEndian(member));
    mac.update(input, 0, input.length);
    byte[] out = new byte[mac.getMacSize()];
    mac.doFinal(out, 0);
    return Curve.scalar(out);
  }

  private static byte[] word(Amount value) {
    return BigIntegers.asUnsignedByteArray(32, value.value());
  }

  private static byte[] domain(String purpose) {
    return ("althing/ring/v1/" + purpose).getBytes(StandardCharsets.US_ASCII);
  }
}
