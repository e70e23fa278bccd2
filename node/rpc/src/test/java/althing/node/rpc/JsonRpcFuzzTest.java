package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.rpc.eth.EthApi;
import althing.node.rpc.method.CallMeter;
import althing.node.rpc.method.Connection;
import althing.node.rpc.method.Dispatcher;
import althing.node.rpc.method.RpcException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Any body is answered by JSON-RPC: results, and errors that have a name, never an internal one.
 */
class JsonRpcFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final List<Integer> NAMED_ERRORS =
      List.of(
          RpcException.PARSE_ERROR,
          RpcException.INVALID_REQUEST,
          RpcException.METHOD_NOT_FOUND,
          RpcException.INVALID_PARAMS,
          RpcException.SERVER_ERROR,
          RpcException.RESPONSE_TOO_LARGE,
          RpcException.LIMIT_EXCEEDED,
          RpcException.REVERTED,
          RpcException.PRUNED);

  private static final MemoryNode NODE = new MemoryNode();
  private static final EthApi ETH = new EthApi(NODE, 128, () -> 0);
  private static final Connection CLIENT = new Listener();
  private static final Dispatcher DISPATCHER = dispatcher(RpcConfig.loopback(0));

  @BeforeAll
  static void a_chain_with_something_to_ask_for() {
    NODE.transfer("alice", "bob", 1);
    NODE.mine();
    NODE.donate("bob", 2);
    NODE.mine();
    NODE.transfer("carol", "dave", 3);
  }

  @AfterAll
  static void close() {
    ETH.close();
  }

  @MethodSource("bodies")
  @FuzzTest
  void answering(byte[] body) {
    COST.reading(body, () -> answer(body));
  }

  private static void answer(byte[] body) {
    Dispatcher.Reply reply = DISPATCHER.answer(body, 0, body.length, CLIENT);
    reply.afterReply().forEach(Runnable::run);
    if (reply.answer().isEmpty()) {
      return;
    }
    var bytes = reply.answer().get().toArray();
    JsonNode answer = Client.parse(new String(bytes, StandardCharsets.UTF_8));
    if (answer.isArray()) {
      answer.forEach(JsonRpcFuzzTest::check);
    } else {
      check(answer);
    }
  }

  private static void check(JsonNode answer) {
    assertThat(answer.path("jsonrpc").asString("")).isEqualTo("2.0");
    assertThat(answer.has("id")).isTrue();
    assertThat(answer.has("result")).isNotEqualTo(answer.has("error"));
    if (answer.has("error")) {
      assertThat(answer.get("error").path("code").asInt(0)).isIn(NAMED_ERRORS);
      assertThat(answer.get("error").path("message").asString("")).isNotEmpty();
    }
  }

  /** A call of each kind, one a line, and a transaction that is really taken. */
  static Stream<byte[]> bodies() throws IOException {
    var transaction =
        MemoryNode.sign("dave", 0, MemoryNode.person("alice"), Amount.of(1), Bytes.EMPTY);
    var send =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_sendRawTransaction\",\"params\":[\"%s\"]}"
            .formatted(transaction.encoded());
    var lines =
        Files.readAllLines(
            Path.of("src/test/resources/althing/node/rpc/bodies.jsonl"), StandardCharsets.UTF_8);
    return Stream.concat(lines.stream(), Stream.of(send))
        .map(line -> line.getBytes(StandardCharsets.UTF_8));
  }

  private static Dispatcher dispatcher(RpcConfig config) {
    return new Dispatcher(
        MethodCatalog.of(NODE, ETH), new Uncounted(), config.maxBatch(), config.maxResponseBytes());
  }

  private record Uncounted() implements CallMeter {
    @Override
    public void called(String method, long nanos) {}

    @Override
    public void failed(int code) {}
  }

  /** A peer that can be pushed to, and is not listening. */
  private record Listener() implements Connection, Connection.Subscriber {
    @Override
    public String client() {
      return "127.0.0.1";
    }

    @Override
    public Optional<Subscriber> subscriber() {
      return Optional.of(this);
    }

    @Override
    public void notify(String subscription, String result) {}
  }
}
