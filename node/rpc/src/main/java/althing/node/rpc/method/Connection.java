package althing.node.rpc.method;

import java.util.Optional;

/** Where calls come from. */
public interface Connection {

  /** The peer's host address: limits for each client count by it. */
  String client();

  /** Takes notifications, where the transport can push. */
  Optional<Subscriber> subscriber();

  /** A peer that can be pushed to. Equal only to itself. */
  interface Subscriber {

    /**
     * Sends {@code eth_subscription} without waiting. A peer that does not keep up is disconnected.
     *
     * @param result the notification's {@code result}, as JSON
     */
    void notify(String subscription, String result);
  }
}
