package althing.ledger.execution;

import althing.ledger.block.Log;
import althing.ledger.event.Event;
import althing.ledger.event.EventCodec;
import althing.ledger.projection.Projection;
import althing.ledger.projection.TickPhase;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateWriter;
import althing.ledger.types.MalformedException;
import java.util.List;
import java.util.Optional;

/** A projection that has nothing but phases of the tick. */
record TickOnly(List<TickPhase> tickPhases) implements Projection<TickOnly.NoEvent> {

  sealed interface NoEvent extends Event {}

  private record Never() implements NoEvent {}

  @Override
  public String name() {
    return "tick-only";
  }

  @Override
  public int keyPrefix() {
    return 0x7e;
  }

  @Override
  public EventCodec<NoEvent> codec() {
    return new EventCodec<>() {
      @Override
      public Class<NoEvent> hierarchy() {
        return NoEvent.class;
      }

      @Override
      public int firstType() {
        return 0x7e00;
      }

      @Override
      public int typeCount() {
        return 1;
      }

      @Override
      public int type(NoEvent event) {
        return 0x7e00;
      }

      @Override
      public void encode(NoEvent event, RlpWriter out) {}

      @Override
      public NoEvent decode(int type, int schema, RlpReader in) {
        throw new MalformedException("there is no such event");
      }

      @Override
      public Optional<Log> toLog(NoEvent event) {
        return Optional.empty();
      }
    };
  }

  @Override
  public void evolve(StateWriter state, NoEvent event) {}
}
