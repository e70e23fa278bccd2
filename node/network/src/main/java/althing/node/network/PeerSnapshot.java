package althing.node.network;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A connected peer at one moment.
 *
 * @param outgoing whether this node began the connection
 * @param sinceMillis wall clock at which it was accepted by both
 * @param points misbehaviour that counts against it; 0 is good
 * @param queued messages that wait to be sent, by lane
 * @param inbox messages that wait for the handler
 * @param roundTripMicros of the last ping, -1 before the first answer
 */
public record PeerSnapshot(
    PeerId peer,
    InetSocketAddress address,
    boolean outgoing,
    boolean isStatic,
    long sinceMillis,
    int points,
    Map<Lane, Integer> queued,
    int inbox,
    long bytesIn,
    long bytesOut,
    long messagesIn,
    long messagesOut,
    long roundTripMicros) {}
