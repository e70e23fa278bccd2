package althing.node.network;

/** The node's Ed25519 key. */
public interface Identity {

  /** 32 bytes. */
  byte[] publicKey();

  /** A signature of 64 bytes. */
  byte[] sign(byte[] message);
}
