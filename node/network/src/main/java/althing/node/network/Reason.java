package althing.node.network;

import java.util.Optional;

/** Why a connection was refused or ended. Those with a code above 0 are told to the other side. */
public enum Reason {
  /** The stream broke, or the other side left without a word. */
  CONNECTION_LOST(0),
  /** Nobody answers at the address. */
  UNREACHABLE(0),
  /** What comes is not this protocol. */
  WRONG_PROTOCOL(1),
  WRONG_VERSION(2),
  /** Another genesis block. */
  WRONG_CHAIN(3),
  /** A handshake message of a wrong kind, size or content. */
  BAD_HANDSHAKE(4),
  /** The signature does not bind the connection to the identity claimed. */
  BAD_IDENTITY(5),
  /** At this address another key was expected. */
  UNEXPECTED_IDENTITY(6),
  /** The node reached itself. */
  SELF(7),
  /** There is another connection between the two, and that one stays. */
  DUPLICATE(8),
  BANNED(9),
  TOO_MANY_PEERS(10),
  HANDSHAKE_TIMEOUT(11),
  MALFORMED_FRAME(12),
  MESSAGE_TOO_LARGE(13),
  /** A frame that the key does not open: altered on its way, or out of order. */
  FORGED_FRAME(14),
  /** More frames under one key than allowed. */
  KEY_EXHAUSTED(15),
  /** Its score fell too low. */
  MISBEHAVED(16),
  /** Nothing was heard for too long. */
  SILENT(17),
  SHUTTING_DOWN(18);

  private final int code;

  Reason(int code) {
    this.code = code;
  }

  /** 0 to 255. */
  int code() {
    return code;
  }

  /** The reason that a peer may give with this code. */
  static Optional<Reason> ofCode(int code) {
    for (Reason reason : values()) {
      if (reason.code == code && code > 0) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
