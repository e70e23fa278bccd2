package althing.node.rpc.http;

import althing.node.rpc.json.ResponseBuffer;
import althing.node.rpc.method.Connection;
import althing.node.rpc.method.Dispatcher;
import althing.node.rpc.method.RpcException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** JSON-RPC as the body of a POST. */
final class RpcEndpoint {

  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, MimeTypes.Type.APPLICATION_JSON.asString());

  private final Dispatcher dispatcher;
  private final int maxBody;

  RpcEndpoint(Dispatcher dispatcher, int maxBody) {
    this.dispatcher = dispatcher;
    this.maxBody = maxBody;
  }

  void handle(Request request, Response response, Callback callback) {
    BodyReader.read(
        request,
        maxBody,
        new BodyReader.Receiver() {
          @Override
          public void received(byte[] bytes, int size) {
            Dispatcher.Reply reply = dispatcher.answer(bytes, 0, size, new HttpPeer(request));
            send(response, callback, reply);
          }

          @Override
          public void tooLong() {
            response.setStatus(HttpStatus.PAYLOAD_TOO_LARGE_413);
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
            send(
                response,
                callback,
                dispatcher.refusal(
                    RpcException.invalidRequest(
                        "request body too large: at most " + maxBody + " bytes")));
          }

          @Override
          public void failed(Throwable problem) {
            callback.failed(problem);
          }
        });
  }

  private static void send(Response response, Callback callback, Dispatcher.Reply reply) {
    Optional<ResponseBuffer> answer = reply.answer();
    if (answer.isEmpty()) {
      response.setStatus(HttpStatus.NO_CONTENT_204);
      callback.succeeded();
    } else {
      response.getHeaders().put(JSON);
      response.write(true, answer.get().toByteBuffer(), callback);
    }
    reply.afterReply().forEach(Runnable::run);
  }

  /** A caller that cannot be pushed to. */
  private record HttpPeer(Request request) implements Connection {
    @Override
    public String client() {
      return Request.getRemoteAddr(request);
    }

    @Override
    public Optional<Subscriber> subscriber() {
      return Optional.empty();
    }
  }
}
