package althing.ledger.protocol;

import althing.ledger.crypto.Sha256;
import althing.ledger.event.EventCodec;
import althing.ledger.projection.Projection;
import althing.ledger.projection.SystemContract;
import althing.ledger.protocol.ProtocolEvent.BlockStarted;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.CommitCounted;
import althing.ledger.protocol.ProtocolEvent.GenesisSealed;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.protocol.ProtocolEvent.TickPaused;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The chain's own entries: identity, parameters, validators, the block being executed and the epoch
 * with its unfinished tick.
 */
public final class Protocol implements Projection<ProtocolEvent> {

  /** First byte of its state keys. */
  public static final int PREFIX = 0x01;

  private static final ProtocolCodec CODEC = new ProtocolCodec();

  private static final List<SystemContract> CONTRACTS = List.of(new TickContract());

  private static final Bytes CHAIN = key('c');
  private static final Bytes BLOCK = key('b');
  private static final Bytes EPOCH = key('e');
  private static final Bytes TICK = key('t');
  private static final Bytes VALIDATORS = key('v');
  private static final Bytes PARAMETERS = key('p');
  private static final Bytes UPTIME = key('u');
  private static final Bytes SETS = key('s');
  private static final Bytes SET_COUNT = key('n');
  private static final Bytes GENESIS_BLOCK = key('g');
  private static final Bytes EPOCHS_SINCE = key('o');

  /** Identity of the chain, from its genesis. */
  public record Chain(Amount chainId, long genesisMillis, String engine, Bytes genesisHash) {

    /**
     * Whether seats are given anew at ends of epochs: the validators of other engines are fixed.
     */
    public boolean electsValidators() {
      return engine.equals("pbft");
    }
  }

  /** What the newest block said of itself. */
  public record CurrentBlock(
      long height, long timestampMillis, Address proposer, Amount baseFee, long windowGas) {}

  /** Where the unfinished tick of {@code epoch} goes on. */
  public record TickCursor(long epoch, int nextPart, int phase, Bytes cursor) {}

  @Override
  public String name() {
    return "protocol";
  }

  @Override
  public int keyPrefix() {
    return PREFIX;
  }

  @Override
  public EventCodec<ProtocolEvent> codec() {
    return CODEC;
  }

  @Override
  public void evolve(StateWriter state, ProtocolEvent event) {
    switch (event) {
      case ChainStarted e ->
          put(
              state,
              CHAIN,
              out ->
                  out.amount(e.chainId())
                      .number(e.genesisMillis())
                      .text(e.engine())
                      .bytes(e.genesisHash()));
      case ParameterSet e -> {
        if (e.name().equals(Parameters.EPOCH_MILLIS) && state.get(parameterKey(e.name())) != null) {
          keepEpochs(state);
        }
        put(state, parameterKey(e.name()), out -> out.number(e.value()));
      }
      case ValidatorsSeated e -> {
        put(state, VALIDATORS, out -> ProtocolCodec.seats(e.seats(), out));
        long height = state.get(BLOCK) == null ? 0 : currentBlock(state).height();
        state.put(UPTIME, uptime(state).seatedAfter(height).encode());
        long number = setCount(state);
        put(state, setKey(number), out -> ProtocolCodec.seats(e.seats(), out.number(epoch(state))));
        put(state, SET_COUNT, out -> out.number(number + 1));
      }
      case GenesisSealed e -> put(state, GENESIS_BLOCK, out -> out.hash(e.block()));
      case CommitCounted e ->
          state.put(UPTIME, uptime(state).counted(e.height(), e.seats()).encode());
      case BlockStarted e ->
          put(
              state,
              BLOCK,
              out ->
                  out.number(e.height())
                      .number(e.timestampMillis())
                      .address(e.proposer())
                      .amount(e.baseFee())
                      .number(e.windowGas()));
      case TickPaused e ->
          put(
              state,
              TICK,
              out ->
                  out.number(e.epoch()).number(e.part() + 1L).number(e.phase()).bytes(e.cursor()));
      case TickEnded e -> {
        state.remove(TICK);
        put(state, EPOCH, out -> out.number(e.epoch()));
        if (uptime(state).blocks() > 0) {
          state.put(UPTIME, uptime(state).begun().encode());
        }
      }
    }
  }

  @Override
  public List<SystemContract> contracts() {
    return CONTRACTS;
  }

  public static Chain chain(StateReader state) {
    return read(state, CHAIN, in -> new Chain(in.amount(), in.number(), in.text(64), in.bytes(32)))
        .orElseThrow(() -> new IllegalStateException("the chain has no genesis"));
  }

