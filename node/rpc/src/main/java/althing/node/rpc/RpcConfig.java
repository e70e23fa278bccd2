package althing.node.rpc;

/**
 * Where the server listens and what one client may ask of it.
 *
 * @param host address to listen on; loopback unless an operator decides otherwise
 * @param port TCP port, 0 for any that is free
 * @param maxBodyBytes of one HTTP request or WebSocket message
 * @param maxBatch requests in one batch
 * @param maxResponseBytes of one answer, a whole batch's together
 * @param maxConnections open at a time; further ones wait to be accepted
 * @param maxSubscriptions that one WebSocket connection may have
 * @param maxUnsentBytes that may wait for one WebSocket peer before it is disconnected
 * @param maxFeeds event feeds open at a time
 */
public record RpcConfig(
    String host,
    int port,
    int maxBodyBytes,
    int maxBatch,
    int maxResponseBytes,
    int maxConnections,
    int maxSubscriptions,
    int maxUnsentBytes,
    int maxFeeds) {

  /** The usual limits on the loopback interface. */
  public static RpcConfig loopback(int port) {
    return new RpcConfig("127.0.0.1", port, 5 << 20, 1_000, 32 << 20, 1_024, 128, 16 << 20, 64);
  }

  public RpcConfig withHost(String host) {
    return new RpcConfig(
        host,
        port,
        maxBodyBytes,
        maxBatch,
        maxResponseBytes,
        maxConnections,
        maxSubscriptions,
        maxUnsentBytes,
        maxFeeds);
  }
}
