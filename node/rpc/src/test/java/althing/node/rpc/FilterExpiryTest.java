package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.rpc.eth.EthApi;
import althing.node.rpc.method.CallMeter;
import althing.node.rpc.method.Connection;
import althing.node.rpc.method.Dispatcher;
import althing.node.rpc.method.MethodTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Filters that nobody polls end, in virtual time. */
class FilterExpiryTest {

  private final MemoryNode node = new MemoryNode();
  private final AtomicLong nanos = new AtomicLong();
  private final EthApi eth = new EthApi(node, 4, nanos::get);
  private final Dispatcher dispatcher =
      new Dispatcher(new MethodTable(eth.methods()), new NoMeter(), 10, 1 << 20);

  private static final class NoMeter implements CallMeter {
    @Override
    public void called(String method, long spent) {}

    @Override
    public void failed(int code) {}
  }

  private record Peer(String client) implements Connection {
    @Override
    public Optional<Subscriber> subscriber() {
      return Optional.empty();
    }
  }

  @AfterEach
  void close() {
    eth.close();
  }

  private JsonNode call(String client, String method, String params) {
    byte[] body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, params)
            .getBytes(StandardCharsets.UTF_8);
    var reply = dispatcher.answer(body, 0, body.length, new Peer(client));
    return Client.parse(reply.answer().orElseThrow().toText());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void a_filter_ends_five_minutes_after_its_last_poll() {
    String id = call("a", "eth_newBlockFilter", "").get("result").toString();
    pass(Duration.ofMinutes(5));
    node.mine();
    assertThat(call("a", "eth_getFilterChanges", id).get("result").size()).isEqualTo(1);
    pass(Duration.ofMinutes(5));
    assertThat(call("a", "eth_getFilterChanges", id).has("result")).isTrue();
    pass(Duration.ofMinutes(5).plusNanos(1));
    assertThat(call("a", "eth_getFilterChanges", id).at("/error/message").asString())
        .isEqualTo("filter not found");
    assertThat(eth.filterCount()).isZero();
  }

  @Test
  void ended_filters_make_room_and_clients_do_not_share_theirs() {
    for (int i = 0; i < 256; i++) {
      assertThat(call("a", "eth_newPendingTransactionFilter", "").has("result")).isTrue();
    }
    assertThat(call("a", "eth_newFilter", "{}").at("/error/code").asInt()).isEqualTo(-32005);
    assertThat(call("b", "eth_newFilter", "{}").has("result")).isTrue();
    pass(Duration.ofMinutes(6));
    assertThat(call("a", "eth_newFilter", "{}").has("result")).isTrue();
    assertThat(eth.filterCount()).isEqualTo(1);
  }

  /** Who polls too rarely misses the oldest of very many transactions, and nothing breaks. */
  @Test
  void a_pending_filter_remembers_only_so_many() {
    String id = call("a", "eth_newPendingTransactionFilter", "").get("result").toString();
    for (int i = 0; i < 60; i++) {
      node.transfer("alice", "bob", i);
    }
    assertThat(call("a", "eth_getFilterChanges", id).get("result").size()).isEqualTo(60);
    call("a", "eth_uninstallFilter", id);
    assertThat(call("a", "eth_getFilterChanges", id).has("error")).isTrue();
  }
}
