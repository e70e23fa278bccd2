package althing.node.core.sync;

import althing.node.core.SimulatedEnvironment;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Peers in virtual time, everyone connected with everyone. Messages take up to 40 ms and arrive in
 * order. Whoever is penalised to 100 points is cut off by those who did it.
 */
final class SimulatedPeers {

  private static final int BAN = 100;

  /** One side of the network. */
  interface Party {
    void received(PeerId from, byte[] message);

    void disconnected(PeerId peer);
  }

  /** A peer, as the others see it. */
  final class Member implements PeerNetwork {
    final PeerId id;
    final Map<PeerId, Integer> points = new TreeMap<>();

    /** How many messages it was sent, by sender. */
    final Map<PeerId, Integer> messagesFrom = new TreeMap<>();

    private Party party = NOBODY;
    private long delayMillis;

    Member(PeerId id) {
      this.id = id;
    }

    Member is(Party who) {
      party = who;
      return this;
    }

    /** What it sends takes this much longer. */
    Member slow(long millis) {
      delayMillis = millis;
      return this;
    }

    @Override
    public Set<PeerId> connected() {
      var others = new HashSet<>(members.keySet());
      others.removeIf(other -> other.equals(id) || isCut(id, other));
      return others;
    }

    @Override
    public boolean send(PeerId peer, Lane lane, byte[] message) {
      if (!connected().contains(peer)) {
        return false;
      }
      Member to = members.get(peer);
      int link = breaks(id, peer);
      long at =
          Math.max(
              environment.nowMillis() + 1 + random.nextInt(40) + delayMillis,
              newest.getOrDefault(id + ">" + peer, 0L));
      newest.put(id + ">" + peer, at);
      environment.schedule(
          at - environment.nowMillis(),
          () -> {
            if (!isCut(id, peer) && breaks(id, peer) == link) {
              to.messagesFrom.merge(id, 1, Integer::sum);
              to.party.received(id, message);
            }
          });
      return true;
    }

    @Override
    public int broadcast(Lane lane, byte[] message) {
      throw new AssertionError("sync tells nobody who has not asked");
    }

    @Override
    public void penalise(PeerId peer, int more, String reason) {
      int sum = points.merge(peer, more, Integer::sum);
      if (sum >= BAN && !isCut(id, peer)) {
        environment.schedule(0, () -> cut(id, peer));
      }
    }
  }

  private static final Party NOBODY =
      new Party() {
        @Override
        public void received(PeerId from, byte[] message) {}

        @Override
        public void disconnected(PeerId peer) {}
      };

  private final SimulatedEnvironment environment;
  private final Random random;
  private final Map<PeerId, Member> members = new TreeMap<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Set<Set<PeerId>> cuts = new HashSet<>();

  /** How often a connection has ended. */
  private final Map<Set<PeerId>, Integer> breaks = new HashMap<>();

  SimulatedPeers(SimulatedEnvironment environment, long seed) {
    this.environment = environment;
    random = new Random(seed);
  }

  /** A new peer, which ignores everything until it is given a part. */
  Member join() {
    byte[] key = new byte[PeerId.SIZE];
    key[0] = (byte) (members.size() + 1);
    var member = new Member(PeerId.of(key));
    members.put(member.id, member);
    return member;
  }

  /** Ends a connection. What is on its way on it is lost. */
  void cut(PeerId one, PeerId other) {
    if (!cuts.add(Set.of(one, other))) {
      return;
    }
    breaks.merge(Set.of(one, other), 1, Integer::sum);
    members.get(one).party.disconnected(other);
    members.get(other).party.disconnected(one);
  }

  void heal(PeerId one, PeerId other) {
    cuts.remove(Set.of(one, other));
  }

  /** Ends all connections of a peer, which can be made anew at once. */
  void restart(PeerId peer) {
    for (PeerId other : members.keySet()) {
      if (!other.equals(peer) && !isCut(peer, other)) {
        cut(peer, other);
        heal(peer, other);
      }
    }
  }

  private int breaks(PeerId one, PeerId other) {
    return breaks.getOrDefault(Set.of(one, other), 0);
  }

  boolean isCut(PeerId one, PeerId other) {
    return cuts.contains(Set.of(one, other));
  }
}
