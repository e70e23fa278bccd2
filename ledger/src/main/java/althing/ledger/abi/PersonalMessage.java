package althing.ledger.abi;

import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.charset.StandardCharsets;

/** What a wallet signs with {@code personal_sign} (EIP-191, version 0x45). */
public final class PersonalMessage {

  private static final String PREFIX = "\u0019Ethereum Signed Message:\n";

  private PersonalMessage() {}

  /** The hash that is signed. */
  public static Hash hash(Bytes message) {
    byte[] prefix = (PREFIX + message.size()).getBytes(StandardCharsets.US_ASCII);
    return Keccak256.hash(prefix, message.unsafeArray());
  }
}
