package althing.node.app.run;

import althing.node.app.CommandFailure;
import althing.node.network.NetworkSettings;
import althing.node.network.PeerAddress;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a node finds its peers. A chain of one validator has none. */
final class NetworkOptions {

  @Option(
      names = "--p2p-host",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address to accept peers on (default: all of this machine's).")
  String host;

  @Option(
      names = "--p2p-port",
      paramLabel = "PORT",
      defaultValue = "30930",
      description = "Port to accept peers on; 0 takes a free one (default ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--peer",
      paramLabel = "HOST:PORT#KEY",
      split = ",",
      converter = AddressText.class,
      description =
          "A peer to be connected to at all times, with its public node key. Can be repeated.")
  List<PeerAddress> peers = List.of();

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT#KEY",
      split = ",",
      converter = AddressText.class,
      description = "A peer to ask for others when there are few. Can be repeated.")
  List<PeerAddress> bootstrap = List.of();

  NetworkSettings settings() {
    if (port < 0 || port > NodeOptions.MAX_PORT) {
      throw CommandFailure.usage(
          "--p2p-port is from 0 to %d, not %d".formatted(NodeOptions.MAX_PORT, port));
    }
    return NetworkSettings.listening(host, port).withStaticPeers(peers).withBootstrap(bootstrap);
  }

  /** Reads {@link PeerAddress}es. */
  static final class AddressText implements ITypeConverter<PeerAddress> {
    @Override
    public PeerAddress convert(String text) {
      try {
        return PeerAddress.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
