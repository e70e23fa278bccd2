package althing.node.network.noise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The running hash and chaining key of a handshake (section 5.2 of the specification). */
final class SymmetricState {

  private final Aead aead = new Aead();
  private byte[] chainingKey;
  private byte[] hash;
  private @Nullable CipherState cipher;

  /** The name must have at most 32 bytes, as that of Noise XX has. */
  SymmetricState(String protocolName) {
    hash = Arrays.copyOf(protocolName.getBytes(StandardCharsets.US_ASCII), 32);
    chainingKey = hash;
  }

  byte[] hash() {
    return hash.clone();
  }

  void mixHash(byte[] data) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(hash);
      hash = sha256.digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }

  void mixKey(byte[] secret) {
    byte[][] keys = expand(secret);
    chainingKey = keys[0];
    cipher = new CipherState(keys[1]);
  }

  byte[] encryptAndHash(byte[] plaintext) {
    byte[] out = plaintext;
    if (cipher != null) {
      out = new byte[plaintext.length + Aead.TAG_SIZE];
      cipher.encrypt(aead, hash, plaintext, 0, plaintext.length, out, 0);
    }
    mixHash(out);
    return out;
  }

  byte[] decryptAndHash(byte[] in) throws NoiseException {
    byte[] plaintext = in;
    if (cipher != null) {
      plaintext = new byte[Math.max(0, in.length - Aead.TAG_SIZE)];
      cipher.decrypt(aead, hash, in, 0, in.length, plaintext, 0);
    }
    mixHash(in);
    return plaintext;
  }

  /** The keys of the transport: the initiator's first. */
  CipherState[] split() {
    byte[][] keys = expand(Aead.NO_DATA);
    return new CipherState[] {new CipherState(keys[0]), new CipherState(keys[1])};
  }

  /** HKDF of the specification, two outputs. */
  private byte[][] expand(byte[] input) {
    byte[] secret = hmac(chainingKey, input);
    byte[] first = hmac(secret, new byte[] {1});
    byte[] more = Arrays.copyOf(first, 33);
    more[32] = 2;
    return new byte[][] {first, hmac(secret, more)};
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no HMAC-SHA256", e);
    }
  }
}
