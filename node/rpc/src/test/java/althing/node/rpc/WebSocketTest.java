package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.block.Block;
import althing.node.core.NodeApi.SyncProgress;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** JSON-RPC and subscriptions over WebSocket. */
class WebSocketTest extends RpcTest {

  @Override
  RpcConfig config() {
    return new RpcConfig("127.0.0.1", 0, 1 << 20, 20, 8 << 20, 64, 4, 256 << 10, 4);
  }

  private Socket open() {
    return Socket.open(server.webSocketUrl());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/ws"})
  void calls_and_batches_are_answered_on_the_same_port(String path) {
    try (var socket = Socket.open(server.webSocketUrl() + path)) {
      assertThat(socket.result("eth_chainId", "").asString()).isEqualTo("0x3a2");
      socket.send(
          "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\"},"
              + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"nope\"}]");
      JsonNode answers = socket.notification();
      assertThat(answers.size()).isEqualTo(2);
      assertThat(answers.get(1).at("/error/code").asInt()).isEqualTo(-32601);
      assertThat(socket.call("eth_getBalance", "1").at("/error/code").asInt()).isEqualTo(-32602);
      socket.send("nonsense");
      assertThat(socket.notification().at("/error/code").asInt()).isEqualTo(-32700);
    }
  }

  /** The id arrives before the first push, and each block is pushed once, in order. */
  @Test
  void new_heads_are_pushed_in_order() {
    node.mine();
    try (var socket = open()) {
      JsonNode id = socket.result("eth_subscribe", "'newHeads'");
      for (long height = 2; height <= 60; height++) {
        node.mine();
      }
      for (long height = 2; height <= 60; height++) {
        JsonNode head = socket.pushed(id);
        assertThat(Long.decode(head.get("number").asString())).isEqualTo(height);
        Block block = node.chain().block(height).orElseThrow();
        assertThat(head.get("hash").asString()).isEqualTo(block.hash().toHex());
        assertThat(head.get("difficulty").asString()).isEqualTo("0x0");
        assertThat(head.has("transactions")).isFalse();
      }
      assertThat(socket.result("eth_unsubscribe", id.toString()).asBoolean()).isTrue();
      node.mine();
      assertThat(socket.result("eth_blockNumber", "").asString()).isEqualTo("0x3d");
      assertThat(socket.hasMore()).isFalse();
      JsonNode again = socket.call("eth_unsubscribe", id.toString());
      assertThat(again.at("/error/message").asString()).isEqualTo("subscription not found");
    }
  }

  @Test
  void matching_logs_are_pushed_as_they_are_asked_for_later() {
    try (var socket = open()) {
      JsonNode all = socket.result("eth_subscribe", "'logs',{}");
      JsonNode none =
          socket.result("eth_subscribe", "'logs',{'address':'0x" + "11".repeat(20) + "'}");
      assertThat(none).isNotEqualTo(all);
      node.donate("alice", 1);
      node.donate("bob", 2);
      node.mine();
      JsonNode expected = client.result("eth_getLogs", "{}");
      assertThat(expected.size()).isEqualTo(2);
      assertThat(socket.pushed(all)).isEqualTo(expected.get(0));
      assertThat(socket.pushed(all)).isEqualTo(expected.get(1));
      assertThat(socket.result("eth_unsubscribe", none.toString()).asBoolean()).isTrue();
      assertThat(socket.hasMore()).isFalse();
    }
  }

  @Test
  void pending_transactions_are_pushed_as_hashes_or_whole() {
    try (var hashes = open();
        var wholes = open()) {
      JsonNode id = hashes.result("eth_subscribe", "'newPendingTransactions'");
      JsonNode whole = wholes.result("eth_subscribe", "'newPendingTransactions',true");
      var transaction = node.transfer("alice", "bob", 7);
      assertThat(hashes.pushed(id).asString()).isEqualTo(transaction.hash().toHex());
      JsonNode pushed = wholes.pushed(whole);
      assertThat(pushed.get("hash").asString()).isEqualTo(transaction.hash().toHex());
      assertThat(pushed.get("blockHash").isNull()).isTrue();
      assertThat(pushed.get("value").asString()).isEqualTo("0x7");
    }
  }

  @Test
  void falling_behind_and_catching_up_is_pushed() {
    try (var socket = open()) {
      JsonNode id = socket.result("eth_subscribe", "'syncing'");
      node.mine();
      node.setSyncing(Optional.of(new SyncProgress(1, 2, 9)));
      node.mine();
      assertThat(socket.pushed(id).get("highestBlock").asString()).isEqualTo("0x9");
      node.setSyncing(Optional.empty());
      node.mine();
      assertThat(socket.pushed(id).asBoolean()).isFalse();
    }
  }

  @Test
  void subscriptions_have_kinds_and_a_limit() {
    try (var socket = open()) {
      JsonNode unknown = socket.call("eth_subscribe", "'newestHeads'");
      assertThat(unknown.at("/error/code").asInt()).isEqualTo(-32601);
      assertThat(unknown.at("/error/message").asString())
          .isEqualTo("no \"newestHeads\" subscription in eth namespace");
      JsonNode wrong = socket.call("eth_subscribe", "'logs',{'address':7}");
      assertThat(wrong.at("/error/code").asInt()).isEqualTo(-32602);
      assertThat(wrong.at("/error/message").asString())
          .isEqualTo("invalid argument 1: address: expected a string or an array, got a number");
      for (int i = 0; i < 4; i++) {
        socket.result("eth_subscribe", "'newHeads'");
      }
      assertThat(socket.call("eth_subscribe", "'newHeads'").at("/error/message").asString())
          .isEqualTo("too many subscriptions: at most 4 for each connection");
    }
  }

  @Test
  void nobody_ends_another_ones_subscription() {
    try (var owner = open();
        var other = open()) {
      JsonNode id = owner.result("eth_subscribe", "'newHeads'");
      assertThat(other.call("eth_unsubscribe", id.toString()).at("/error/message").asString())
          .isEqualTo("subscription not found");
      node.mine();
      assertThat(owner.pushed(id).get("number").asString()).isEqualTo("0x1");
    }
  }

  @Test
  void a_message_past_the_limit_closes_the_connection() {
    try (var socket = open()) {
      socket.send(" ".repeat((1 << 20) + 1));
      assertThat(socket.closed()).startsWith("1009");
    }
  }

  @Test
  void binary_messages_are_not_json_rpc() {
    try (var socket = open()) {
      socket.sendBinary(new byte[] {1, 2, 3});
      assertThat(socket.closed()).isEqualTo("1003 JSON-RPC is text");
    }
  }

  /** L12: a peer that does not read is told why and dropped; the others go on. */
  @Test
  void a_slow_consumer_is_disconnected_with_a_reason() {
    try (var deaf = Socket.openDeaf(server.webSocketUrl());
        var good = open()) {
      deaf.send(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}");
      JsonNode id = good.result("eth_subscribe", "'newHeads'");
      long height = 0;
      while (!client.get("/metrics").body().contains("althing_rpc_websockets_dropped_total 1.0")) {
        for (int i = 0; i < 500; i++) {
          node.mine();
          height++;
          assertThat(Long.decode(good.pushed(id).get("number").asString())).isEqualTo(height);
        }
      }
      deaf.listen();
      assertThat(deaf.closed()).isEqualTo("1008 slow consumer: more than 262144 bytes unsent");
      node.mine();
      assertThat(Long.decode(good.pushed(id).get("number").asString())).isEqualTo(height + 1);
      assertThat(client.get("/metrics").body()).contains("althing_rpc_websockets 1.0");
    }
  }

  @Test
  void a_closed_connection_leaves_nothing_behind() {
    var socket = open();
    socket.result("eth_subscribe", "'newHeads'");
    assertThat(client.get("/metrics").body()).contains("althing_rpc_subscriptions 1.0");
    socket.close();
    while (!client.get("/metrics").body().contains("althing_rpc_websockets 0.0")) {
      Thread.onSpinWait();
    }
    assertThat(client.get("/metrics").body()).contains("althing_rpc_subscriptions 0.0");
  }

  @Test
  void a_stopping_node_says_good_bye() throws IOException {
    var second = start(config());
    try (var socket = Socket.open(second.webSocketUrl())) {
      socket.result("eth_chainId", "");
      second.close();
      assertThat(socket.closed()).isEqualTo("1001 the node stops");
    }
  }
}
