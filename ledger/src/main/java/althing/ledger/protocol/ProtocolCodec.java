package althing.ledger.protocol;

import althing.ledger.block.Log;
import althing.ledger.event.EventCodec;
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
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.List;
import java.util.Optional;

/** Protocol events as bytes: types 0x0001 to 0x00ff. None of them is an Ethereum log. */
final class ProtocolCodec implements EventCodec<ProtocolEvent> {

  private static final int CHAIN_STARTED = 0x0001;
  private static final int PARAMETER_SET = 0x0002;
  private static final int VALIDATORS_SEATED = 0x0003;
  private static final int BLOCK_STARTED = 0x0004;
  private static final int TICK_PAUSED = 0x0005;
  private static final int TICK_ENDED = 0x0006;
  private static final int COMMIT_COUNTED = 0x0007;
  private static final int GENESIS_SEALED = 0x0008;

  private static final int MAX_NAME = 64;
  static final int MAX_SEATS = 1_024;
  private static final int MAX_CURSOR = 256;

  @Override
  public Class<ProtocolEvent> hierarchy() {
    return ProtocolEvent.class;
  }

  @Override
  public int firstType() {
    return 0x0001;
  }

  @Override
  public int typeCount() {
    return 0xff;
  }

  @Override
  public int type(ProtocolEvent event) {
    return switch (event) {
      case ChainStarted _ -> CHAIN_STARTED;
      case ParameterSet _ -> PARAMETER_SET;
      case ValidatorsSeated _ -> VALIDATORS_SEATED;
      case BlockStarted _ -> BLOCK_STARTED;
      case CommitCounted _ -> COMMIT_COUNTED;
      case GenesisSealed _ -> GENESIS_SEALED;
      case TickPaused _ -> TICK_PAUSED;
      case TickEnded _ -> TICK_ENDED;
    };
  }

  @Override
  public void encode(ProtocolEvent event, RlpWriter out) {
    switch (event) {
      case ChainStarted e ->
          out.amount(e.chainId()).number(e.genesisMillis()).text(e.engine()).bytes(e.genesisHash());
      case ParameterSet e -> out.text(e.name()).number(e.value());
      case ValidatorsSeated e -> seats(e.seats(), out);
      case BlockStarted e ->
          out.number(e.height())
              .number(e.timestampMillis())
              .address(e.proposer())
              .amount(e.baseFee())
              .number(e.windowGas());
      case CommitCounted e ->
          out.number(e.height()).list(list -> e.seats().forEach(seat -> list.number(seat)));
      case GenesisSealed e -> out.hash(e.block());
      case TickPaused e ->
          out.number(e.epoch()).number(e.part()).number(e.phase()).bytes(e.cursor());
      case TickEnded e -> out.number(e.epoch()).number(e.part());
    }
  }

  @Override
  public ProtocolEvent decode(int type, int schema, RlpReader in) {
    return switch (type) {
      case CHAIN_STARTED ->
          new ChainStarted(in.amount(), in.number(), in.text(MAX_NAME), in.bytes(32));
      case PARAMETER_SET -> new ParameterSet(in.text(MAX_NAME), in.number());
      case VALIDATORS_SEATED -> new ValidatorsSeated(seats(in));
      case BLOCK_STARTED ->
          new BlockStarted(in.number(), in.number(), in.address(), in.amount(), in.number());
      case COMMIT_COUNTED ->
          new CommitCounted(in.number(), in.listOf(MAX_SEATS, RlpReader::smallNumber));
      case GENESIS_SEALED -> new GenesisSealed(in.hash());
      case TICK_PAUSED ->
          new TickPaused(in.number(), in.smallNumber(), in.smallNumber(), in.bytes(MAX_CURSOR));
      case TICK_ENDED -> new TickEnded(in.number(), in.smallNumber());
      default -> throw new MalformedException("unknown protocol event type " + type);
    };
  }

  @Override
  public Optional<Log> toLog(ProtocolEvent event) {
    return Optional.empty();
  }

  static void seats(List<Seat> seats, RlpWriter out) {
    out.list(list ->
        seats.forEach(
            seat -> list.list(item -> item.address(seat.account()).bytes(seat.nodeKey()))));
  }

  static List<Seat> seats(RlpReader in) {
    return in.listOf(
        MAX_SEATS, item -> item.list(s -> new Seat(s.address(), Bytes.wrap(s.fixed(32)))));
  }
}
