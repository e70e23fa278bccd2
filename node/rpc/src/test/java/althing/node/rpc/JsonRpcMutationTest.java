package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.rpc.eth.EthApi;
import althing.node.rpc.method.CallMeter;
import althing.node.rpc.method.Connection;
import althing.node.rpc.method.Dispatcher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Whatever the body is, the answer is well-formed JSON-RPC, never an internal error, and the chain
 * is as it was.
 */
class JsonRpcMutationTest {

  private static final int MAX_RESPONSE = 1 << 20;
  private static final MemoryNode NODE = nodeWithHistory();
  private static final Dispatcher DISPATCHER =
      new Dispatcher(
          MethodCatalog.of(NODE, new EthApi(NODE, 4, () -> 0)), new NoMeter(), 100, MAX_RESPONSE);

  private static final class NoMeter implements CallMeter {
    @Override
    public void called(String method, long spent) {}

    @Override
    public void failed(int code) {}
  }

  private static final class Peer implements Connection {
    @Override
    public String client() {
      return "fuzzer";
    }

    @Override
    public Optional<Subscriber> subscriber() {
      return Optional.of((subscription, result) -> {});
    }
  }

  private static MemoryNode nodeWithHistory() {
    var node = new MemoryNode();
    node.donate("alice", 5);
    node.transfer("bob", "carol", 5);
    node.mine();
    node.mine();
    return node;
  }

  private static void check(byte[] body) {
    long head = NODE.chain().headHeight();
    long events = NODE.chain().eventCount();
    var reply = DISPATCHER.answer(body, 0, body.length, new Peer());
    reply.afterReply().forEach(Runnable::run);
    if (reply.answer().isPresent()) {
      String text = reply.answer().get().toText();
      assertThat(text.length()).isLessThan(MAX_RESPONSE + (4 << 20));
      JsonNode answer = Client.parse(text);
      if (answer.isArray()) {
        assertThat(answer.isEmpty()).isFalse();
        answer.forEach(JsonRpcMutationTest::checkOne);
      } else {
        checkOne(answer);
      }
    }
    assertThat(NODE.chain().headHeight()).isEqualTo(head);
    assertThat(NODE.chain().eventCount()).isEqualTo(events);
  }

  private static void checkOne(JsonNode answer) {
    assertThat(answer.get("jsonrpc").asString()).isEqualTo("2.0");
    assertThat(answer.has("id")).isTrue();
    assertThat(answer.has("result") ^ answer.has("error")).as(answer.toString()).isTrue();
    if (answer.has("error")) {
      assertThat(answer.at("/error/code").asInt()).as(answer.toString()).isNotEqualTo(-32603);
      assertThat(answer.at("/error/message").asString()).isNotEmpty();
    }
  }

