package althing.node.app.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of this machine that nobody listens on. */
final class LoopbackPorts {

  private LoopbackPorts() {}

  /**
   * As many ports as {@code wanted} has: each of those that is free, and another where it is 0 or
   * taken.
   */
  static List<Integer> free(List<Integer> wanted) throws IOException {
    var held = new ArrayList<ServerSocket>();
    try {
      for (int port : wanted) {
        held.add(bindOrOther(port));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket each : held) {
        each.close();
      }
    }
  }

  private static ServerSocket bindOrOther(int port) throws IOException {
    try {
      return bind(port);
    } catch (IOException e) {
      if (port == 0) {
        throw e;
      }
      return bind(0);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
