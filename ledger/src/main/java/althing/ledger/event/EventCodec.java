package althing.ledger.event;

import althing.ledger.block.Log;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import java.util.Optional;

/**
 * Events of one hierarchy to payload bytes and back, and to Ethereum logs.
 *
 * @param <E> the sealed hierarchy
 */
public interface EventCodec<E extends Event> {

  Class<E> hierarchy();

  /** The type numbers this codec owns: the first, and how many follow. Ranges never overlap. */
  int firstType();

  int typeCount();

  /** 2-byte type number of {@code event}, fixed for ever. */
  int type(E event);

  /** Schema of newly written payloads of this type, 0..255. */
  default int schema(int type) {
    return 0;
  }

  /** Writes the payload's items; the caller wraps them in one RLP list. */
  void encode(E event, RlpWriter out);

  /**
   * Reads the payload's items, all of them.
   *
   * @throws althing.ledger.types.MalformedException if they are not such an event, or the type or
   *     schema is unknown
   */
  E decode(int type, int schema, RlpReader in);

  /** The standard log that Ethereum clients see, if the event is public (DESIGN §3). */
  Optional<Log> toLog(E event);
}
