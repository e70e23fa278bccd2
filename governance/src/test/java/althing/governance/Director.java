package althing.governance;

import althing.ledger.block.Log;
import althing.ledger.event.Event;
import althing.ledger.event.EventCodec;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Scope;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets a test decide what no call of a contract leads to yet, inside a real transaction. */
final class Director implements Projection<Director.NoEvent> {

  private @Nullable Consumer<Scope> next;

  sealed interface NoEvent extends Event {}

  record Never() implements NoEvent {}

  /** The next transaction does this as well. */
  void then(Consumer<Scope> deed) {
    next = deed;
  }

  @Override
  public void observe(Scope scope, Address to, boolean succeeded) {
    Consumer<Scope> deed = next;
    if (deed != null) {
      next = null;
      deed.accept(scope);
    }
  }

  @Override
  public String name() {
    return "director";
  }

  @Override
  public int keyPrefix() {
    return 0x7e;
  }

  @Override
  public void evolve(StateWriter state, NoEvent event) {}

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
        return new Never();
      }

      @Override
      public Optional<Log> toLog(NoEvent event) {
        return Optional.empty();
      }
    };
  }
}
