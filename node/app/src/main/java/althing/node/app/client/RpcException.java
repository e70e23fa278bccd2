package althing.node.app.client;

import org.jspecify.annotations.Nullable;

/** A node answered a JSON-RPC request with an error. The message is the node's. */
public sealed class RpcException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final @Nullable String data;

  /**
   * @param data the error's {@code data} when it is text: ABI error data of a refused call
   */
  public RpcException(int code, String message, @Nullable String data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  private RpcException(String message, Throwable cause) {
    super(message, cause);
    this.code = 0;
    this.data = null;
  }

  /** The error's message, empty if it had none. */
  public String words() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  public int code() {
    return code;
  }

  public @Nullable String data() {
    return data;
  }

  /** No JSON-RPC answer came back at all. */
  public static final class Unreachable extends RpcException {
    private static final long serialVersionUID = 1L;

    public Unreachable(String message, Throwable cause) {
      super(message, cause);
    }

    public Unreachable(String message) {
      super(0, message, null);
    }
  }
}
