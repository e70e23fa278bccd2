package althing.node.network.noise;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 (RFC 8439) with Noise's nonces: four zero bytes and a counter, least byte
 * first. Not for more than one thread at a time; holds no key between calls.
 */
public final class Aead {

  /** What encryption adds. */
  public static final int TAG_SIZE = 16;

  static final byte[] NO_DATA = new byte[0];

  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Cipher cipher;

  public Aead() {
    try {
      cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no ChaCha20-Poly1305", e);
    }
  }

  int encrypt(
      SecretKeySpec key,
      long nonce,
      byte[] data,
      byte[] in,
      int from,
      int length,
      byte[] out,
      int to) {
    try {
      prepare(Cipher.ENCRYPT_MODE, key, nonce, data);
      return cipher.doFinal(in, from, length, out, to);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption of " + length + " bytes failed", e);
    }
  }

  int decrypt(
      SecretKeySpec key,
      long nonce,
      byte[] data,
      byte[] in,
      int from,
      int length,
      byte[] out,
      int to)
      throws NoiseException {
    if (length < TAG_SIZE) {
      throw new NoiseException("ciphertext: %d bytes are less than its tag".formatted(length));
    }
    try {
      prepare(Cipher.DECRYPT_MODE, key, nonce, data);
      return cipher.doFinal(in, from, length, out, to);
    } catch (AEADBadTagException _) {
      throw new NoiseException("ciphertext: the tag of %d bytes is wrong".formatted(length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("decryption of " + length + " bytes failed", e);
    }
  }

  private void prepare(int mode, SecretKeySpec key, long nonce, byte[] data)
      throws GeneralSecurityException {
    byte[] iv = new byte[12];
    LITTLE_ENDIAN_LONG.set(iv, 4, nonce);
    cipher.init(mode, key, new IvParameterSpec(iv));
    if (data.length > 0) {
      cipher.updateAAD(data);
    }
  }
}
