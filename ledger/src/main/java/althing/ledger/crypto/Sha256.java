package althing.ledger.crypto;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4), the hash of this ledger's trees. */
public final class Sha256 {

  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(() -> {
        try {
          return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
      });

  private Sha256() {}

  /** Digest of the parts one after the other. */
  public static byte[] digest(byte[]... parts) {
    MessageDigest digest = DIGEST.get();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** Puts the digest of {@code input} into {@code target} from {@code at} on. */
  public static void digest(byte[] input, byte[] target, int at) {
    MessageDigest digest = DIGEST.get();
    digest.update(input);
    try {
      digest.digest(target, at, Hash.SIZE);
    } catch (DigestException e) {
      throw new IllegalArgumentException(
          "no room for a hash at %d of %d bytes".formatted(at, target.length), e);
    }
  }

  public static Hash hash(byte[]... parts) {
    return Hash.wrap(digest(parts));
  }

  public static Hash hash(Bytes value) {
    return hash(value.unsafeArray());
  }
}
