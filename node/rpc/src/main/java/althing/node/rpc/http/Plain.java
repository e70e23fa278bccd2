package althing.node.rpc.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Short answers in one piece. */
final class Plain {

  private Plain() {}

  static void text(Response response, Callback callback, int status, String text) {
    send(
        response,
        callback,
        status,
        "text/plain; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8));
  }

  static void send(
      Response response, Callback callback, int status, String contentType, byte[] content) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.write(true, ByteBuffer.wrap(content), callback);
  }
}
