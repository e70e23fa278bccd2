package althing.governance.validators;

import althing.governance.validators.ValidatorEvent.Absent;
import althing.governance.validators.ValidatorEvent.Jailed;
import althing.governance.validators.ValidatorEvent.Registered;
import althing.governance.validators.ValidatorEvent.Staked;
import althing.governance.validators.ValidatorEvent.Unregistered;
import althing.governance.validators.ValidatorEvent.UnstakeAsked;
import althing.ledger.block.Log;
import althing.ledger.event.EventCodec;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Validator events as bytes and logs: types 0x0600 to 0x06ff. */
final class ValidatorCodec implements EventCodec<ValidatorEvent> {

  private static final int REGISTERED = 0x0600;
  private static final int UNREGISTERED = 0x0601;
  private static final int STAKED = 0x0602;
  private static final int UNSTAKE_ASKED = 0x0603;
  private static final int JAILED = 0x0604;
  private static final int ABSENT = 0x0605;

  @Override
  public Class<ValidatorEvent> hierarchy() {
    return ValidatorEvent.class;
  }

  @Override
  public int firstType() {
    return REGISTERED;
  }

  @Override
  public int typeCount() {
    return 0x100;
  }

  @Override
  public int type(ValidatorEvent event) {
    return switch (event) {
      case Registered _ -> REGISTERED;
      case Unregistered _ -> UNREGISTERED;
      case Staked _ -> STAKED;
      case UnstakeAsked _ -> UNSTAKE_ASKED;
      case Jailed _ -> JAILED;
      case Absent _ -> ABSENT;
    };
  }

  @Override
  public void encode(ValidatorEvent event, RlpWriter out) {
    switch (event) {
      case Registered e -> out.address(e.account()).bytes(e.nodeKey()).number(e.number());
      case Unregistered e -> out.address(e.account()).bytes(e.nodeKey());
      case Staked e -> out.address(e.account()).number(e.ppm());
      case UnstakeAsked e -> out.address(e.account()).number(e.ppm()).number(e.epoch());
      case Jailed e ->
          out.address(e.account())
              .hash(e.evidence())
              .address(e.by())
              .number(e.taken())
              .number(e.until());
      case Absent e ->
          out.address(e.account())
              .number(e.epoch())
              .number(e.signed())
              .number(e.blocks())
              .number(e.taken())
              .number(e.until());
    }
  }

  @Override
  public ValidatorEvent decode(int type, int schema, RlpReader in) {
    if (schema != 0) {
      throw new MalformedException("unknown schema " + schema + " of a validator event");
    }
    return switch (type) {
      case REGISTERED -> new Registered(in.address(), Bytes.wrap(in.fixed(32)), in.number());
      case UNREGISTERED -> new Unregistered(in.address(), Bytes.wrap(in.fixed(32)));
      case STAKED -> new Staked(in.address(), in.number());
      case UNSTAKE_ASKED -> new UnstakeAsked(in.address(), in.number(), in.number());
      case JAILED -> new Jailed(in.address(), in.hash(), in.address(), in.number(), in.number());
      case ABSENT ->
          new Absent(in.address(), in.number(), in.number(), in.number(), in.number(), in.number());
      default ->
          throw new MalformedException("unknown validator event type 0x%04x".formatted(type));
    };
  }

  @Override
  public Optional<Log> toLog(ValidatorEvent event) {
    return switch (event) {
      case Registered e -> log("Registered", e.account(), e.nodeKey(), number(e.number()));
      case Unregistered e -> log("Unregistered", e.account(), e.nodeKey());
      case Staked e -> log("Staked", e.account(), number(e.ppm()));
      case UnstakeAsked e -> log("UnstakeAsked", e.account(), number(e.ppm()), number(e.epoch()));
      case Jailed e ->
          log(
              "Jailed",
              e.account(),
              e.evidence().toBytes(),
              e.by(),
              number(e.taken()),
              number(e.until()));
      case Absent e ->
          log(
              "Absent",
              e.account(),
              number(e.epoch()),
              number(e.signed()),
              number(e.blocks()),
              number(e.taken()),
              number(e.until()));
    };
  }

  private static Optional<Log> log(String event, Object... arguments) {
    return Optional.of(
        ValidatorContract.ABI.toLog(ValidatorContract.ADDRESS, event, List.of(arguments)));
  }

  private static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }
}
