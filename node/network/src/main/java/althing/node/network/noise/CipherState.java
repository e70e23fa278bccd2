package althing.node.network.noise;

import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/** A key and the number of messages under it: one direction of a connection. */
public final class CipherState {

  private static final long REKEY_NONCE = -1;

  private SecretKeySpec key;
  private long nonce;

  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
  }

  /**
   * Encrypts the next message.
   *
   * @return the bytes written to {@code out}: {@code length} and the tag
   */
  public int encrypt(Aead aead, byte[] in, int from, int length, byte[] out, int to) {
    return encrypt(aead, Aead.NO_DATA, in, from, length, out, to);
  }

  /** Decrypts the next message. A message that is refused does not count. */
  public int decrypt(Aead aead, byte[] in, int from, int length, byte[] out, int to)
      throws NoiseException {
    return decrypt(aead, Aead.NO_DATA, in, from, length, out, to);
  }

  /** Noise's REKEY: from here on an attacker who gets the key cannot read what came before. */
  public void rekey(Aead aead) {
    byte[] next = new byte[32 + Aead.TAG_SIZE];
    aead.encrypt(key, REKEY_NONCE, Aead.NO_DATA, new byte[32], 0, 32, next, 0);
    key = new SecretKeySpec(Arrays.copyOf(next, 32), "ChaCha20");
  }

  int encrypt(Aead aead, byte[] data, byte[] in, int from, int length, byte[] out, int to) {
    requireNonce();
    return aead.encrypt(key, nonce++, data, in, from, length, out, to);
  }

  int decrypt(Aead aead, byte[] data, byte[] in, int from, int length, byte[] out, int to)
      throws NoiseException {
    requireNonce();
    int size = aead.decrypt(key, nonce, data, in, from, length, out, to);
    nonce++;
    return size;
  }

  private void requireNonce() {
    if (nonce == REKEY_NONCE) {
      throw new IllegalStateException("2^64 - 1 messages were sent under one handshake");
    }
  }
}
