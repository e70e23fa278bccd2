package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** JSON-RPC 2.0 to the letter, and its limits. */
class JsonRpcTest extends RpcTest {

  private static final String PARSE_ERROR = "-32700";
  private static final String INVALID_REQUEST = "-32600";

  @Override
  RpcConfig config() {
    return new RpcConfig("127.0.0.1", 0, 100_000, 20, 20_000, 64, 4, 1 << 20, 4);
  }

  /** The body of the answer to a body, both with {@code '} for quotes. */
  private String post(String body) {
    return client.post(body.replace('\'', '"')).body().replace('"', '\'');
  }

  private void assertError(String body, String id, String code, String message) {
    var before = node.fingerprint();
    assertThat(post(body))
        .isEqualTo(
            "{'jsonrpc':'2.0','id':"
                + id
                + ",'error':{'code':"
                + code
                + ",'message':'"
                + message
                + "'}}");
    assertThat(node.fingerprint()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "0", "-7", "1.5", "1e3", "123456789012345678901", "'x'", "''", "null"})
  void an_id_comes_back_as_it_was(String id) {
    assertThat(post("{'jsonrpc':'2.0','id':" + id + ",'method':'net_version'}"))
        .isEqualTo("{'jsonrpc':'2.0','id':" + id + ",'result':'930'}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]", "true"})
  void an_id_of_another_kind_is_refused(String id) {
    assertError(
        "{'jsonrpc':'2.0','id':" + id + ",'method':'net_version'}",
        "null",
        INVALID_REQUEST,
        "invalid request: id must be a string, a number or null");
  }

  @Test
  void an_id_out_of_proportion_is_refused() {
    assertError(
        "{'jsonrpc':'2.0','id':'" + "x".repeat(257) + "','method':'net_version'}",
        "null",
        INVALID_REQUEST,
        "invalid request: id is longer than 256 characters");
  }

  @Test
  void members_come_in_any_order_and_strange_ones_are_ignored() {
    assertThat(
            post(
                "{'x':{'deep':[1,2,{}]},'params':['0x'],'method':'web3_sha3','id':9,"
                    + "'jsonrpc':'2.0'}"))
        .startsWith("{'jsonrpc':'2.0','id':9,'result':'0xc5d2460186f7233c927e7db2dcc703c0e500b653");
  }

  @Test
  void parameters_may_be_named() {
    node.transfer("alice", "bob", 5);
    node.mine();
    String alice = MemoryNode.person("alice").toHex();
    assertThat(
            post(
                "{'jsonrpc':'2.0','id':1,'method':'eth_getTransactionCount',"
                    + "'params':{'block':'0x1','address':'"
                    + alice
                    + "'}}"))
        .isEqualTo("{'jsonrpc':'2.0','id':1,'result':'0x1'}");
    assertError(
        "{'jsonrpc':'2.0','id':1,'method':'eth_getBalance','params':{'adress':'" + alice + "'}}",
        "1",
        "-32602",
        "unknown argument adress");
  }

  /** A notification runs, and nothing is said about it: not even that it failed. */
  @Test
  void notifications_are_not_answered() {
    var transaction =
        MemoryNode.sign("alice", 0, MemoryNode.person("bob"), Amount.ONE, Bytes.EMPTY);
    var response =
        client.post(
            "{\"jsonrpc\":\"2.0\",\"method\":\"eth_sendRawTransaction\",\"params\":[\""
                + transaction.encoded()
                + "\"]}");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(node.pending(transaction.hash())).isPresent();

    assertThat(post("{'jsonrpc':'2.0','method':'no_such_method'}")).isEmpty();
    assertThat(post("[{'jsonrpc':'2.0','method':'eth_chainId'},{'jsonrpc':'2.0','method':'x'}]"))
        .isEmpty();
  }

