package althing.genesis.key;

import althing.genesis.Validator;
import althing.genesis.port.RandomSource;
import althing.governance.validators.ProofOfPossession;
import althing.ledger.crypto.Ed25519;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;

/** The Ed25519 key of a node. {@link #toString()} shows the public half only. */
public final class NodeKey {

  private final byte[] seed;
  private final Bytes publicKey;

  private NodeKey(byte[] seed) {
    this.seed = seed;
    this.publicKey = Bytes.wrap(Ed25519.publicKey(seed));
  }

  /** The key of a 32-byte seed (RFC 8032). */
  public static NodeKey of(byte[] seed) {
    return new NodeKey(seed.clone());
  }

  /** Draws a new one. */
  public static NodeKey generate(RandomSource random) {
    return new NodeKey(random.bytes(Ed25519.SEED_SIZE));
  }

  public Bytes publicKey() {
    return publicKey;
  }

  /** A copy of the secret. */
  public byte[] seed() {
    return seed.clone();
  }

  public Bytes sign(byte[] message) {
    return Bytes.wrap(Ed25519.sign(seed, message));
  }

  /** A seat for this key in a genesis, with the proof that its holder wants it. */
  public Validator seat(long chainId, Address account) {
    return new Validator(
        account, publicKey, sign(ProofOfPossession.claim(chainId, account, publicKey)));
  }

  @Override
  public String toString() {
    return "node key " + publicKey;
  }
}
