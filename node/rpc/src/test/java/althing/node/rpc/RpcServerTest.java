package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The port, its plain resources, and the life of the server. */
class RpcServerTest extends RpcTest {

  @Test
  void any_port_is_reported_and_answers() {
    assertThat(server.port()).isPositive();
    assertThat(server.url()).isEqualTo("http://127.0.0.1:" + server.port());
    assertThat(client.result("eth_chainId", "").asString()).isEqualTo("0x3a2");
  }

  @Test
  void a_transfer_is_sent_and_its_receipt_found() {
    var transaction =
        MemoryNode.sign("alice", 0, MemoryNode.person("bob"), Amount.ONE_SP, Bytes.EMPTY);

    String hash =
        client.result("eth_sendRawTransaction", "'" + transaction.encoded() + "'").asString();
    assertThat(hash).isEqualTo(transaction.hash().toHex());
    assertThat(client.result("eth_getTransactionReceipt", "'" + hash + "'").isNull()).isTrue();
    node.mine();

    var receipt = client.result("eth_getTransactionReceipt", "'" + hash + "'");
    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
    assertThat(receipt.get("blockNumber").asString()).isEqualTo("0x1");
  }

  @Test
  void a_port_in_use_is_named() {
    assertThatThrownBy(() -> start(RpcConfig.loopback(server.port())))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot listen on 127.0.0.1:" + server.port());
    assertThat(node.listenerCount()).as("listeners of the first server").isEqualTo(2);
  }

  @Test
  void a_stopped_server_refuses_connections() throws Exception {
    var second = start(RpcConfig.loopback(0));
    var other = new Client(second);
    assertThat(other.result("eth_blockNumber", "").asString()).isEqualTo("0x0");

    second.close();

    assertThatThrownBy(() -> other.get("/health/live")).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void a_page_names_the_endpoints() {
    var page = client.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("POST /", "/events", "/checkpoint", "/metrics", "chain 930");
  }

  @Test
  void health_tells_whether_the_node_serves() {
    assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);

    node.setReady(false);

    assertThat(client.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(client.get("/health/ready").body()).isEqualTo("not ready\n");
    assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_count_calls_by_method_and_errors_by_code() {
    client.result("eth_chainId", "");
    client.result("eth_chainId", "");
    client.error("eth_getBalance", "");
    client.error("no_such", "");

    assertThat(client.get("/metrics").body())
        .contains("althing_rpc_calls_seconds_count{method=\"eth_chainId\"} 2")
        .contains("althing_rpc_errors_total{code=\"-32602\"} 1.0")
        .contains("althing_rpc_errors_total{code=\"-32601\"} 1.0")
        .contains("althing_rpc_websockets 0.0")
        .contains("althing_rpc_connections");
  }

  @Test
  void pages_of_other_origins_may_ask() {
    var preflight =
        client.exchange(
            HttpRequest.newBuilder(URI.create(server.url() + "/"))
                .header("Origin", "https://explorer.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .hasValueSatisfying(allowed -> assertThat(allowed).contains("Content-Type"));

    var answer = client.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\"}");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void what_is_not_there_says_so() {
    assertThat(client.get("/nothing").statusCode()).isEqualTo(404);
    var put =
        client.exchange(
            HttpRequest.newBuilder(URI.create(server.url() + "/"))
                .PUT(BodyPublishers.ofString("x"))
                .build());
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.headers().firstValue("Allow")).hasValue("GET, HEAD, POST, OPTIONS");
    var post =
        client.exchange(
            HttpRequest.newBuilder(URI.create(server.url() + "/elsewhere"))
                .POST(BodyPublishers.ofString("{}"))
                .build());
    assertThat(post.statusCode()).isEqualTo(404);
  }

  /** Sixteen callers at once, each sending its own account's transfers and reading them back. */
  @Test
  void callers_do_not_disturb_each_other() throws Exception {
    var names = new String[] {"alice", "bob", "carol", "dave"};
    try (var callers = Executors.newFixedThreadPool(16)) {
      var all = new ArrayList<Future<Void>>();
      for (int caller = 0; caller < 16; caller++) {
        String name = names[caller % 4];
        int lane = caller / 4;
        Callable<Void> work =
            () -> {
              for (int i = 0; i < 10; i++) {
                long nonce = lane * 10L + i;
                var transaction =
                    MemoryNode.sign(name, nonce, MemoryNode.person("bob"), Amount.ONE, Bytes.EMPTY);
                String answer =
                    client
                        .result("eth_sendRawTransaction", "'" + transaction.encoded() + "'")
                        .asString();
                assertThat(answer).isEqualTo(transaction.hash().toHex());
                assertThat(
                        client.result("eth_getTransactionByHash", "'" + answer + "'").get("nonce"))
                    .hasToString("\"0x" + Long.toHexString(nonce) + "\"");
              }
              return null;
            };
        all.add(callers.submit(work));
      }
      for (Future<Void> each : all) {
        each.get();
      }
    }
    node.mine();
    assertThat(client.result("eth_getBlockTransactionCountByNumber", "'latest'").asString())
        .isEqualTo("0xa0");
  }
}
