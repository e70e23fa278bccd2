package althing.node.rpc.eth;

import althing.node.core.NodeApi;
import althing.node.rpc.method.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The Ethereum methods of one node, with the filters and subscriptions they keep. */
public final class EthApi implements AutoCloseable {

  private static final int MAX_LOGS = 10_000;
  private static final long MAX_LOG_SCAN = 10_000;
  private static final Filters.Limits FILTER_LIMITS =
      new Filters.Limits(256, 4_096, Duration.ofMinutes(5));

  private final List<Method> methods = new ArrayList<>();
  private final Filters filters;
  private final Subscriptions subscriptions;
  private final AutoCloseable listening;

  /**
   * @param maxSubscriptions subscriptions that one connection may have
   * @param nanoClock time that only rises, by which filters end
   */
  public EthApi(NodeApi node, int maxSubscriptions, LongSupplier nanoClock) {
    var fees = new Fees(node);
    var pending = new PendingRing();
    var search = new LogSearch(node.chain(), MAX_LOGS, MAX_LOG_SCAN);
    this.filters = new Filters(node.chain(), search, pending, FILTER_LIMITS, nanoClock);
    this.subscriptions = new Subscriptions(node, pending, maxSubscriptions);
    methods.addAll(new NodeMethods(node).all());
    methods.addAll(new ChainMethods(node).all());
    methods.addAll(new AccountMethods(node, fees).all());
    methods.addAll(fees.all());
    methods.addAll(new LogMethods(search, filters, subscriptions).all());
    methods.addAll(new PoolMethods(node).all());
    methods.addAll(new DebugMethods(node).all());
    methods.addAll(new OtterscanMethods(node).all());
    this.listening = node.subscribe(subscriptions);
    subscriptions.start();
  }

  public List<Method> methods() {
    return List.copyOf(methods);
  }

  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Number of filters that are installed. */
  public int filterCount() {
    return filters.count();
  }

  @Override
  public void close() {
    subscriptions.close();
    try {
      listening.close();
    } catch (Exception e) {
      throw new IllegalStateException("the node kept its listener", e);
    }
  }
}
