package althing.genesis;

import althing.governance.validators.ProofOfPossession;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;

/**
 * One of the first validators.
 *
 * @param account earns the tips of its blocks
 * @param nodeKey 32-byte Ed25519 public key that signs votes and seeds
 * @param proof the node key's {@link ProofOfPossession}, which shows that its holder wants this
 *     seat; empty on a chain of one validator that does without
 */
public record Validator(Address account, Bytes nodeKey, Bytes proof) {

  /** Whether {@link #proof} is the node key's signature for this chain. */
  public boolean isProved(long chainId) {
    return ProofOfPossession.holds(chainId, account, nodeKey, proof);
  }
}
