package althing.node.app.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A listener that is no node: it closes whatever connects. A {@link Flood} of it costs the machine
 * what the strangers themselves cost.
 */
final class NoNode implements AutoCloseable {

  private final ServerSocket listener;
  private final Thread thread;

  NoNode() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread = Thread.ofPlatform().name("no-node").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try (Socket stranger = listener.accept()) {
        stranger.setSoLinger(true, 0);
      } catch (IOException _) {
        // It went away, or the listener is closed.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
