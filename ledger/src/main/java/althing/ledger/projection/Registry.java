package althing.ledger.projection;

import althing.ledger.block.Log;
import althing.ledger.event.Event;
import althing.ledger.event.EventCodec;
import althing.ledger.event.EventDecoder;
import althing.ledger.event.RecordedEvent;
import althing.ledger.port.CommitReader;
import althing.ledger.port.CommitReader.Signers;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The projections of a node, composed: routes events to the one that folds them, calls to the
 * contract that decides them, and puts the phases of a tick in order.
 */
public final class Registry implements EventDecoder {

  /** First byte of every event. */
  private static final int FORMAT = 1;

  private static final int HEADER = 1 + 2 + 1 + 8 + 4 + 4;

  private final List<Projection<?>> projections;
  private final Map<Class<?>, Entry<?>> byEvent = new HashMap<>();
  private final TreeMap<Integer, Entry<?>> byType = new TreeMap<>();
  private final Map<Address, SystemContract> contracts = new HashMap<>();
  private final List<TickPhase> tickPhases = new ArrayList<>();
  private final CommitReader commits;

  private Registry(List<Projection<?>> projections, CommitReader commits) {
    this.projections = List.copyOf(projections);
    this.commits = commits;
    var names = new HashSet<String>();
    var prefixes = new HashSet<Integer>();
    for (Projection<?> projection : this.projections) {
      require(names.add(projection.name()), "two projections are named " + projection.name());
      require(
          prefixes.add(projection.keyPrefix()),
          "two projections have key prefix " + projection.keyPrefix());
      index(new Entry<>(projection));
      for (SystemContract contract : projection.contracts()) {
        require(
            contracts.put(contract.address(), contract) == null,
            "two contracts are at " + contract.address());
      }
      tickPhases.addAll(projection.tickPhases());
    }
    tickPhases.sort(Comparator.comparing(TickPhase::order));
  }

  /** Composes projections; refuses overlapping names, prefixes, event types or addresses. */
  public static Registry of(List<Projection<?>> projections) {
    return new Registry(projections, CommitReader.NONE);
  }

  public static Registry of(Projection<?>... projections) {
    return of(List.of(projections));
  }

  /** The same projections, told who certified blocks. */
  public Registry reading(CommitReader certificates) {
    return new Registry(projections, certificates);
  }

  /** Who signed the certificate in a block's body. */
  public Optional<Signers> signers(Bytes lastCommit) {
    return lastCommit.isEmpty() ? Optional.empty() : commits.read(lastCommit);
  }

  public List<Projection<?>> projections() {
    return projections;
  }

  public Optional<Projection<?>> projection(String name) {
    return projections.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  public Optional<SystemContract> contract(Address address) {
    return Optional.ofNullable(contracts.get(address));
  }

  public List<SystemContract> contracts() {
    return contracts.values().stream()
        .sorted(Comparator.comparing(SystemContract::address))
        .toList();
  }

  /** Phases of a tick in the order of RULES 0. */
  public List<TickPhase> tickPhases() {
    return List.copyOf(tickPhases);
  }

  /** Folds {@code event} into its projection's entries. */
  public void evolve(StateWriter state, Event event) {
    entry(event).evolve(state, event);
  }

  /** The Ethereum log of {@code event}, if it is public. */
  public Optional<Log> log(Event event) {
    return entry(event).log(event);
  }

  /** Gives {@code event} its place and its bytes. */
  public RecordedEvent record(Event event, long sequence, long height, int tx, int index) {
    Entry<?> entry = entry(event);
    int type = entry.type(event);
    byte[] payload = entry.payload(event);
    byte[] encoded =
        ByteBuffer.allocate(HEADER + payload.length)
            .put((byte) FORMAT)
            .putShort((short) type)
            .put((byte) entry.schema(type))
            .putLong(height)
            .putInt(tx)
            .putInt(index)
            .put(payload)
            .array();
    return new RecordedEvent(sequence, height, tx, index, type, event, Bytes.wrap(encoded));
  }

  @Override
  public RecordedEvent decode(long sequence, Bytes encoded) {
    if (encoded.size() < HEADER) {
      throw new MalformedException("event " + sequence + ": shorter than its header");
    }
    ByteBuffer in = ByteBuffer.wrap(encoded.unsafeArray());
    int format = in.get();
    if (format != FORMAT) {
      throw new MalformedException("event " + sequence + ": unknown format version " + format);
    }
    int type = Short.toUnsignedInt(in.getShort());
    int schema = Byte.toUnsignedInt(in.get());
    long height = in.getLong();
    int tx = in.getInt();
    int index = in.getInt();
    var owner = byType.floorEntry(type);
    if (owner == null || !owner.getValue().owns(type)) {
      throw new MalformedException("event %d: unknown type 0x%04x".formatted(sequence, type));
    }
    if (schema > owner.getValue().schema(type)) {
      throw new MalformedException(
          "event %d: schema %d of type 0x%04x is newer than this software"
              .formatted(sequence, schema, type));
    }
    Event event =
        owner.getValue().decode(type, schema, encoded.slice(HEADER, encoded.size()).unsafeArray());
    return new RecordedEvent(sequence, height, tx, index, type, event, encoded);
  }

  private void index(Entry<?> added) {
    var before = byType.floorEntry(added.lastType());
    require(
        before == null || before.getValue().lastType() < added.firstType(),
        "event types of " + added.projection.name() + " overlap another projection's");
    byType.put(added.firstType(), added);
    for (Class<?> variant : added.variants()) {
      byEvent.put(variant, added);
    }
  }

  private Entry<?> entry(Event event) {
    Entry<?> entry = byEvent.get(event.getClass());
    if (entry == null) {
      throw new IllegalStateException("no projection folds " + event.getClass().getName());
    }
    return entry;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** One projection with its event type kept together. */
  private record Entry<E extends Event>(Projection<E> projection) {

    EventCodec<E> codec() {
      return projection.codec();
    }

    int firstType() {
      return codec().firstType();
    }

    int lastType() {
      return codec().firstType() + codec().typeCount() - 1;
    }

    boolean owns(int type) {
      return type >= firstType() && type <= lastType();
    }

    Class<?>[] variants() {
      Class<?>[] permitted = codec().hierarchy().getPermittedSubclasses();
      require(permitted != null, codec().hierarchy() + " is not sealed");
      return permitted;
    }

    private E cast(Event event) {
      return codec().hierarchy().cast(event);
    }

    void evolve(StateWriter state, Event event) {
      projection.evolve(state, cast(event));
    }

    Optional<Log> log(Event event) {
      return codec().toLog(cast(event));
    }

    int type(Event event) {
      return codec().type(cast(event));
    }

    int schema(int type) {
      return codec().schema(type);
    }

    byte[] payload(Event event) {
      return RlpWriter.encodeList(out -> codec().encode(cast(event), out));
    }

    Event decode(int type, int schema, byte[] payload) {
      return RlpReader.decodeList(payload, in -> codec().decode(type, schema, in));
    }
  }
}
