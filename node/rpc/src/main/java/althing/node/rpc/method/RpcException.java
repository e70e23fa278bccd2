package althing.node.rpc.method;

import althing.ledger.types.Bytes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call is answered with an error. Code and message are what clients match (ETHEREUM 1.5). */
public final class RpcException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;
  public static final int SERVER_ERROR = -32000;
  public static final int RESPONSE_TOO_LARGE = -32003;
  public static final int LIMIT_EXCEEDED = -32005;
  public static final int REVERTED = 3;
  public static final int PRUNED = 4444;

  /** Every code that there is; docs/json-rpc.md says of each when it is sent. */
  public static final Set<Integer> CODES =
      Set.of(
          PARSE_ERROR,
          INVALID_REQUEST,
          METHOD_NOT_FOUND,
          INVALID_PARAMS,
          INTERNAL_ERROR,
          SERVER_ERROR,
          RESPONSE_TOO_LARGE,
          LIMIT_EXCEEDED,
          REVERTED,
          PRUNED);

  private final int code;
  private final transient @Nullable Bytes data;

  public RpcException(int code, String message) {
    this(code, message, null);
  }

  /**
   * @param code one of {@link #CODES}
   * @param data bytes for the error's {@code data} member, null for none
   */
  public RpcException(int code, String message, @Nullable Bytes data) {
    super(message, null, false, false);
    if (!CODES.contains(code)) {
      throw new IllegalArgumentException("unknown error code " + code + ": " + message);
    }
    this.code = code;
    this.data = data;
  }

  public static RpcException invalidParams(String message) {
    return new RpcException(INVALID_PARAMS, message);
  }

  public static RpcException invalidRequest(String message) {
    return new RpcException(INVALID_REQUEST, message);
  }

  /** A failure of what was asked for, with the code that most errors have. */
  public static RpcException server(String message) {
    return new RpcException(SERVER_ERROR, message);
  }

  /** Clients fall back only on exactly these words (ETHEREUM 1.4, trap 3). */
  public static RpcException unknownMethod(String name) {
    return new RpcException(
        METHOD_NOT_FOUND, "the method " + name + " does not exist/is not available");
  }

  public int code() {
    return code;
  }

  public @Nullable Bytes data() {
    return data;
  }

  /** The message, which is never null. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
