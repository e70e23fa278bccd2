package althing.governance.reputation;

import althing.governance.reputation.ReputationEvent.Awarded;
import althing.governance.reputation.ReputationEvent.BondAdded;
import althing.governance.reputation.ReputationEvent.BondReleased;
import althing.governance.reputation.ReputationEvent.BondReturned;
import althing.governance.reputation.ReputationEvent.DecaySet;
import althing.governance.reputation.ReputationEvent.ElectorateCounted;
import althing.governance.reputation.ReputationEvent.Forgotten;
import althing.governance.reputation.ReputationEvent.Joined;
import althing.governance.reputation.ReputationEvent.Part;
import althing.governance.reputation.ReputationEvent.Slashed;
import althing.governance.reputation.ReputationEvent.Withdrawn;
import althing.governance.types.Tag;
import althing.ledger.block.Log;
import althing.ledger.event.EventCodec;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Reputation events as bytes and logs: types 0x0500 to 0x05ff. */
final class ReputationCodec implements EventCodec<ReputationEvent> {

  private static final int AWARDED = 0x0500;
  private static final int WITHDRAWN = 0x0501;
  private static final int FORGOTTEN = 0x0502;
  private static final int SLASHED = 0x0503;
  private static final int DECAY_SET = 0x0504;
  private static final int JOINED = 0x0505;
  private static final int BOND_ADDED = 0x0506;
  private static final int BOND_RELEASED = 0x0507;
  private static final int BOND_RETURNED = 0x0508;
  private static final int ELECTORATE_COUNTED = 0x0509;

  @Override
  public Class<ReputationEvent> hierarchy() {
    return ReputationEvent.class;
  }

  @Override
  public int firstType() {
    return AWARDED;
  }

  @Override
  public int typeCount() {
    return 0x100;
  }

  @Override
  public int type(ReputationEvent event) {
    return switch (event) {
      case Awarded _ -> AWARDED;
      case Withdrawn _ -> WITHDRAWN;
      case Forgotten _ -> FORGOTTEN;
      case Slashed _ -> SLASHED;
      case DecaySet _ -> DECAY_SET;
      case Joined _ -> JOINED;
      case BondAdded _ -> BOND_ADDED;
      case BondReleased _ -> BOND_RELEASED;
      case BondReturned _ -> BOND_RETURNED;
      case ElectorateCounted _ -> ELECTORATE_COUNTED;
    };
  }

  @Override
  public void encode(ReputationEvent event, RlpWriter out) {
    switch (event) {
      case Awarded e -> {
        out.address(e.account()).number(e.number()).number(e.source().code());
        out.address(e.from()).hash(e.subject()).number(e.epoch());
        parts(e.parts(), out);
      }
      case Withdrawn e -> {
        out.address(e.account()).number(e.number()).hash(e.subject()).number(e.epoch());
        parts(e.parts(), out);
      }
      case Forgotten e -> out.address(e.account()).text(e.tag().name());
      case Slashed e -> {
        out.address(e.account()).number(e.share()).hash(e.subject()).number(e.epoch());
        parts(e.parts(), out);
      }
      case DecaySet e -> out.number(e.epoch()).number(e.kept()).number(e.of()).number(e.prune());
      case Joined e ->
          out.address(e.account())
              .bytes(e.publicKey())
              .amount(e.bond())
              .number(e.epoch())
              .number(e.countsFrom());
      case BondAdded e ->
          out.address(e.account()).amount(e.added()).amount(e.bond()).number(e.epoch());
      case BondReleased e ->
          out.address(e.account())
              .amount(e.released())
              .amount(e.bond())
              .flag(e.left())
              .number(e.epoch())
              .number(e.free());
      case BondReturned e -> out.address(e.account()).amount(e.amount()).number(e.free());
      case ElectorateCounted e -> out.number(e.epoch()).number(e.members()).number(e.total());
    }
  }

