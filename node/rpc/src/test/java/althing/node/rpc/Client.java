package althing.node.rpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A JSON-RPC client for tests. */
public final class Client {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String url;

  Client(RpcServer server) {
    this(server.url());
  }

  public Client(String url) {
    this.url = url;
  }

  /** Posts a body and gives the whole HTTP response. */
  public HttpResponse<String> post(String body) {
    return exchange(
        HttpRequest.newBuilder(URI.create(url + "/"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** Posts a body whose length is not said beforehand. */
  HttpResponse<String> postChunked(String body) {
    return exchange(
        HttpRequest.newBuilder(URI.create(url + "/"))
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)))
            .build());
  }

  /**
   * Posts with these header lines, blank line and body, and gives all that comes back. For requests
   * that are refused before their end: an HTTP client may see only that it could not send the rest.
   */
  public String raw(String rest) {
    URI address = URI.create(url);
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + rest)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return exchange(HttpRequest.newBuilder(URI.create(url + path)).build());
  }

  public HttpResponse<String> exchange(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The answer to a call whose parameters are JSON already, with {@code '} for quotes. */
  public JsonNode answer(String method, String params) {
    return parse(
        post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                .formatted(method, params.replace('\'', '"')))
            .body());
  }

  public JsonNode result(String method, String params) {
    JsonNode answer = answer(method, params);
    if (!answer.has("result")) {
      throw new AssertionError(method + " answered " + answer);
    }
    return answer.get("result");
  }

  public JsonNode error(String method, String params) {
    JsonNode answer = answer(method, params);
    if (!answer.has("error")) {
      throw new AssertionError(method + " answered " + answer);
    }
    return answer.get("error");
  }

  public static JsonNode parse(String json) {
    return JSON.readTree(json);
  }
}
