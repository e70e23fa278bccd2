package althing.node.rpc.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Routes what arrives on the port. */
public final class RootHandler extends Handler.Abstract {

  private final RpcEndpoint rpc;
  private final NodeResources resources;

  RootHandler(RpcEndpoint rpc, NodeResources resources) {
    this.rpc = rpc;
    this.resources = resources;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    CorsHeaders.allow(response);
    String path = Request.getPathInContext(request);
    switch (HttpMethod.fromString(request.getMethod())) {
      case POST -> {
        if (path.equals("/")) {
          rpc.handle(request, response, callback);
        } else {
          Plain.text(response, callback, HttpStatus.NOT_FOUND_404, "POST JSON-RPC to /\n");
        }
      }
      case GET, HEAD -> resources.handle(path, request, response, callback);
      case OPTIONS -> {
        CorsHeaders.preflight(response);
        response.setStatus(HttpStatus.NO_CONTENT_204);
        callback.succeeded();
      }
      case null, default -> {
        response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, POST, OPTIONS");
        Plain.text(
            response,
            callback,
            HttpStatus.METHOD_NOT_ALLOWED_405,
            "use GET, HEAD, POST or OPTIONS\n");
      }
    }
    return true;
  }
}
