package althing.governance.validators;

import althing.ledger.crypto.Ed25519;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A node key's own word that it wants the seat of an account: nobody else can put it there. */
public final class ProofOfPossession {

  private static final byte[] DOMAIN =
      "althing/proof-of-possession/v1".getBytes(StandardCharsets.US_ASCII);

  private ProofOfPossession() {}

  /** What a node key signs to take a seat: a domain text ‖ chain id(8) ‖ account ‖ node key. */
  public static byte[] claim(long chainId, Address account, Bytes nodeKey) {
    return Bytes.concat(
        DOMAIN,
        ByteBuffer.allocate(Long.BYTES).putLong(chainId).array(),
        account.unsafeArray(),
        nodeKey.unsafeArray());
  }

  /** Whether {@code proof} is the node key's signature of {@link #claim}. */
  public static boolean holds(long chainId, Address account, Bytes nodeKey, Bytes proof) {
    return Ed25519.verify(
        nodeKey.unsafeArray(), claim(chainId, account, nodeKey), proof.unsafeArray());
  }
}
