package althing.ledger.execution;

import althing.ledger.account.Money;
import althing.ledger.block.Log;
import althing.ledger.event.Event;
import althing.ledger.event.EventCodec;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Scope;
import althing.ledger.projection.TickPhase;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.List;
import java.util.Optional;

/** A projection with a fault: its event puts SP into a treasury that it takes from nobody. */
final class Forger implements Projection<Forger.ForgerEvent> {

  /** A transfer of this amount makes it forge. */
  static final long TRIGGER = 666;

  sealed interface ForgerEvent extends Event {}

  record Forged() implements ForgerEvent {}

  @Override
  public String name() {
    return "forger";
  }

  @Override
  public int keyPrefix() {
    return 0x7f;
  }

  @Override
  public EventCodec<ForgerEvent> codec() {
    return new Codec();
  }

  @Override
  public void evolve(StateWriter state, ForgerEvent event) {
    state.put(Money.treasuryKey(9), Bytes.wrap(RlpWriter.encodeBytes(Amount.ofSp(1).toBytes())));
  }

  @Override
  public void observe(Scope scope, Address to, boolean succeeded) {
    if (succeeded && scope.value().equals(Amount.of(TRIGGER))) {
      scope.emit(new Forged());
    }
  }

  @Override
  public List<TickPhase> tickPhases() {
    return List.of(
        new TickPhase() {
          @Override
          public Order order() {
            return Order.EXPIRE;
          }

          @Override
          public Progress advance(Scope scope, long epoch, Bytes cursor, int budget) {
            scope.emit(new Forged());
            return Progress.ended(1);
          }
        });
  }

  private static final class Codec implements EventCodec<ForgerEvent> {
    @Override
    public Class<ForgerEvent> hierarchy() {
      return ForgerEvent.class;
    }

    @Override
    public int firstType() {
      return 0x7f00;
    }

    @Override
    public int typeCount() {
      return 1;
    }

    @Override
    public int type(ForgerEvent event) {
      return 0x7f00;
    }

    @Override
    public void encode(ForgerEvent event, RlpWriter out) {}

    @Override
    public ForgerEvent decode(int type, int schema, RlpReader in) {
      return new Forged();
    }

    @Override
    public Optional<Log> toLog(ForgerEvent event) {
      return Optional.empty();
    }
  }
}
