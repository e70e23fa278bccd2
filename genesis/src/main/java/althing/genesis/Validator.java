package althing.genesis;

import althing.ledger.crypto.Ed25519;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One of the first validators.
 *
 * @param account earns the tips of its blocks
 * @param nodeKey 32-byte Ed25519 public key that signs votes and seeds
 * @param proof the node key's signature of {@link #claim}, which shows that its holder wants this
 *     seat; empty on a chain of one validator that does without
 */
public record Validator(Address account, Bytes nodeKey, Bytes proof) {

  private static final byte[] DOMAIN =
      "althing/proof-of-possession/v1".getBytes(StandardCharsets.US_ASCII);

  /** What a node key signs to take a seat: a domain text ‖ chain id(8) ‖ account ‖ node key. */
  public static byte[] claim(long chainId, Address account, Bytes nodeKey) {
    return Bytes.concat(
        DOMAIN,
        ByteBuffer.allocate(Long.BYTES).putLong(chainId).array(),
        account.unsafeArray(),
        nodeKey.unsafeArray());
  }

  /** Whether {@link #proof} is the node key's signature for this chain. */
  public boolean isProved(long chainId) {
    return Ed25519.verify(
        nodeKey.unsafeArray(), claim(chainId, account, nodeKey), proof.unsafeArray());
  }
}
