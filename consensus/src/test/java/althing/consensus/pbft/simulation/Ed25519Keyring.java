package althing.consensus.pbft.simulation;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Ballots;
import althing.consensus.pbft.Vote;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runtime's Ed25519. What one node has checked is not computed again for another. */
final class Ed25519Keyring implements Keyring {

  private record Check(PublicKey voter, Vote vote, Signature signature) {}

  private final Map<Integer, KeyPair> pairs = new HashMap<>();
  private final Map<PublicKey, java.security.PublicKey> publicKeys = new HashMap<>();
  private final Map<Check, Boolean> checked = new HashMap<>();
  private final Map<List<Object>, Signature> signed = new HashMap<>();

  @Override
  public PublicKey key(int number) {
    KeyPair pair = pairs.computeIfAbsent(number, Ed25519Keyring::generate);
    byte[] encoded = pair.getPublic().getEncoded();
    var key = PublicKey.of(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    publicKeys.put(key, pair.getPublic());
    return key;
  }

  private static KeyPair generate(int number) {
    try {
      var generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, new Numbered(number));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Ballots ballots(BlockId chain, int number) {
    return new Ed25519Ballots(chain, key(number), number);
  }

  private Signature sign(int number, Vote vote, byte[] message) {
    return signed.computeIfAbsent(List.of(number, vote), _ -> signature(number, message));
  }

  private Signature signature(int number, byte[] message) {
    try {
      var signer = java.security.Signature.getInstance("Ed25519");
      signer.initSign(pairs.computeIfAbsent(number, Ed25519Keyring::generate).getPrivate());
      signer.update(message);
      return Signature.of(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private boolean verify(PublicKey voter, byte[] message, Signature signature) {
    java.security.PublicKey key = publicKeys.get(voter);
    if (key == null) {
      return false;
    }
    try {
      var verifier = java.security.Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature.toArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private final class Ed25519Ballots implements Ballots {

    private final BlockId chain;
    private final PublicKey self;
    private final int number;

    Ed25519Ballots(BlockId chain, PublicKey self, int number) {
      this.chain = chain;
      this.self = self;
      this.number = number;
    }

    @Override
    public BlockId chain() {
      return chain;
    }

    @Override
    public PublicKey self() {
      return self;
    }

    @Override
    public Signature sign(Vote vote) {
      return Ed25519Keyring.this.sign(number, vote, vote.signedBytes(chain));
    }

    @Override
    public boolean isSignedBy(PublicKey voter, Vote vote, Signature signature) {
      return checked.computeIfAbsent(
          new Check(voter, vote, signature),
          _ -> verify(voter, vote.signedBytes(chain), signature));
    }
  }

  /** The same bytes for the same number. */
  private static final class Numbered extends SecureRandom {

    private static final long serialVersionUID = 1;

    private final int number;

    Numbered(int number) {
      this.number = number;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      byte[] digest = Digest.of(ByteBuffer.allocate(4).putInt(number).array());
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = digest[i % digest.length];
      }
    }
  }
}
