package althing.node.app.devnet;

import java.util.Locale;

/** How a node's process is. */
enum NodeState {
  /** It does not answer yet. */
  STARTING,
  RUNNING,
  /** It was asked to stop and has not ended. */
  STOPPING,
  STOPPED,
  KILLED,
  /** It ended by itself. */
  DEAD;

  boolean isAlive() {
    return this == STARTING || this == RUNNING || this == STOPPING;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
