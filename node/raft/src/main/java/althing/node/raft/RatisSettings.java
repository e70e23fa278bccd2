package althing.node.raft;

import althing.consensus.PublicKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What one member of a cluster must be told.
 *
 * @param directory where the log is kept; made if it is missing
 * @param self this member
 * @param listen address to listen on for the other members
 * @param others all other members
 * @param tls empty for a transport without encryption and authentication
 * @param pace times and sizes
 */
public record RatisSettings(
    Path directory,
    PublicKey self,
    Address listen,
    List<Member> others,
    Optional<Tls> tls,
    Pace pace) {

  public RatisSettings {
    others = List.copyOf(others);
  }

  /**
   * @param host name or address
   */
  public record Address(String host, int port) {

    /** As Ratis wants it: an IPv6 address in brackets. */
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** Another member, and where it listens. */
  public record Member(PublicKey key, Address address) {}

  /**
   * Both sides of a connection show a certificate.
   *
   * @param key PEM file with this member's private key (PKCS #8, not encrypted)
   * @param certificates PEM file with its certificate, and the chain to the authority
   * @param authority PEM file with the certificate that all members' certificates are signed by
   */
  public record Tls(Path key, Path certificates, Path authority) {}

  /**
   * @param electionMillis least time without a leader before a member stands for election; twice
   *     that at most
   * @param snapshotEntries entries between two notes of the place that was reached, and how many
   *     are kept for members that are late
   * @param segmentBytes size of a file of the log; only whole files are thrown away
   */
  public record Pace(int electionMillis, int snapshotEntries, int segmentBytes) {

    public static final Pace STANDARD = new Pace(1_000, 256, 32 << 20);

    public Pace {
      if (electionMillis < 100 || snapshotEntries < 1 || segmentBytes < 1 << 10) {
        throw new IllegalArgumentException(
            "election %d ms, %d entries, segments of %d bytes"
                .formatted(electionMillis, snapshotEntries, segmentBytes));
      }
    }
  }
}
