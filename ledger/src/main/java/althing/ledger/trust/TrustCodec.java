package althing.ledger.trust;

import althing.ledger.block.Log;
import althing.ledger.event.EventCodec;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.trust.TrustEvent.Changed;
import althing.ledger.types.MalformedException;
import java.util.Optional;

/**
 * Trust events as bytes: types 0x0400 to 0x04ff. They are no Ethereum logs: a plain transfer, which
 * moves trust too, has none.
 */
final class TrustCodec implements EventCodec<TrustEvent> {

  private static final int CHANGED = 0x0400;

  @Override
  public Class<TrustEvent> hierarchy() {
    return TrustEvent.class;
  }

  @Override
  public int firstType() {
    return CHANGED;
  }

  @Override
  public int typeCount() {
    return 0x100;
  }

  @Override
  public int type(TrustEvent event) {
    return switch (event) {
      case Changed _ -> CHANGED;
    };
  }

  @Override
  public void encode(TrustEvent event, RlpWriter out) {
    switch (event) {
      case Changed e ->
          out.address(e.account())
              .number(e.cause().code())
              .number(e.before())
              .number(e.after())
              .number(e.epoch())
              .number(e.gained());
    }
  }

  @Override
  public TrustEvent decode(int type, int schema, RlpReader in) {
    if (type != CHANGED || schema != 0) {
      throw new MalformedException(
          "unknown trust event: type 0x%04x, schema %d".formatted(type, schema));
    }
    return new Changed(
        in.address(),
        Cause.ofCode(in.number()),
        atMost(TrustScore.MAX, in),
        atMost(TrustScore.MAX, in),
        in.number(),
        atMost(TrustScore.GAIN_LIMIT, in));
  }

  @Override
  public Optional<Log> toLog(TrustEvent event) {
    return Optional.empty();
  }

  private static long atMost(long limit, RlpReader in) {
    int start = in.offset();
    long value = in.number();
    if (value > limit) {
      throw new MalformedException(
          "trust event: %d is above %d at offset %d".formatted(value, limit, start));
    }
    return value;
  }
}