  @Override
  public ReputationEvent decode(int type, int schema, RlpReader in) {
    if (schema != 0) {
      throw new MalformedException("unknown schema " + schema + " of a reputation event");
    }
    return switch (type) {
      case AWARDED ->
          new Awarded(
              in.address(),
              in.number(),
              Source.ofCode(in.number()),
              in.address(),
              in.hash(),
              in.number(),
              parts(in));
      case WITHDRAWN -> new Withdrawn(in.address(), in.number(), in.hash(), in.number(), parts(in));
      case FORGOTTEN -> new Forgotten(in.address(), tag(in));
      case SLASHED -> new Slashed(in.address(), in.number(), in.hash(), in.number(), parts(in));
      case DECAY_SET -> new DecaySet(in.number(), in.number(), in.number(), in.number());
      case JOINED -> new Joined(in.address(), in.bytes(33), in.amount(), in.number(), in.number());
      case BOND_ADDED -> new BondAdded(in.address(), in.amount(), in.amount(), in.number());
      case BOND_RELEASED ->
          new BondReleased(
              in.address(), in.amount(), in.amount(), in.flag(), in.number(), in.number());
      case BOND_RETURNED -> new BondReturned(in.address(), in.amount(), in.number());
      case ELECTORATE_COUNTED -> new ElectorateCounted(in.number(), in.number(), in.number());
      default ->
          throw new MalformedException("unknown reputation event type 0x%04x".formatted(type));
    };
  }

  private static void parts(List<Part> parts, RlpWriter out) {
    out.list(list ->
        parts.forEach(part ->
            list.list(p -> p.text(part.tag().name()).number(part.change()).number(part.after()))));
  }

  private static List<Part> parts(RlpReader in) {
    return in.listOf(
        Reputation.MAX_TAGS + 1, item -> item.list(p -> new Part(tag(p), p.number(), p.number())));
  }

  private static Tag tag(RlpReader in) {
    return Tag.stored(in.text(Tag.MAX_LENGTH));
  }

  @Override
  public Optional<Log> toLog(ReputationEvent event) {
    return switch (event) {
      case Awarded e ->
          log(
              "Awarded",
              e.account(),
              number(e.number()),
              number(e.source().code()),
              e.from(),
              e.subject().toBytes(),
              number(e.epoch()),
              tuples(e.parts()));
      case Withdrawn e ->
          log(
              "Withdrawn",
              e.account(),
              number(e.number()),
              e.subject().toBytes(),
              number(e.epoch()),
              tuples(e.parts()));
      case Forgotten e -> log("Forgotten", e.account(), e.tag().name());
      case Slashed e ->
          log(
              "Slashed",
              e.account(),
              number(e.share()),
              e.subject().toBytes(),
              number(e.epoch()),
              tuples(e.parts()));
      case DecaySet e ->
          log("DecaySet", number(e.epoch()), number(e.kept()), number(e.of()), number(e.prune()));
      case Joined e ->
          log(
              "Joined",
              e.account(),
              e.publicKey(),
              e.bond().value(),
              number(e.epoch()),
              number(e.countsFrom()));
      case BondAdded e ->
          log("BondAdded", e.account(), e.added().value(), e.bond().value(), number(e.epoch()));
      case BondReleased e ->
          log(
              "BondReleased",
              e.account(),
              e.released().value(),
              e.bond().value(),
              e.left(),
              number(e.epoch()),
              number(e.free()));
      case BondReturned e -> log("BondReturned", e.account(), e.amount().value());
      case ElectorateCounted e ->
          log("ElectorateCounted", number(e.epoch()), number(e.members()), number(e.total()));
    };
  }

  private static Optional<Log> log(String event, Object... arguments) {
    return Optional.of(
        ReputationContract.ABI.toLog(ReputationContract.ADDRESS, event, List.of(arguments)));
  }

  private static List<Object> tuples(List<Part> parts) {
    return parts.stream()
        .<Object>map(
            part -> List.of(part.tag().name(), number(part.change()), number(part.after())))
        .toList();
  }

  private static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }
}
