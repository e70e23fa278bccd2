package althing.governance.ring;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;

/**
 * Ring signatures to bytes and back: image(33) ‖ challenge(32) ‖ response(32) per member. Numbers
 * are big-endian. Each signature has one encoding; how many members signed is told by its length.
 */
public final class RingSignatureCodec {

  private static final int RESPONSES_AT = CurvePoint.SIZE + Curve.SCALAR_SIZE;

  /** Bytes of a signature by a ring of 128. */
  public static final int MAX_SIZE = size(Ring.MAX_SIZE);

  private RingSignatureCodec() {}

  /** Bytes of a signature by a ring of so many members. */
  public static int size(int members) {
    return RESPONSES_AT + members * Curve.SCALAR_SIZE;
  }

  public static Bytes encode(RingSignature signature) {
    var out =
        ByteBuffer.allocate(size(signature.responses().size()))
            .put(signature.image().encoded().unsafeArray())
            .put(Curve.bytes(signature.challenge()));
    signature.responses().forEach(response -> out.put(Curve.bytes(response)));
    return Bytes.wrap(out.array());
  }

  /**
   * Reads a signature; that it verifies is not said.
   *
   * @throws MalformedException names the field and its offset
   */
  public static RingSignature decode(Bytes encoded) {
    int members = (encoded.size() - RESPONSES_AT) / Curve.SCALAR_SIZE;
    if (!Ring.isSize(members) || encoded.size() != size(members)) {
      throw new MalformedException(
          "ring signature: ends at offset %d, not after %d to %d responses"
              .formatted(encoded.size(), Ring.MIN_SIZE, Ring.MAX_SIZE));
    }
    CurvePoint image = CurvePoint.find(encoded.slice(0, CurvePoint.SIZE));
    if (image == null) {
      throw new MalformedException("ring signature: image at offset 0 is not a compressed point");
    }
    BigInteger challenge = scalar("challenge", encoded, CurvePoint.SIZE);
    var responses = new ArrayList<BigInteger>(members);
    for (int i = 0; i < members; i++) {
      responses.add(scalar("response " + i, encoded, size(i)));
    }
    return new RingSignature(image, challenge, responses);
  }

  private static BigInteger scalar(String name, Bytes encoded, int at) {
    var value = new BigInteger(1, encoded.unsafeArray(), at, Curve.SCALAR_SIZE);
    if (!Curve.isScalar(value)) {
      throw new MalformedException(
          "ring signature: %s at offset %d is not below the order".formatted(name, at));
    }
    return value;
  }
}
