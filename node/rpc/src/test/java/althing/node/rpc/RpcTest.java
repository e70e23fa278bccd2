package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** A server on a port of its own before a node in memory. */
abstract class RpcTest {

  final MemoryNode node = new MemoryNode();
  RpcServer server;
  Client client;

  @BeforeEach
  final void startServer() throws IOException {
    server = start(config());
    client = new Client(server);
  }

  @AfterEach
  final void stopServer() throws IOException {
    server.close();
    assertThat(node.listenerCount()).isZero();
  }

  RpcConfig config() {
    return RpcConfig.loopback(0);
  }

  final RpcServer start(RpcConfig config) throws IOException {
    return RpcServer.start(config, node, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** The answer to a call is this error, and neither chain nor pool changed. */
  final JsonNode assertRefused(String method, String params, int code, String message) {
    var before = node.fingerprint();
    JsonNode error = client.error(method, params);
    assertThat(error.get("message").asString()).isEqualTo(message);
    assertThat(error.get("code").asInt()).isEqualTo(code);
    assertThat(node.fingerprint()).isEqualTo(before);
    return error;
  }
}
