package althing.node.app.key;

import althing.genesis.key.NodeKey;
import althing.ledger.crypto.Sha256;
import java.nio.charset.StandardCharsets;

/** The node keys of devnets. They are public: not for a chain of any value. */
public final class DevNodes {

  /** The most nodes a devnet has. */
  public static final int MOST = 16;

  private DevNodes() {}

  /** The key of node {@code number}, of the seed SHA-256("althing devnet node {@code number}"). */
  public static NodeKey key(int number) {
    String name = "althing devnet node " + number;
    return NodeKey.of(Sha256.digest(name.getBytes(StandardCharsets.US_ASCII)));
  }
}
