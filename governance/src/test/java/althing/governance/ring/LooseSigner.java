package althing.governance.ring;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;

/**
 * The scheme written out once more from its description, on other curve arithmetic, for a signer
 * who is free to take any place, image and nonce.
 */
final class LooseSigner {

  private static final X9ECParameters PARAMETERS = SECNamedCurves.getByName("secp256k1");
  private static final ECPoint G = PARAMETERS.getG();
  private static final BigInteger N = PARAMETERS.getN();

  private final Statement statement;
  private final ECPoint base;

  LooseSigner(Statement statement) {
    this.statement = statement;
    base = here(CurvePoint.of(Transcript.base(statement.chainId(), statement.proposal())));
  }

  /** secret·B, the image that an honest signer would use. */
  CurvePoint image(BigInteger secret) {
    return CurvePoint.decode(Bytes.wrap(base.multiply(secret).getEncoded(true)));
  }

  RingSignature sign(
      BigInteger secret, int place, CurvePoint image, BigInteger nonce, Random random) {
    int size = statement.ring().members().size();
    var challenges = new BigInteger[size];
    var responses = new BigInteger[size];
    challenges[(place + 1) % size] = challenge(image, G.multiply(nonce), base.multiply(nonce));
    for (int step = 1; step < size; step++) {
      int i = (place + step) % size;
      responses[i] = new BigInteger(256, random).mod(N);
      challenges[(i + 1) % size] = next(i, image, challenges[i], responses[i]);
    }
    responses[place] = nonce.subtract(challenges[place].multiply(secret)).mod(N);
    return new RingSignature(image, challenges[0], List.of(responses));
  }

  boolean verify(RingSignature signature) {
    BigInteger challenge = signature.challenge();
    for (int i = 0; i < signature.responses().size(); i++) {
      challenge = next(i, signature.image(), challenge, signature.responses().get(i));
    }
    return challenge.equals(signature.challenge());
  }

  /** The challenge of the member after {@code place}. */
  BigInteger next(int place, CurvePoint image, BigInteger challenge, BigInteger response) {
    ECPoint key = here(statement.ring().members().get(place));
    return challenge(
        image,
        G.multiply(response).add(key.multiply(challenge)),
        base.multiply(response).add(here(image).multiply(challenge)));
  }

  private BigInteger challenge(CurvePoint image, ECPoint left, ECPoint right) {
    byte[] keys =
        Bytes.concat(
            statement.ring().members().stream()
                .map(member -> member.encoded().unsafeArray())
                .toArray(byte[][]::new));
    byte[] chain = new byte[32];
    byte[] digits = statement.chainId().toBytes();
    System.arraycopy(digits, 0, chain, 32 - digits.length, digits.length);
    byte[] bound =
        Sha256.digest(
            ascii("althing/ring/v1/statement"),
            chain,
            statement.proposal().toArray(),
            Sha256.digest(ascii("althing/ring/v1/ring"), keys),
            image.encoded().toArray(),
            statement.message().toArray());
    byte[] hash =
        Sha256.digest(
            ascii("althing/ring/v1/challenge"),
            bound,
            left.getEncoded(true),
            right.getEncoded(true));
    return new BigInteger(1, hash).mod(N);
  }

  private static ECPoint here(CurvePoint point) {
    return PARAMETERS.getCurve().decodePoint(point.encoded().toArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
