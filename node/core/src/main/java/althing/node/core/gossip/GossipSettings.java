package althing.node.core.gossip;

/**
 * Bounds and times of the gossip about transactions. {@code docs/network.md} says why the defaults
 * are what they are.
 *
 * @param batchMillis how long a hash waits for others before it is announced
 * @param batchHashes so many hashes are announced without waiting
 * @param knownOfPeer hashes remembered that one peer is known to know
 * @param queueOfPeer hashes that wait to be announced to one peer
 * @param toldAtStart most hashes that a new peer is told
 * @param againMillis what waits in the pool for longer than this is announced again, as often
 * @param toldAgain most hashes that are announced again at once, those that came first
 * @param offersOfPeer most hashes announced by one peer that are not fetched yet
 * @param offersInAll most hashes that are not fetched yet
 * @param requestsOfPeer most requests that one peer has not answered
 * @param requestsInAll most requests that are not answered, or whose answers are being checked
 * @param slowPeerHashes hashes asked of a peer, one request at a time, that did not answer in time
 * @param timeoutMillis after this time somebody else is asked
 * @param attempts how often a hash is asked for before it is given up
 * @param settledHashes hashes remembered that need not be fetched
 * @param refusedMillis how long a transaction that the mempool refused is not fetched again
 * @param hashesPerSecond hashes that one peer may announce and ask for, with three seconds' worth
 *     in one go
 * @param servedBytesPerSecond bytes of envelopes sent to one peer, with two seconds' worth in one
 *     go
 * @param wastePerSecond transactions of one peer that the mempool may refuse, with ten seconds'
 *     worth in one go, before it is asked for no more
 */
public record GossipSettings(
    int batchMillis,
    int batchHashes,
    int knownOfPeer,
    int queueOfPeer,
    int toldAtStart,
    int againMillis,
    int toldAgain,
    int offersOfPeer,
    int offersInAll,
    int requestsOfPeer,
    int requestsInAll,
    int slowPeerHashes,
    int timeoutMillis,
    int attempts,
    int settledHashes,
    int refusedMillis,
    int hashesPerSecond,
    int servedBytesPerSecond,
    int wastePerSecond) {

  public static final GossipSettings DEFAULT =
      new GossipSettings(
          5, 512, 8_192, 8_192, 4_096, 3_000, 2_048, 4_096, 65_536, 2, 64, 16, 1_000, 6, 32_768,
          30_000, 20_000, 32 << 20, 100);

  public GossipSettings {
    require("batchMillis", batchMillis, 60_000);
    require("batchHashes", batchHashes, TransactionMessageCodec.MAX_ANNOUNCED);
    require("knownOfPeer", knownOfPeer, MOST);
    require("queueOfPeer", queueOfPeer, MOST);
    require("toldAtStart", toldAtStart, queueOfPeer);
    require("againMillis", againMillis, 600_000);
    require("toldAgain", toldAgain, queueOfPeer);
    require("offersOfPeer", offersOfPeer, MOST);
    require("offersInAll", offersInAll, MOST);
    require("requestsOfPeer", requestsOfPeer, MOST);
    require("requestsInAll", requestsInAll, MOST);
    require("slowPeerHashes", slowPeerHashes, TransactionMessageCodec.MAX_ASKED);
    require("timeoutMillis", timeoutMillis, 600_000);
    require("attempts", attempts, MOST);
    require("settledHashes", settledHashes, MOST);
    require("refusedMillis", refusedMillis, Integer.MAX_VALUE);
    require("hashesPerSecond", hashesPerSecond, 100_000_000);
    require("servedBytesPerSecond", servedBytesPerSecond, 400_000_000);
    require("wastePerSecond", wastePerSecond, MOST);
  }

  private static final int MOST = 1 << 24;

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "gossip settings: %s is %d, 1 to %d".formatted(name, value, most));
    }
  }
}
