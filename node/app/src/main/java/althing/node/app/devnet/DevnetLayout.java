package althing.node.app.devnet;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a devnet keeps what. A chain of one validator lies in {@code db} of the directory itself;
 * of several, each has a data directory of its own, and {@code devnet.json} says how many.
 */
record DevnetLayout(Path directory) {

  /** The data directory of one node of several. */
  Path node(int number) {
    return directory.resolve("node-" + number);
  }

  /** {@link DevnetPlan}: there when a devnet of several validators was founded whole. */
  Path plan() {
    return directory.resolve("devnet.json");
  }

  /** Says that a founding is under way, or was when it was broken off. */
  Path founding() {
    return directory.resolve("founding");
  }

  Path genesis() {
    return directory.resolve("genesis.json");
  }

  /** Where a running supervisor listens, and the token it wants to hear. */
  Path control() {
    return directory.resolve("devnet.control");
  }

  /** Locked by the running supervisor. */
  Path lock() {
    return directory.resolve("devnet.lock");
  }

  boolean holdsOne() {
    return Files.isDirectory(directory.resolve("db"));
  }

  boolean holdsSeveral() {
    return Files.exists(plan());
  }

  boolean holdsRemains() {
    return Files.exists(founding());
  }
}
