package althing.governance.reputation;

import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.math.ec.ECCurve;

/** Compressed public keys of accounts. */
public final class PublicKeys {

  private static final int COMPRESSED = 33;
  private static final ECCurve CURVE = SECNamedCurves.getByName("secp256k1").getCurve();

  private PublicKeys() {}

  /** The account of a key of 33 bytes; empty if it is no point of the curve. */
  public static Optional<Address> owner(Bytes compressed) {
    if (compressed.size() != COMPRESSED || compressed.get(0) != 2 && compressed.get(0) != 3) {
      return Optional.empty();
    }
    try {
      byte[] point = CURVE.decodePoint(compressed.toArray()).getEncoded(false);
      return Optional.of(Secp256k1.addressOf(Arrays.copyOfRange(point, 1, point.length)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
