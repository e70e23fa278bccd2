package althing.ledger.crypto;

import java.math.BigInteger;

/**
 * A recoverable secp256k1 signature.
 *
 * @param r 0 &lt; r &lt; n in a valid signature
 * @param s 0 &lt; s ≤ n/2 in a valid signature (EIP-2)
 * @param yParity 0 or 1: which of the two points with abscissa r
 */
public record EcdsaSignature(BigInteger r, BigInteger s, int yParity) {}