  /** The value of a parameter that genesis set. */
  public static long parameter(StateReader state, String name) {
    return read(state, parameterKey(name), RlpReader::number)
        .orElseThrow(() -> new IllegalStateException("parameter " + name + " is not set"));
  }

  public static CurrentBlock currentBlock(StateReader state) {
    return read(
            state,
            BLOCK,
            in ->
                new CurrentBlock(in.number(), in.number(), in.address(), in.amount(), in.number()))
        .orElseThrow(() -> new IllegalStateException("no block has started"));
  }

  /** The newest epoch whose tick has ended; 0 before the first. */
  public static long epoch(StateReader state) {
    return read(state, EPOCH, RlpReader::number).orElse(0L);
  }

  /** The tick under way, if one is. */
  public static Optional<TickCursor> tick(StateReader state) {
    return read(
        state,
        TICK,
        in -> new TickCursor(in.number(), in.smallNumber(), in.smallNumber(), in.bytes(256)));
  }

  /** The validators that certify the next block, in order. */
  public static List<Seat> validators(StateReader state) {
    return read(state, VALIDATORS, ProtocolCodec::seats).orElse(List.of());
  }

  /**
   * A list of validators that certified blocks, or does.
   *
   * @param number from 0 at genesis: the epoch of votes and certificates
   * @param seatedIn the epoch that ended with the tick that seated it
   */
  public record SeatedSet(long number, long seatedIn, List<Seat> seats) {}

  /** How many sets there have been, the present one included. */
  public static long setCount(StateReader state) {
    return read(state, SET_COUNT, RlpReader::number).orElse(0L);
  }

  /** A set by its number, also one of the past. */
  public static Optional<SeatedSet> set(StateReader state, long number) {
    return read(
        state, setKey(number), in -> new SeatedSet(number, in.number(), ProtocolCodec.seats(in)));
  }

  /** The hash of the first block, from the second on. */
  public static Optional<Hash> genesisBlock(StateReader state) {
    return read(state, GENESIS_BLOCK, RlpReader::hash);
  }

  /** What validators have signed since the epoch began. */
  public static Uptime uptime(StateReader state) {
    Bytes value = state.get(UPTIME);
    return value == null ? Uptime.NONE : Uptime.decode(value);
  }

  /** SHA-256 over the RLP list of (account, node key): what headers call the set hash. */
  public static Hash setHash(List<Seat> seats) {
    return Sha256.hash(RlpWriter.encodeList(out -> ProtocolCodec.seats(seats, out)));
  }

  /**
   * ⌊(time − genesis) / epoch length⌋ (RULES 0), or, where the length was changed, as many epochs
   * of the new length after the one in which that was.
   */
  public static long epochAt(StateReader state, long timestampMillis) {
    EpochStart since = epochsSince(state);
    return since.epoch()
        + Math.max(0, timestampMillis - since.millis()) / parameter(state, Parameters.EPOCH_MILLIS);
  }

  /** The block time with which {@code epoch} begins, not before the present one. */
  public static long epochStartMillis(StateReader state, long epoch) {
    EpochStart since = epochsSince(state);
    return since.millis() + (epoch - since.epoch()) * parameter(state, Parameters.EPOCH_MILLIS);
  }

  private record EpochStart(long epoch, long millis) {}

  private static EpochStart epochsSince(StateReader state) {
    return read(state, EPOCHS_SINCE, in -> new EpochStart(in.number(), in.number()))
        .orElseGet(() -> new EpochStart(0, chain(state).genesisMillis()));
  }

  /** The present epoch began when it did; those after it will have another length. */
  private static void keepEpochs(StateWriter state) {
    long epoch = epoch(state);
    long millis = epochStartMillis(state, epoch);
    put(state, EPOCHS_SINCE, out -> out.number(epoch).number(millis));
  }

  private static Bytes key(char kind) {
    return Bytes.of((byte) PREFIX, (byte) kind);
  }

  private static Bytes setKey(long number) {
    return SETS.concat(Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
  }

  private static Bytes parameterKey(String name) {
    return PARAMETERS.concat(Bytes.utf8(name));
  }

  private static void put(StateWriter state, Bytes key, Consumer<RlpWriter> body) {
    state.put(key, Bytes.wrap(RlpWriter.encodeList(body)));
  }

  private static <T> Optional<T> read(StateReader state, Bytes key, Function<RlpReader, T> body) {
    Bytes value = state.get(key);
    return value == null
        ? Optional.empty()
        : Optional.of(RlpReader.decodeList(value.unsafeArray(), body));
  }
}
