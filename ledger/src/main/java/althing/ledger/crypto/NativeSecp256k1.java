package althing.ledger.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@link Secp256k1} by libsecp256k1, Bitcoin Core's library. */
final class NativeSecp256k1 implements Secp256k1 {

  private final fr.acinq.secp256k1.Secp256k1 library = fr.acinq.secp256k1.Secp256k1.get();

  @Override
  public String name() {
    return "libsecp256k1 (native)";
  }

  @Override
  public EcdsaSignature sign(byte[] digest, byte[] privateKey) {
    Scalars.requireDigest(digest);
    byte[] key = publicKey(privateKey);
    byte[] compact = library.sign(digest, privateKey);
    // The binding does not return the recovery id, so it is found by trying.
    for (int yParity = 0; yParity <= 1; yParity++) {
      var signature = EcdsaSignature.wrap(compact, yParity);
      if (Arrays.equals(recover(digest, signature), key)) {
        return signature;
      }
    }
    throw new IllegalStateException("libsecp256k1 made a signature that does not recover");
  }

  @Override
  public byte @Nullable [] recover(byte[] digest, EcdsaSignature signature) {
    Scalars.requireDigest(digest);
    if (!signature.isCanonical()) {
      return null;
    }
    try {
      return withoutTag(library.ecdsaRecover(signature.unsafeArray(), digest, signature.yParity()));
    } catch (Secp256k1Exception _) {
      return null;
    }
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    if (privateKey.length != 32 || !library.secKeyVerify(privateKey)) {
      throw new IllegalArgumentException("not a secp256k1 private key");
    }
    return withoutTag(library.pubkeyCreate(privateKey));
  }

  /** Drops the 0x04 that opens an uncompressed point. */
  private static byte[] withoutTag(byte[] uncompressed) {
    return Arrays.copyOfRange(uncompressed, 1, 65);
  }
}
