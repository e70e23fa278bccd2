package althing.ledger.protocol;

import althing.ledger.crypto.Sha256;
import althing.ledger.event.EventCodec;
import althing.ledger.projection.Projection;
import althing.ledger.projection.SystemContract;
import althing.ledger.protocol.ProtocolEvent.BlockStarted;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
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

  /** Identity of the chain, from its genesis. */
  public record Chain(Amount chainId, long genesisMillis, String engine, Bytes genesisHash) {}

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
      case ParameterSet e -> put(state, parameterKey(e.name()), out -> out.number(e.value()));
      case ValidatorsSeated e -> put(state, VALIDATORS, out -> ProtocolCodec.seats(e.seats(), out));
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

  /** SHA-256 over the RLP list of (account, node key): what headers call the set hash. */
  public static Hash setHash(List<Seat> seats) {
    return Sha256.hash(RlpWriter.encodeList(out -> ProtocolCodec.seats(seats, out)));
  }

  /** ⌊(time − genesis) / epoch length⌋ (RULES 0). */
  public static long epochAt(StateReader state, long timestampMillis) {
    return Math.max(0, timestampMillis - chain(state).genesisMillis())
        / parameter(state, Parameters.EPOCH_MILLIS);
  }

  private static Bytes key(char kind) {
    return Bytes.of((byte) PREFIX, (byte) kind);
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
