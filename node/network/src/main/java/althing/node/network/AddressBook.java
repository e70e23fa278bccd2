package althing.node.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Addresses heard of. They are hints: nothing is believed of them until somebody answers there
 * (rule N11). The number is bounded in all and for each teller. For one thread.
 */
final class AddressBook {

  static final int MAX_ADDRESSES = 1_024;
  static final int MAX_PER_TELLER = 64;

  /** Addresses in one answer. */
  static final int MAX_IN_ANSWER = 32;

  private final Map<InetSocketAddress, PeerId> tellers = new LinkedHashMap<>();
  private final Map<PeerId, Integer> told = new HashMap<>();

  /**
   * Keeps an address that {@code teller}, who is at {@code tellersAddress}, told of. Addresses that
   * only make sense inside a network are taken only from inside one.
   */
  void add(InetSocketAddress address, PeerId teller, InetAddress tellersAddress) {
    InetAddress ip = address.getAddress();
    if (ip == null
        || address.getPort() == 0
        || ip.isAnyLocalAddress()
        || ip.isMulticastAddress()
        || ip.isLinkLocalAddress()
        || isInner(ip) && !isInner(tellersAddress)
        || tellers.size() >= MAX_ADDRESSES
        || told.getOrDefault(teller, 0) >= MAX_PER_TELLER) {
      return;
    }
    if (tellers.putIfAbsent(address, teller) == null) {
      told.merge(teller, 1, Integer::sum);
    }
  }

  void remove(InetSocketAddress address) {
    PeerId teller = tellers.remove(address);
    if (teller != null) {
      told.computeIfPresent(teller, (_, count) -> count > 1 ? count - 1 : null);
    }
  }

  /** Takes any one out. */
  Optional<InetSocketAddress> draw(RandomGenerator random) {
    if (tellers.isEmpty()) {
      return Optional.empty();
    }
    var drawn = new ArrayList<>(tellers.keySet()).get(random.nextInt(tellers.size()));
    remove(drawn);
    return Optional.of(drawn);
  }

  int size() {
    return tellers.size();
  }

  /** {@code count(1)}, then for each {@code size(1) address(4 or 16) port(2)}. */
  static byte[] encode(List<InetSocketAddress> addresses) {
    var out = ByteBuffer.allocate(2 + MAX_IN_ANSWER * 19);
    out.put((byte) Frame.PEERS).put((byte) addresses.size());
    for (InetSocketAddress address : addresses) {
      byte[] ip = address.getAddress().getAddress();
      out.put((byte) ip.length).put(ip).putShort((short) address.getPort());
    }
    byte[] frame = new byte[out.position()];
    out.flip().get(frame);
    return frame;
  }

  /** Reads what {@link #encode} writes, after its first byte. */
  static List<InetSocketAddress> decode(ByteBuffer in) throws ProtocolException {
    int count = in.hasRemaining() ? in.get() & 0xff : -1;
    if (count < 0 || count > MAX_IN_ANSWER) {
      throw malformed("count " + count);
    }
    var addresses = new ArrayList<InetSocketAddress>(count);
    for (int i = 0; i < count; i++) {
      int size = in.hasRemaining() ? in.get() : 0;
      if (size != 4 && size != 16 || in.remaining() < size + 2) {
        throw malformed("address " + i);
      }
      byte[] ip = new byte[size];
      in.get(ip);
      try {
        addresses.add(new InetSocketAddress(InetAddress.getByAddress(ip), in.getShort() & 0xffff));
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address of " + size + " bytes", e);
      }
    }
    if (in.hasRemaining()) {
      throw malformed(in.remaining() + " bytes left over");
    }
    return addresses;
  }

  private static ProtocolException malformed(String what) {
    return new ProtocolException(Reason.MALFORMED_FRAME, "peers: " + what);
  }

  private static boolean isInner(InetAddress address) {
    return address.isLoopbackAddress() || address.isSiteLocalAddress();
  }
}
