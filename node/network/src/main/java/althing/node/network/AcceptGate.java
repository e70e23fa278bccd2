package althing.node.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides whether an incoming connection is looked at, before a byte of it is read (rule N5). For
 * one thread.
 */
final class AcceptGate {

  /** Addresses with something to remember. When all are in use, newcomers are turned away. */
  static final int MAX_ADDRESSES = 8_192;

  private static final class Caller {
    final TokenBucket accepts;
    int halfOpen;
    int open;

    Caller(TokenBucket accepts) {
      this.accepts = accepts;
    }
  }

  private final NetworkLimits limits;
  private final TokenBucket accepts;
  private final Map<InetAddress, Caller> callers = new HashMap<>();
  private int halfOpen;

  AcceptGate(NetworkLimits limits, long now) {
    this.limits = limits;
    accepts = new TokenBucket(limits.acceptsPerSecond(), 2L * limits.acceptsPerSecond(), now);
  }

  /** Counts a connection in, as half open, or turns it away. */
  boolean enter(InetAddress address, long now) {
    InetAddress network = network(address);
    Caller caller = callers.get(network);
    if (caller == null) {
      if (callers.size() >= MAX_ADDRESSES) {
        return false;
      }
      int rate = limits.acceptsPerSecondPerIp();
      caller = new Caller(new TokenBucket(rate, 2L * rate, now));
      callers.put(network, caller);
    }
    if (halfOpen >= limits.maxHalfOpen()
        || caller.halfOpen >= limits.maxHalfOpenPerIp()
        || caller.open >= limits.maxPerIp()
        || !caller.accepts.tryTake(now)
        || !accepts.tryTake(now)) {
      return false;
    }
    caller.halfOpen++;
    caller.open++;
    halfOpen++;
    return true;
  }

  /** The handshake of a connection that was let in is over, one way or the other. */
  void shaken(InetAddress address) {
    caller(address).halfOpen--;
    halfOpen--;
  }

  /** A connection that was let in has ended. */
  void leave(InetAddress address) {
    caller(address).open--;
  }

  /** Forgets the addresses that there is nothing to remember of. */
  void prune(long now) {
    callers.values().removeIf(caller -> caller.open == 0 && caller.accepts.isFull(now));
  }

  int halfOpen() {
    return halfOpen;
  }

  int addresses() {
    return callers.size();
  }

  private Caller caller(InetAddress address) {
    Caller caller = callers.get(network(address));
    if (caller == null) {
      throw new IllegalStateException("no connection of " + address + " was let in");
    }
    return caller;
  }

  /** A subscriber of IPv6 has a whole /64 to call from. */
  private static InetAddress network(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, 8, 16, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 16 bytes", e);
    }
  }
}
