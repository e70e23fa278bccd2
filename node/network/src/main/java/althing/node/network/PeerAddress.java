package althing.node.network;

import althing.ledger.types.Bytes;
import java.util.Optional;

/**
 * Where a peer listens: {@code host:port} or {@code host:port#key}, an IPv6 address in brackets,
 * the key in 64 hexadecimal digits.
 *
 * @param key if given, nobody else is accepted there
 */
public record PeerAddress(String host, int port, Optional<PeerId> key) {

  public PeerAddress {
    if (host.isEmpty() || host.length() > 253) {
      throw new IllegalArgumentException("host: 1 to 253 characters, not " + host.length());
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port: 1 to 65535, not " + port);
    }
  }

  public static PeerAddress of(String host, int port) {
    return new PeerAddress(host, port, Optional.empty());
  }

  /** Reads the form above; an error says which part is wrong. */
  public static PeerAddress parse(String text) {
    int hash = text.indexOf('#');
    String place = hash < 0 ? text : text.substring(0, hash);
    int colon = place.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("peer address: no port in " + text);
    }
    String host = place.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("host: an IPv6 address stands in brackets, in " + text);
    }
    return new PeerAddress(
        host,
        port(place.substring(colon + 1), text),
        hash < 0 ? Optional.empty() : Optional.of(key(text.substring(hash + 1), text)));
  }

  private static int port(String digits, String text) {
    if (!digits.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("port: not a number in " + text);
    }
    return Integer.parseInt(digits);
  }

  private static PeerId key(String digits, String text) {
    if (!digits.matches("(0x)?[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException("key: 64 hexadecimal digits are wanted in " + text);
    }
    return new PeerId(Bytes.fromHex(digits));
  }

  @Override
  public String toString() {
    String place = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    return key.map(peer -> place + "#" + peer.key().toHex().substring(2)).orElse(place);
  }
}
