package althing.consensus.raft;

import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.CertificateScheme;
import althing.consensus.certificate.Ed25519List;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.IntStream;

/** Members by number. A signature is a digest that anybody could make, and nobody here forges. */
final class Keys {

  private Keys() {}

  static PublicKey key(int member) {
    byte[] key = new byte[PublicKey.SIZE];
    key[0] = (byte) (member + 1);
    return PublicKey.of(key);
  }

  static ValidatorSet set(int members) {
    return new ValidatorSet(0, IntStream.range(0, members).mapToObj(Keys::key).toList());
  }

  static CertificateScheme scheme(int member) {
    return new Ed25519List(
        message -> sign(key(member), message),
        (key, message, signature) -> sign(key, message).equals(signature));
  }

  private static Signature sign(PublicKey key, byte[] message) {
    byte[] once =
        digest(
            ByteBuffer.allocate(PublicKey.SIZE + message.length)
                .put(key.toArray())
                .put(message)
                .array());
    return Signature.of(ByteBuffer.allocate(Signature.SIZE).put(once).put(once).array());
  }

  static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
