package althing.ledger.treasury;

import althing.ledger.block.Log;
import althing.ledger.event.EventCodec;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.treasury.TreasuryEvent.Donated;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Treasury events as bytes and logs: types 0x0200 to 0x02ff. */
final class TreasuryCodec implements EventCodec<TreasuryEvent> {

  private static final int DONATED = 0x0200;

  @Override
  public Class<TreasuryEvent> hierarchy() {
    return TreasuryEvent.class;
  }

  @Override
  public int firstType() {
    return 0x0200;
  }

  @Override
  public int typeCount() {
    return 0x100;
  }

  @Override
  public int type(TreasuryEvent event) {
    return switch (event) {
      case Donated _ -> DONATED;
    };
  }

  @Override
  public void encode(TreasuryEvent event, RlpWriter out) {
    switch (event) {
      case Donated e -> out.address(e.from()).number(e.channel()).amount(e.amount());
    }
  }

  @Override
  public TreasuryEvent decode(int type, int schema, RlpReader in) {
    return switch (type) {
      case DONATED -> new Donated(in.address(), in.number(), in.amount());
      default -> throw new MalformedException("unknown treasury event type " + type);
    };
  }

  @Override
  public Optional<Log> toLog(TreasuryEvent event) {
    return switch (event) {
      case Donated e ->
          Optional.of(
              TreasuryContract.ABI.toLog(
                  TreasuryContract.ADDRESS,
                  "Donated",
                  List.of(BigInteger.valueOf(e.channel()), e.from(), e.amount().value())));
    };
  }
}
