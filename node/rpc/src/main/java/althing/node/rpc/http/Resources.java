package althing.node.rpc.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What a GET answers. */
interface Resources {
  void handle(String path, Request request, Response response, Callback callback);
}
