package althing.node.rpc.method;

import althing.node.rpc.json.JsonOut;
import java.util.List;

/**
 * One call being answered.
 *
 * @param out takes the result: exactly one JSON value
 * @param connection where the call came from
 */
public record Call(JsonOut out, Connection connection, List<Runnable> afterReply) {

  /** Runs {@code action} once the reply is on its way: before it, nothing may be pushed. */
  public void afterReply(Runnable action) {
    afterReply.add(action);
  }
}
