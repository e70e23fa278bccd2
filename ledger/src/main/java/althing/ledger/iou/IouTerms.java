package althing.ledger.iou;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a debtor promises.
 *
 * @param creditor who holds it first
 * @param amount base units of SP, 1..{@link #MAX_AMOUNT}
 * @param expiryEpoch it can be presented before this epoch begins
 * @param consentRequired whether the debtor must approve each transfer
 * @param nonce how many IOUs the debtor issued before; no two have the same
 */
public record IouTerms(
    Address debtor,
    Address creditor,
    Amount amount,
    long expiryEpoch,
    boolean consentRequired,
    long nonce) {

  /** 2^128 − 1: total SP is below it (RULES 1). */
  public static final Amount MAX_AMOUNT =
      new Amount(Amount.ONE.value().shiftLeft(128)).minus(Amount.ONE);

  /** How many epochs ahead an IOU may expire. */
  public static final long MAX_EPOCHS = 3_650;

  private static final byte[] DOMAIN = "althing/iou/v1".getBytes(StandardCharsets.UTF_8);

  /**
   * The id of the IOU with these terms, also of the escrow that holds its collateral: SHA-256 over
   * the domain, the chain id (32 bytes), debtor and nonce (8 bytes).
   */
  public Hash id(Amount chainId) {
    return Sha256.hash(
        DOMAIN,
        word(chainId),
        debtor.unsafeArray(),
        ByteBuffer.allocate(Long.BYTES).putLong(nonce).array());
  }

  private static byte[] word(Amount value) {
    byte[] digits = value.toBytes();
    return Bytes.concat(new byte[32 - digits.length], digits);
  }
}