  /** A good batch with bytes changed, cut out, doubled and swapped. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mutations_of_good_bodies(long seed) {
    var random = new Random(seed);
    byte[][] good = goodBodies();
    for (int round = 0; round < 1_500; round++) {
      byte[] body = good[random.nextInt(good.length)].clone();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes && body.length > 0; i++) {
        body = mutate(body, random);
      }
      check(body);
    }
  }

  /** Every method with every kind of argument at every place. */
  @Test
  void arguments_of_every_kind() {
    String[] values = {
      "null",
      "true",
      "0",
      "-1",
      "1.5",
      "1e999",
      "99999999999999999999",
      "\"\"",
      "\"0x\"",
      "\"0x0\"",
      "\"0x00\"",
      "\"0xg\"",
      "\"latest\"",
      "\"0x" + "f".repeat(64) + "\"",
      "\"0x" + "a".repeat(40) + "\"",
      "\"0xffffffffffffffff\"",
      "\"0x7fffffffffffffff\"",
      "\"accounts\"",
      "\"logs\"",
      "[]",
      "[[]]",
      "[null]",
      "{}",
      "{\"x\":1}",
      "\"\\u0000\\ud800\"",
      "{\"fromBlock\":\"0x0\",\"toBlock\":\"0xff\"}",
      "{\"blockHash\":null}",
      "{\"to\":\"0x" + "0".repeat(36) + "1000\",\"data\":\"0x12345678\"}",
      "{\"to\":null,\"gas\":\"0x0\",\"value\":\"0x" + "f".repeat(64) + "\"}",
      "{\"gas\":\"0x7fffffffffffffff\",\"gasPrice\":\"0x" + "f".repeat(64) + "\"}",
      "{\"maxFeePerGas\":\"0x" + "f".repeat(64) + "\",\"to\":\"0x" + "0".repeat(40) + "\"}",
      "{\"nonce\":\"0x7fffffffffffffff\",\"to\":\"0x" + "0".repeat(40) + "\",\"type\":\"0x1\"}"
    };
    byte[] discover =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc_discover\"}"
            .getBytes(StandardCharsets.UTF_8);
    var document =
        Client.parse(
            DISPATCHER
                .answer(discover, 0, discover.length, new Peer())
                .answer()
                .orElseThrow()
                .toText());
    for (JsonNode method : document.at("/result/methods")) {
      int arity = method.get("params").size();
      for (int place = 0; place < Math.max(1, arity); place++) {
        for (String value : values) {
          for (String filler : new String[] {"null", "\"0x1\"", "\"0x" + "0".repeat(40) + "\""}) {
            var params = new String[Math.max(arity, 1)];
            Arrays.fill(params, filler);
            params[place] = value;
            check(
                ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":%s,\"params\":[%s]}"
                        .formatted(method.get("name"), String.join(",", params)))
                    .getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
  }

  private static byte[] mutate(byte[] body, Random random) {
    int at = random.nextInt(body.length);
    int length = Math.min(body.length - at, 1 + random.nextInt(12));
    return switch (random.nextInt(5)) {
      case 0 -> {
        body[at] = (byte) random.nextInt(256);
        yield body;
      }
      case 1 -> {
        body[at] = (byte) "{}[]\",:0x-e.tn\\".charAt(random.nextInt(15));
        yield body;
      }
      case 2 -> {
        byte[] shorter = Arrays.copyOf(body, body.length - length);
        System.arraycopy(body, at + length, shorter, at, body.length - at - length);
        yield shorter;
      }
      case 3 -> {
        byte[] longer = Arrays.copyOf(body, body.length + length);
        System.arraycopy(body, at, longer, at + length, body.length - at);
        yield longer;
      }
      default -> {
        int other = random.nextInt(body.length);
        byte kept = body[at];
        body[at] = body[other];
        body[other] = kept;
        yield body;
      }
    };
  }

  private static byte[][] goodBodies() {
    String alice = MemoryNode.person("alice").toHex();
    String hash = NODE.chain().blockHash(1).orElseThrow().toHex();
    String[] calls = {
      call("eth_getBalance", "'" + alice + "','latest'"),
      call("eth_getBalance", "'" + alice + "',{'blockHash':'" + hash + "'}"),
      call("eth_getBlockByNumber", "'0x1',true"),
      call(
          "eth_getLogs", "{'fromBlock':'0x0','toBlock':'latest','topics':[null,['" + hash + "']]}"),
      call("eth_call", "{'from':'" + alice + "','to':'" + MemoryNode.TREASURY + "','value':'0x1'}"),
      call("eth_feeHistory", "4,'latest',[1,50.5,99]"),
      call("eth_fillTransaction", "{'from':'" + alice + "','to':'" + alice + "','accessList':[]}"),
      call("eth_subscribe", "'logs',{'address':['" + alice + "']}"),
      call("althing_getEvents", "0,5,{'names':['Minted'],'account':'" + alice + "'}"),
      call("althing_getState", "'accounts',['0x00']"),
      call("ots_searchTransactionsBefore", "'" + alice + "',0,5"),
    };
    var bodies = new byte[calls.length + 1][];
    for (int i = 0; i < calls.length; i++) {
      bodies[i] = calls[i].getBytes(StandardCharsets.UTF_8);
    }
    bodies[calls.length] = ("[" + String.join(",", calls) + "]").getBytes(StandardCharsets.UTF_8);
    return bodies;
  }

  private static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":[%s]}"
        .formatted(method, params.replace('\'', '"'));
  }
}
