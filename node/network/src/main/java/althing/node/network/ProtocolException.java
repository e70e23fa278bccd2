package althing.node.network;

/** What came from a peer is not what the protocol allows. */
final class ProtocolException extends Exception {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  ProtocolException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
