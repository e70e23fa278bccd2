package althing.ledger.event;

import althing.ledger.types.Bytes;

/** Reads the leaf bytes of any event of this chain. */
public interface EventDecoder {

  /**
   * @param sequence global number of the event
   * @param encoded leaf bytes as in {@link RecordedEvent}
   * @throws althing.ledger.types.MalformedException if they are not an event that this version
   *     knows: an unknown type or newer schema is never skipped
   */
  RecordedEvent decode(long sequence, Bytes encoded);
}
