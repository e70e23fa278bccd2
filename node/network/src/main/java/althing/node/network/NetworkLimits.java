package althing.node.network;

import java.time.Duration;

/**
 * What peers and strangers may cost, and how long things may take. {@code docs/network.md} says why
 * the defaults are what they are.
 *
 * @param maxPeers most peers, static ones not counted
 * @param targetPeers below this many, the node looks for more
 * @param maxHalfOpen most incoming connections in the handshake
 * @param maxHalfOpenPerIp the same, of one address (of one /64 in IPv6)
 * @param maxPerIp most incoming connections of one address
 * @param acceptsPerSecond incoming connections a second, of all
 * @param acceptsPerSecondPerIp incoming connections a second of one address, twice that in one go
 * @param framesPerSecond frames taken from one peer a second
 * @param inboxBytes bytes of one peer that may wait for the handler before reading stops
 * @param inboxMessages messages of one peer that may wait for the handler before reading stops
 * @param framesPerKey frames under one key before it is changed, and most that are accepted
 * @param keyAge the longest time that a key is used for sending
 * @param handshake time for the whole handshake
 * @param ping between two signs of life
 * @param silence without a sign of life, the connection ends
 * @param exchange between two questions for addresses of peers
 * @param banAt points at which a peer is banned
 * @param recoveryPerSecond points that a peer loses a second
 * @param ban how long a peer, and a stranger's address, is banned
 * @param staticBan how long a static peer is banned
 */
public record NetworkLimits(
    int maxPeers,
    int targetPeers,
    int maxHalfOpen,
    int maxHalfOpenPerIp,
    int maxPerIp,
    int acceptsPerSecond,
    int acceptsPerSecondPerIp,
    int framesPerSecond,
    long inboxBytes,
    int inboxMessages,
    long framesPerKey,
    Duration keyAge,
    Duration handshake,
    Duration ping,
    Duration silence,
    Duration exchange,
    int banAt,
    int recoveryPerSecond,
    Duration ban,
    Duration staticBan) {

  public static final NetworkLimits DEFAULT =
      new NetworkLimits(
          64,
          16,
          64,
          8,
          16,
          100,
          10,
          50_000,
          8 << 20,
          16_384,
          1_000_000,
          Duration.ofHours(24),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofMinutes(1),
          100,
          1,
          Duration.ofMinutes(10),
          Duration.ofSeconds(30));

  public NetworkLimits {
    require("maxPeers", maxPeers, 0);
    require("targetPeers", targetPeers, 0);
    require("maxHalfOpen", maxHalfOpen, 1);
    require("maxHalfOpenPerIp", maxHalfOpenPerIp, 1);
    require("maxPerIp", maxPerIp, 1);
    require("acceptsPerSecond", acceptsPerSecond, 1);
    require("acceptsPerSecondPerIp", acceptsPerSecondPerIp, 1);
    require("framesPerSecond", framesPerSecond, 1);
    require("inboxBytes", inboxBytes, 1);
    require("inboxMessages", inboxMessages, 1);
    require("framesPerKey", framesPerKey, 2);
    require("keyAge", keyAge.toMillis(), 1);
    require("handshake", handshake.toMillis(), 1);
    require("ping", ping.toMillis(), 1);
    require("silence", silence.toMillis(), ping.toMillis() + 1);
    require("exchange", exchange.toMillis(), 1);
    require("banAt", banAt, 1);
    require("recoveryPerSecond", recoveryPerSecond, 0);
    require("ban", ban.toMillis(), 1);
    require("staticBan", staticBan.toMillis(), 1);
  }

  private static void require(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "network limits: %s is %d, at least %d".formatted(name, value, least));
    }
  }
}
