package althing.node.rpc.http;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;

/**
 * Lets pages of any origin ask: wallets and explorers are such pages, and there are neither cookies
 * nor methods that act for the node's owner.
 */
final class CorsHeaders {

  private static final HttpField ANY_ORIGIN =
      new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
  private static final List<HttpField> PREFLIGHT =
      List.of(
          new PreEncodedHttpField(
              HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, OPTIONS"),
          new PreEncodedHttpField(
              HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Last-Event-ID"),
          new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_MAX_AGE, "86400"));

  private CorsHeaders() {}

  static void allow(Response response) {
    response.getHeaders().put(ANY_ORIGIN);
  }

  static void preflight(Response response) {
    PREFLIGHT.forEach(response.getHeaders()::put);
  }
}