  @Test
  void a_batch_is_answered_in_order_without_its_notifications() {
    assertThat(
            post(
                "[{'jsonrpc':'2.0','id':1,'method':'net_version'},"
                    + "{'jsonrpc':'2.0','method':'net_version'},"
                    + "7,"
                    + "{'jsonrpc':'2.0','id':'b','method':'nope'},"
                    + "{'id':3,'method':'net_version'},"
                    + "{'jsonrpc':'2.0','id':4,'method':'eth_chainId'}]"))
        .isEqualTo(
            "[{'jsonrpc':'2.0','id':1,'result':'930'},"
                + "{'jsonrpc':'2.0','id':null,'error':{'code':-32600,'message':"
                + "'invalid request: a request is an object'}},"
                + "{'jsonrpc':'2.0','id':'b','error':{'code':-32601,'message':"
                + "'the method nope does not exist/is not available'}},"
                + "{'jsonrpc':'2.0','id':3,'error':{'code':-32600,'message':"
                + "'invalid request: jsonrpc must be \\'2.0\\''}},"
                + "{'jsonrpc':'2.0','id':4,'result':'0x3a2'}]");
  }

  @Test
  void a_batch_of_nothing_is_an_error() {
    assertError("[]", "null", INVALID_REQUEST, "empty batch");
  }

  @Test
  void a_batch_that_is_too_long_is_an_error_and_nothing_of_it_runs() {
    var transaction =
        MemoryNode.sign("alice", 0, MemoryNode.person("bob"), Amount.ONE, Bytes.EMPTY);
    String send =
        "{'jsonrpc':'2.0','id':1,'method':'eth_sendRawTransaction','params':['"
            + transaction.encoded()
            + "']}";
    assertError(
        "[" + String.join(",", Collections.nCopies(21, send)) + "]",
        "null",
        INVALID_REQUEST,
        "batch too large: at most 20 requests in one batch");
  }

