package althing.ledger.event;

import althing.ledger.types.Bytes;

/**
 * An event with its place. Order is (height, index).
 *
 * @param sequence global number from 0: its leaf in the event tree
 * @param tx position of the transaction in its block, {@link #NO_TRANSACTION} for work of the block
 *     itself
 * @param index position of the event in its block, from 0
 * @param type 2-byte type number
 * @param encoded leaf bytes: version(1) ‖ type(2) ‖ schema(1) ‖ height(8) ‖ tx(4) ‖ index(4) ‖ RLP
 *     payload (DESIGN §3)
 */
public record RecordedEvent(
    long sequence, long height, int tx, int index, int type, Event event, Bytes encoded) {

  /** The {@code tx} of events that belong to the block and to no transaction: 0xffffffff. */
  public static final int NO_TRANSACTION = -1;
}
