package althing.node.app.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON-RPC 2.0 over HTTP to one node. Safe from any thread. */
public final class RpcClient implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private final URI url;
  private final HttpClient http;
  private final AtomicLong ids = new AtomicLong();

  public RpcClient(URI url) {
    this.url = url;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  public URI url() {
    return url;
  }

  /** One method to be called, with its parameters as Jackson can write them. */
  public record Call(String method, List<?> parameters) {
    public static Call of(String method, Object... parameters) {
      return new Call(method, List.of(parameters));
    }
  }

  /**
   * Calls one method.
   *
   * @return its result; a JSON null where there is none
   * @throws RpcException when the node answers with an error or not at all
   */
  public JsonNode call(String method, Object... parameters) {
    return result(post(body(method, parameters)));
  }

  /**
   * Calls several methods in one HTTP request.
   *
   * @return their answers in the order of {@code calls}, each with {@code result} or {@code error}
   */
  public List<JsonNode> batch(List<Call> calls) {
    if (calls.isEmpty()) {
      return List.of();
    }
    List<ObjectNode> requests = calls.stream().map(this::request).toList();
    JsonNode answers = post(JSON.writeValueAsBytes(requests));
    if (!answers.isArray()) {
      result(answers);
      throw new RpcException.Unreachable(url + " answered a batch with a single value");
    }
    Map<Long, JsonNode> byId = new HashMap<>();
    answers.forEach(answer -> byId.put(answer.path("id").asLong(-1), answer));
    var ordered = new ArrayList<JsonNode>(requests.size());
    for (ObjectNode request : requests) {
      JsonNode answer = byId.get(request.path("id").asLong());
      if (answer == null) {
        throw new RpcException.Unreachable(url + " left a request of a batch unanswered");
      }
      ordered.add(answer);
    }
    return ordered;
  }

  /** The result of one answer, or its error thrown. */
  public static JsonNode result(JsonNode answer) {
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      throw new RpcException(
          error.path("code").asInt(0),
          error.path("message").asString(""),
          text(error.path("data")));
    }
    return answer.path("result");
  }

  /** The body of a request for one call, to be sent with {@link #postForBytes}. */
  public byte[] body(String method, Object... parameters) {
    return JSON.writeValueAsBytes(request(Call.of(method, parameters)));
  }

  /** Sends a body that is a JSON-RPC request or batch already and reads the answer. */
  public JsonNode post(byte[] body) {
    return parse(send(body));
  }

  /** Sends a body that is a JSON-RPC request or batch already; the answer as it came. */
  public byte[] postForBytes(byte[] body) {
    return send(body).body();
  }

  private HttpResponse<byte[]> send(byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new RpcException.Unreachable(
          "no answer from %s: %s (is the node running?)".formatted(url, reason(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RpcException.Unreachable("interrupted while waiting for " + url, e);
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private JsonNode parse(HttpResponse<byte[]> response) {
    try {
      JsonNode answer = JSON.readTree(response.body());
      if (answer.isArray() || answer.isObject()) {
        return answer;
      }
    } catch (JacksonException e) {
      throw new RpcException.Unreachable(notJson(response), e);
    }
    throw new RpcException.Unreachable(notJson(response));
  }

  private String notJson(HttpResponse<byte[]> response) {
    return "%s does not answer JSON-RPC (HTTP status %d)".formatted(url, response.statusCode());
  }

  private ObjectNode request(Call call) {
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0");
    request.put("id", ids.incrementAndGet());
    request.put("method", call.method());
    request.set("params", JSON.valueToTree(call.parameters()));
    return request;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? "connection refused" : message;
  }
}