  /** A broken end keeps the sound beginning from running. */
  @Test
  void a_broken_batch_does_not_run() {
    var transaction =
        MemoryNode.sign("alice", 0, MemoryNode.person("bob"), Amount.ONE, Bytes.EMPTY);
    var before = node.fingerprint();
    String answer =
        post(
            "[{'jsonrpc':'2.0','id':1,'method':'eth_sendRawTransaction','params':['"
                + transaction.encoded()
                + "']},{'jsonrpc':");
    assertThat(answer).startsWith("{'jsonrpc':'2.0','id':null,'error':{'code':-32700,'message':");
    assertThat(node.fingerprint()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'jsonrpc':'2.0','id':1", "{]", "nonsense", "{'a' 1}", "[1,,2]", "'"})
  void what_is_not_json_is_a_parse_error(String body) {
    JsonNode answer = Client.parse(client.post(body.replace('\'', '"')).body());
    assertThat(answer.get("id").isNull()).isTrue();
    assertThat(answer.get("error").get("code").asString()).isEqualTo(PARSE_ERROR);
    assertThat(answer.get("error").get("message").asString()).startsWith("parse error: ");
  }

  @Test
  void nothing_and_too_much_are_parse_errors() {
    assertError("", "null", PARSE_ERROR, "parse error: empty body");
    assertError("   ", "null", PARSE_ERROR, "parse error: empty body");
    assertError(
        "{'jsonrpc':'2.0','id':1,'method':'net_version'} {}",
        "null",
        PARSE_ERROR,
        "parse error: text after the document");
  }

  @Test
  void a_request_says_what_it_lacks() {
    assertError(
        "{'jsonrpc':'1.0','id':1,'method':'net_version'}",
        "1",
        INVALID_REQUEST,
        "invalid request: jsonrpc must be \\'2.0\\'");
    assertError(
        "{'jsonrpc':'2.0','id':1}",
        "1",
        INVALID_REQUEST,
        "invalid request: method must be a string");
    assertError(
        "{'jsonrpc':'2.0','id':1,'method':7}",
        "1",
        INVALID_REQUEST,
        "invalid request: method must be a string");
    assertError(
        "{'jsonrpc':'2.0','id':1,'method':'net_version','params':'x'}",
        "1",
        "-32602",
        "params must be an array or an object");
    assertError("'text'", "null", INVALID_REQUEST, "invalid request: a request is an object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eth_foo",
        "eth_simulateV1",
        "debug_traceTransaction",
        "trace_block",
        "eth_getProof",
        "eth_blobBaseFee",
        "engine_newPayloadV1",
        "eth_sign",
        "eth_signTransaction",
        "eth_sendTransaction",
        "personal_unlockAccount"
      })
  void a_method_that_is_left_out_is_unknown_in_the_words_that_clients_match(String method) {
    assertRefused(method, "", -32601, "the method " + method + " does not exist/is not available");
  }

  @Test
  void a_long_method_name_is_cut_in_its_error() {
    String message = client.error("m".repeat(500), "").get("message").asString();
    assertThat(message).hasSizeLessThan(150).contains("mmm...");
  }

  /** Bad input: oversized body. */
  @Test
  void a_body_past_the_limit_is_refused_unread() {
    var before = node.fingerprint();
    String answer = client.raw("Content-Length: 100001\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ");
    assertThat(answer)
        .endsWith(
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":"
                + "\"request body too large: at most 100000 bytes\"}}");
    assertThat(node.fingerprint()).isEqualTo(before);
    assertThat(client.result("net_version", "").asString()).isEqualTo("930");
  }

  @Test
  void a_body_of_unsaid_length_is_refused_at_the_limit() {
    String answer =
        client.raw(
            "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s"
                .formatted(100_001, "[" + " ".repeat(100_000)));
    assertThat(answer).startsWith("HTTP/1.1 413 ");
    assertThat(
            client.postChunked("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"net_version\"}").body())
        .contains("930");
  }

  /** Bad input: deep JSON. */
  @Test
  void deep_json_is_refused() {
    assertError(
        "{'jsonrpc':'2.0','id':1,'method':'net_version','params':"
            + "[".repeat(70)
            + "]".repeat(70)
            + "}",
        "null",
        INVALID_REQUEST,
        "JSON is nested deeper than 64 levels");
  }

  @Test
  void long_numbers_and_names_are_refused() {
    assertError(
        "{'jsonrpc':'2.0','id':" + "1".repeat(101) + ",'method':'net_version'}",
        "null",
        INVALID_REQUEST,
        "JSON number is longer than 100 characters");
    assertError(
        "{'" + "n".repeat(1_001) + "':1}",
        "null",
        INVALID_REQUEST,
        "JSON name is longer than 1000 characters");
  }

  /** Many tiny values would take far more memory than their text. */
  @Test
  void json_of_very_many_values_is_refused() throws Exception {
    try (var roomy = start(RpcConfig.loopback(0))) {
      var other = new Client(roomy);
      JsonNode answer = Client.parse(other.post("[" + "[],".repeat(100_001) + "[]]").body());
      assertThat(answer.get("error").get("message").asString())
          .isEqualTo("batch too large: at most 1000 requests in one batch");
      answer =
          Client.parse(
              other
                  .post(
                      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getLogs\",\"params\":["
                          + "[],".repeat(100_001)
                          + "[]]}")
                  .body());
      assertThat(answer.get("error").get("message").asString())
          .isEqualTo("JSON has more than 200000 tokens");
    }
  }

  /**
   * A batch whose answers pass the limit keeps those that fit and an error for each of the rest.
   */
  @Test
  void answers_past_the_limit_are_errors() {
    String block =
        "{'jsonrpc':'2.0','id':%d,'method':'eth_getBlockByNumber','params':['latest',false]}";
    var calls = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      calls.add(block.formatted(i));
    }
    JsonNode answers =
        Client.parse(client.post(("[" + String.join(",", calls) + "]").replace('\'', '"')).body());
    assertThat(answers.size()).isEqualTo(20);
    assertThat(answers.get(0).has("result")).isTrue();
    assertThat(answers.get(19).get("id").asInt()).isEqualTo(19);
    assertThat(answers.get(19).get("error").get("code").asInt()).isEqualTo(-32003);
    assertThat(answers.get(19).get("error").get("message").asString())
        .isEqualTo("response too large: more than 20000 bytes");
  }

  @Test
  void a_call_alone_past_the_limit_is_an_error() {
    for (int i = 0; i < 40; i++) {
      node.transfer("alice", "bob", 1);
    }
    node.mine();
    assertRefused(
        "eth_getBlockByNumber",
        "'latest',true",
        -32003,
        "response too large: more than 20000 bytes");
  }
}
