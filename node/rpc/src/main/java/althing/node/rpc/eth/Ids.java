package althing.node.rpc.eth;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of filters and subscriptions: 128 random bits, so that nobody guesses another's. */
final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** A quantity of 32 digits; the first is never 0. */
  static String next() {
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);
    id[0] |= 0x10;
    return "0x" + HexFormat.of().formatHex(id);
  }
}
