package althing.node.app.run;

import althing.consensus.PublicKey;
import althing.node.app.CommandFailure;
import althing.node.app.run.RunningNode.Cluster;
import althing.node.network.PeerAddress;
import althing.node.raft.RatisSettings.Address;
import althing.node.raft.RatisSettings.Member;
import althing.node.raft.RatisSettings.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a member of a {@code raft} chain's cluster reaches the others. */
final class RaftOptions {

  @Option(
      names = "--raft-listen",
      paramLabel = "HOST:PORT",
      converter = NetworkOptions.AddressText.class,
      description = {
        "Address to listen on for the other members of a raft chain's cluster. Anybody who reaches",
        "it can break the cluster: let it be on a private network, or set --raft-tls-key and"
            + " others."
      })
  @Nullable PeerAddress listen;

  @Option(
      names = "--raft-member",
      paramLabel = "HOST:PORT#KEY",
      split = ",",
      converter = NetworkOptions.AddressText.class,
      description =
          "Another member: its --raft-listen as seen from here, and its public node key. All of"
              + " them are needed. Can be repeated.")
  List<PeerAddress> members = List.of();

  @Option(
      names = "--raft-tls-key",
      paramLabel = "FILE",
      description = "Private key (PEM, PKCS #8, not encrypted) for TLS between the members.")
  @Nullable Path key;

  @Option(
      names = "--raft-tls-cert",
      paramLabel = "FILE",
      description = "Certificate of that key (PEM), with its chain; its name is the host's.")
  @Nullable Path certificate;

  @Option(
      names = "--raft-tls-ca",
      paramLabel = "FILE",
      description = "Certificate (PEM) of the authority that has signed those of all members.")
  @Nullable Path authority;

  /** Null if this node is no member. */
  @Nullable Cluster cluster() {
    PeerAddress address = listen;
    if (address == null) {
      if (!members.isEmpty() || tls().isPresent()) {
        throw CommandFailure.usage("--raft-listen is missing");
      }
      return null;
    }
    var others = new ArrayList<Member>();
    for (PeerAddress member : members) {
      var peer =
          member
              .key()
              .orElseThrow(
                  () -> CommandFailure.usage("--raft-member %s: no #KEY".formatted(member)));
      others.add(
          new Member(
              PublicKey.of(peer.key().toArray()), new Address(member.host(), member.port())));
    }
    return new Cluster(new Address(address.host(), address.port()), others, tls());
  }

  private Optional<Tls> tls() {
    if (key == null && certificate == null && authority == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Tls(
            file("--raft-tls-key", key),
            file("--raft-tls-cert", certificate),
            file("--raft-tls-ca", authority)));
  }

  private static Path file(String option, @Nullable Path file) {
    if (file == null) {
      throw CommandFailure.usage(option + " is missing: TLS needs key, certificate and authority");
    }
    if (!Files.isReadable(file)) {
      throw CommandFailure.usage("%s: cannot read %s".formatted(option, file));
    }
    return file;
  }
}
