package althing.ledger.crypto;

import althing.ledger.types.Address;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA over secp256k1 with recovery of the public key, as Ethereum uses it. Two implementations
 * give equal results: the C library, and one in Java that is several times slower. Both are safe
 * for use by several threads.
 */
public interface Secp256k1 {

  /** System property that forces an implementation: {@code native} or {@code java}. */
  String PROPERTY = "althing.secp256k1";

  /**
   * The implementation of this process: libsecp256k1 where it loads and passes a self-test, else
   * Java.
   *
   * @throws IllegalStateException if {@link #PROPERTY} forces one that does not work here or that
   *     does not exist
   */
  static Secp256k1 instance() {
    return Secp256k1Choice.INSTANCE;
  }

  /** Which implementation this is, for people: a start-up log, a bug report. */
  String name();

  /**
   * Signs deterministically (RFC 6979 with SHA-256); s is in the lower half (EIP-2).
   *
   * @param digest 32 bytes
   * @param privateKey 32 bytes, big-endian, 0 &lt; key &lt; n
   * @throws IllegalArgumentException for another key or length
   */
  EcdsaSignature sign(byte[] digest, byte[] privateKey);

  /**
   * The key that signed.
   *
   * @param digest 32 bytes
   * @return 64 bytes x‖y; null if no key can have made {@code signature}, or if it is not
   *     {@linkplain EcdsaSignature#isCanonical() canonical}
   */
  byte @Nullable [] recover(byte[] digest, EcdsaSignature signature);

  /**
   * The public key of a private key.
   *
   * @param privateKey 32 bytes, big-endian, 0 &lt; key &lt; n
   * @return 64 bytes x‖y
   * @throws IllegalArgumentException for another key or length
   */
  byte[] publicKey(byte[] privateKey);

  /** The account of a public key: the last 20 bytes of its Keccak-256. */
  static Address addressOf(byte[] publicKey) {
    if (publicKey.length != 64) {
      throw new IllegalArgumentException("a public key has 64 bytes, not " + publicKey.length);
    }
    return Address.wrap(Arrays.copyOfRange(Keccak256.digest(publicKey), 12, 32));
  }
}
