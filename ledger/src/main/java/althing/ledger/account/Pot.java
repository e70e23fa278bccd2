package althing.ledger.account;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;

/** A place where SP can be (RULES 1). All of them together hold the whole supply. */
public sealed interface Pot {

  /** What an account can spend. */
  record Balance(Address account) implements Pot {}

  /** SP set aside under an id until rules say whose it is. */
  record Escrow(Hash id) implements Pot {}

  /** SP of a channel, 0 being the root. */
  record Treasury(long channel) implements Pot {}

  /** SP that an account puts up for its conduct. */
  record Bond(Address account) implements Pot {}

  /** Nobody's any more. Nothing leaves it. */
  record Burned() implements Pot {}

  /** As an RLP list: tag and owner. */
  default void encode(RlpWriter out) {
    out.list(item -> {
      switch (this) {
        case Balance p -> item.number(0).address(p.account());
        case Escrow p -> item.number(1).hash(p.id());
        case Treasury p -> item.number(2).number(p.channel());
        case Bond p -> item.number(3).address(p.account());
        case Burned _ -> item.number(4);
      }
    });
  }

  /** Reads what {@link #encode} wrote. */
  static Pot decode(RlpReader in) {
    return in.list(item -> {
      int start = item.offset();
      int tag = item.smallNumber();
      return switch (tag) {
        case 0 -> new Balance(item.address());
        case 1 -> new Escrow(item.hash());
        case 2 -> new Treasury(item.number());
        case 3 -> new Bond(item.address());
        case 4 -> new Burned();
        default ->
            throw new MalformedException("unknown pot %d at offset %d".formatted(tag, start));
      };
    });
  }
}
