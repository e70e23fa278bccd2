package althing.node.app.bench;

import althing.ledger.crypto.Keccak256;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The accounts of a load test, the same on every machine. Sender {@code i} has the private key
 * Keccak-256("althing bench sender i"); recipient {@code i} is the last 20 bytes of
 * Keccak-256("althing bench recipient i"), an address whose key nobody knows. Not for anything of
 * value.
 */
public final class BenchAccounts {

  private BenchAccounts() {}

  /** 32 bytes. */
  public static byte[] senderKey(int index) {
    return digest("althing bench sender " + index);
  }

  public static Address sender(int index) {
    return Secp256k1.addressOf(Secp256k1.instance().publicKey(senderKey(index)));
  }

  public static Address recipient(int index) {
    return Address.wrap(Arrays.copyOfRange(digest("althing bench recipient " + index), 12, 32));
  }

  private static byte[] digest(String name) {
    return Keccak256.digest(name.getBytes(StandardCharsets.UTF_8));
  }
}
