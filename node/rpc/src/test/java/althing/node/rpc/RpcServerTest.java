package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The port, its resources, and the life of the server. */
class RpcServerTest {

  private final MemoryNode node = new MemoryNode();
  private RpcServer server;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    server =
        RpcServer.start(
            RpcConfig.loopback(0), node, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    client = new Client(server);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void any_port_is_reported_and_answers() {
    assertThat(server.port()).isPositive();
    assertThat(client.result("eth_chainId", "").asString()).isEqualTo("0x3a2");
  }

  @Test
  void a_transfer_is_sent_and_its_receipt_found() {
    var transaction =
        MemoryNode.sign(
            "alice",
            0,
            MemoryNode.person("bob"),
            althing.ledger.types.Amount.ONE_SP,
            althing.ledger.types.Bytes.EMPTY);

    String hash =
        client.result("eth_sendRawTransaction", "'" + transaction.encoded() + "'").asString();
    assertThat(hash).isEqualTo(transaction.hash().toHex());
    assertThat(client.result("eth_getTransactionReceipt", "'" + hash + "'").isNull()).isTrue();
    node.mine();

    var receipt = client.result("eth_getTransactionReceipt", "'" + hash + "'");
    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
  }
}
