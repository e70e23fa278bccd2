package althing.node.rpc.eth;

import static althing.node.rpc.eth.EthTypes.FILTER;
import static althing.node.rpc.eth.EthTypes.FLAG;
import static althing.node.rpc.eth.EthTypes.TEXT;
import static althing.node.rpc.method.Param.maybe;
import static althing.node.rpc.method.Param.required;

import althing.node.rpc.eth.Subscription.Topic;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Connection.Subscriber;
import althing.node.rpc.method.Method;
import althing.node.rpc.method.ParamType;
import althing.node.rpc.method.RpcException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Logs: asked for, polled and pushed. */
final class LogMethods {

  /** The second argument of {@code eth_subscribe}: what it means depends on the first. */
  private static final ParamType<Object> OPTIONS =
      new ParamType<>("filter or boolean", Schemas.ANY, value -> value);

  private final LogSearch search;
  private final Filters filters;
  private final Subscriptions subscriptions;

  LogMethods(LogSearch search, Filters filters, Subscriptions subscriptions) {
    this.search = search;
    this.filters = filters;
    this.subscriptions = subscriptions;
  }

  List<Method> all() {
    var filter = required("filter", FILTER, "blocks, addresses and topics");
    var id = required("id", TEXT, "what the installing method answered");
    return List.of(
        Method.of(
            "eth_getLogs",
            "Logs of a range of blocks that match a filter.",
            filter,
            Schemas.LOGS,
            (call, wanted) -> search.write(call.out(), wanted)),
        Method.of(
            "eth_newFilter",
            "Installs a filter for logs; it ends after five minutes without a poll.",
            filter,
            Schemas.QUANTITY,
            (call, wanted) -> install(call, new Filters.Topic.Logs(wanted))),
        Method.of(
            "eth_newBlockFilter",
            "Installs a filter for new blocks.",
            Schemas.QUANTITY,
            call -> install(call, new Filters.Topic.Blocks())),
        Method.of(
            "eth_newPendingTransactionFilter",
            "Installs a filter for transactions that enter the pool.",
            Schemas.QUANTITY,
            call -> install(call, new Filters.Topic.Pending())),
        Method.of(
            "eth_getFilterChanges",
            "What happened since the last poll: logs, or hashes of blocks or transactions.",
            id,
            Schemas.FILTER_CHANGES,
            (call, name) -> filters.writeChanges(call.out(), name)),
        Method.of(
            "eth_getFilterLogs",
            "All logs of a log filter.",
            id,
            Schemas.LOGS,
            (call, name) -> filters.writeAll(call.out(), name)),
        Method.of(
            "eth_uninstallFilter",
            "Ends a filter; false when there was none.",
            id,
            Schemas.FLAG,
            (call, name) -> call.out().flag(filters.uninstall(name))),
        Method.of(
            "eth_subscribe",
            "Over WebSocket: pushes `newHeads`, `logs`, `newPendingTransactions` or `syncing`.",
            required("kind", TEXT, "what to push"),
            maybe(
                "options",
                OPTIONS,
                "a filter with `logs`; true with `newPendingTransactions` for whole transactions"),
            Schemas.QUANTITY,
            this::subscribe),
        Method.of(
            "eth_unsubscribe",
            "Ends a subscription of this connection.",
            required("id", TEXT, "what `eth_subscribe` answered"),
            Schemas.FLAG,
            this::unsubscribe));
  }

  private void install(Call call, Filters.Topic topic) {
    call.out().text(filters.install(call.connection().client(), topic));
  }

  private static Subscriber subscriber(Call call) {
    return call.connection()
        .subscriber()
        .orElseThrow(
            () -> new RpcException(RpcException.METHOD_NOT_FOUND, "notifications not supported"));
  }

  private void subscribe(Call call, String kind, Optional<Object> options) {
    Subscriber subscriber = subscriber(call);
    Subscription subscription = subscriptions.begin(subscriber, topic(kind, options));
    call.out().text(subscription.id());
    call.afterReply(subscription::release);
  }

  private static Topic topic(String kind, Optional<Object> options) {
    return switch (kind) {
      case "newHeads" -> new Topic.Heads();
      case "logs" -> new Topic.Logs(option(FILTER, options.orElse(Map.of())));
      case "newPendingTransactions" -> new Topic.Pending(option(FLAG, options.orElse(false)));
      case "syncing" -> new Topic.Syncing();
      default ->
          throw new RpcException(
              RpcException.METHOD_NOT_FOUND,
              "no \""
                  + kind.substring(0, Math.min(64, kind.length()))
                  + "\" subscription in eth"
                  + " namespace");
    };
  }

  private static <T> T option(ParamType<T> type, Object value) {
    try {
      return type.decoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw RpcException.invalidParams("invalid argument 1: " + e.getMessage());
    }
  }

  private void unsubscribe(Call call, String id) {
    if (!subscriptions.end(subscriber(call), id)) {
      throw RpcException.server("subscription not found");
    }
    call.out().flag(true);
  }
}
