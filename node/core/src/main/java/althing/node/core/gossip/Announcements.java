package althing.node.core.gossip;

import althing.ledger.types.Hash;
import althing.node.network.PeerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is to be told of which transactions (rule GT1). For one thread. */
final class Announcements {

  /** What one peer knows, and what it is to be told. */
  private static final class Listener {
    final Set<Hash> queue = new LinkedHashSet<>();

    /** What it was told, or (true) has shown to have. */
    final RecentMap<Hash, Boolean> known;

    Listener(int known) {
      this.known = new RecentMap<>(known);
    }
  }

  private final GossipSettings settings;
  private final Map<PeerId, Listener> listeners = new LinkedHashMap<>();

  Announcements(GossipSettings settings) {
    this.settings = settings;
  }

  void connect(PeerId peer) {
    listeners.put(peer, new Listener(settings.knownOfPeer()));
  }

  void disconnect(PeerId peer) {
    listeners.remove(peer);
  }

  /** A peer shows that it knows a transaction. */
  void knows(PeerId peer, Hash hash) {
    Listener listener = listeners.get(peer);
    if (listener != null) {
      listener.known.put(hash, true);
      listener.queue.remove(hash);
    }
  }

  /** Peers that are not known to know a transaction are to be told of it. */
  void add(Hash hash) {
    listeners.keySet().forEach(peer -> add(peer, hash));
  }

  /** The same for one peer. If too much waits for it already, it is not told. */
  void add(PeerId peer, Hash hash) {
    Listener listener = listeners.get(peer);
    if (listener != null
        && listener.queue.size() < settings.queueOfPeer()
        && !listener.known.containsKey(hash)) {
      listener.queue.add(hash);
    }
  }

  /** Peers that have not shown to have a transaction are to be told of it, even if they were. */
  void addAgain(Hash hash) {
    listeners.forEach((peer, listener) -> {
      if (Boolean.FALSE.equals(listener.known.get(hash))) {
        listener.known.remove(hash);
      }
      add(peer, hash);
    });
  }

  /** Peers for whom at least {@code least} hashes wait. */
  List<PeerId> due(int least) {
    var due = new ArrayList<PeerId>();
    listeners.forEach((peer, listener) -> {
      if (listener.queue.size() >= least) {
        due.add(peer);
      }
    });
    return due;
  }

  /** What a peer is to be told next, in one message, and then knows; empty if nothing waits. */
  List<Hash> take(PeerId peer) {
    Listener listener = listeners.get(peer);
    if (listener == null) {
      return List.of();
    }
    List<Hash> next = listener.queue.stream().limit(TransactionMessageCodec.MAX_ANNOUNCED).toList();
    listener.queue.removeAll(next);
    next.forEach(hash -> listener.known.put(hash, false));
    return next;
  }
}
