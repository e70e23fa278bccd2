package althing.ledger.crypto;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum uses it: the padding from before FIPS 202, not SHA3-256. */
public final class Keccak256 {

  private Keccak256() {}

  /** Digest of the parts one after the other. */
  public static byte[] digest(byte[]... parts) {
    var digest = new KeccakDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return out;
  }

  public static Hash hash(byte[]... parts) {
    return Hash.wrap(digest(parts));
  }

  public static Hash hash(Bytes value) {
    return hash(value.unsafeArray());
  }
}
