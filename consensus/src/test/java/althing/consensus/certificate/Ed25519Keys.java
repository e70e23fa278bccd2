package althing.consensus.certificate;

import althing.consensus.PublicKey;
import althing.consensus.Signature;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** The runtime's Ed25519 behind the ports of {@link Ed25519List}. */
final class Ed25519Keys {

  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private final KeyPair pair;

  Ed25519Keys() {
    try {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  PublicKey publicKey() {
    byte[] encoded = pair.getPublic().getEncoded();
    return PublicKey.of(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }

  Signature sign(byte[] message) {
    try {
      var signer = java.security.Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(message);
      return Signature.of(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static boolean verify(PublicKey key, byte[] message, Signature signature) {
    try {
      byte[] encoded = Arrays.copyOf(X509_HEAD, 44);
      System.arraycopy(key.toArray(), 0, encoded, 12, 32);
      var verifier = java.security.Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      verifier.update(message);
      return verifier.verify(signature.toArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
