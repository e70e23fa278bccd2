package althing.node.core.chain;

import althing.consensus.raft.Place;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.engine.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A replicated log in virtual time. It takes entries while a majority of the members lives; a
 * second after a leader's death another member leads.
 */
final class SimulatedLog {

  private static final long DELIVERY_MILLIS = 3;
  private static final long ELECTION_MILLIS = 1_000;

  private record Entry(long term, byte[] bytes) {}

  private final SimulatedEnvironment environment;
  private final int members;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Integer, Member> alive = new TreeMap<>();
  private final Map<Integer, Place> noted = new TreeMap<>();
  private @Nullable Place purged;
  private long term = 1;
  private @Nullable Member leader;

  SimulatedLog(SimulatedEnvironment environment, int members) {
    this.environment = environment;
    this.members = members;
  }

  Member member(int number) {
    return new Member(number);
  }

  int leader() {
    Member now = leader;
    if (now == null) {
      throw new IllegalStateException("nobody leads");
    }
    return now.number;
  }

  /** All that the leader's chain reaches is thrown away. */
  void purge() {
    purged = alive.get(leader()).reader().finalPlace().orElseThrow();
  }

  /** The process of a member dies; how far it came is as it noted it some time. */
  void died(int number) {
    Member dead = alive.remove(number);
    if (dead != null && dead == leader) {
      leader = null;
      environment.schedule(ELECTION_MILLIS, this::elect);
    }
  }

  private boolean hasMajority() {
    return alive.size() > members / 2;
  }

  private void elect() {
    if (leader == null && hasMajority()) {
      Member next = alive.values().iterator().next();
      term++;
      next.leadsFrom = entries.size();
      leader = next;
      next.goOn();
    }
  }

  /** One life of a member. */
  final class Member implements ReplicatedLog {
    private final int number;
    private @Nullable Reader reader;
    private int read;
    private boolean busy;
    private int leadsFrom = -1;

    private Member(int number) {
      this.number = number;
    }

    private Reader reader() {
      Reader now = reader;
      if (now == null) {
        throw new IllegalStateException("the log was not started");
      }
      return now;
    }

    @Override
    public void start(Reader begun) {
      reader = begun;
      alive.put(number, this);
      Place place = noted.get(number);
      if (place != null) {
        skip(place);
      }
      environment.schedule(ELECTION_MILLIS, SimulatedLog.this::elect);
      goOn();
    }

    private void skip(Place place) {
      read = (int) place.index() + 1;
      noted.put(number, place);
      reader().skipped(place);
    }

    private void goOn() {
      if (!busy) {
        busy = true;
        environment.schedule(DELIVERY_MILLIS, this::next);
      }
    }

    private void next() {
      busy = false;
      if (alive.get(number) != this) {
        return;
      }
      if (purged != null && read <= purged.index()) {
        skip(purged);
      }
      if (leader == this && leadsFrom >= 0 && read >= leadsFrom) {
        leadsFrom = -1;
        reader().leads();
      }
      if (read < entries.size()) {
        Entry entry = entries.get(read);
        busy = true;
        reader()
            .read(entry.term(), read++, entry.bytes())
            .thenRun(() -> {
              busy = false;
              goOn();
            });
      }
      if (read % 7 == 0) {
        reader().finalPlace().ifPresent(place -> noted.put(number, place));
      }
    }

    @Override
    public CompletionStage<Void> add(byte[] entry) {
      if (leader != this || !hasMajority()) {
        return CompletableFuture.failedFuture(new IllegalStateException("it does not lead"));
      }
      entries.add(new Entry(term, entry));
      alive.values().forEach(Member::goOn);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      if (alive.get(number) == this) {
        died(number);
      }
    }

    @Override
    public String toString() {
      return "member " + number + ", read " + read + Optional.ofNullable(noted.get(number));
    }
  }
}
