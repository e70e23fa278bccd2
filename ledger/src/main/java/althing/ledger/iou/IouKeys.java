package althing.ledger.iou;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Keys of IOU state. Numbers in keys are big-endian, so that byte order is their order.
 *
 * <pre>
 * i ‖ id                         the IOU, kept for ever
 * u ‖ debtor                     IOUs issued: the nonce of the next
 * t ‖ debtor ‖ creditor          epoch in which the pair last counted for trust
 * d ‖ debtor ‖ id                live IOUs by debtor
 * h ‖ holder ‖ id                live IOUs by holder
 * x ‖ epoch ‖ id                 live IOUs by deadline
 * o ‖ debtor ‖ holder ‖ nonce    open IOUs of a pair, oldest first: the id
 * p ‖ debtor ‖ holder            sum outstanding on them: an arc
 * a ‖ ¬sum ‖ debtor ‖ holder     arcs, largest first
 * n ‖ debtor ‖ holder            what netting has still to take off them
 * </pre>
 */
final class IouKeys {

  static final int PREFIX = 0x04;

  static final Bytes DEADLINES = key('x');
  static final Bytes ARCS_BY_SIZE = key('a');
  static final Bytes REDUCTIONS = key('n');
  static final Bytes IOUS = key('i');

  private static final int HEAD = 2;
  private static final int PAIR = 2 * Address.SIZE;
  private static final int SUM = 32;
  private static final BigInteger MAX_SUM =
      BigInteger.ONE.shiftLeft(8 * SUM).subtract(BigInteger.ONE);

  /** Debtor and holder: the two ends of an arc. */
  record Pair(Address debtor, Address holder) {}

  private IouKeys() {}

  static Bytes iou(Hash id) {
    return key('i', id.unsafeArray());
  }

  static Bytes issued(Address debtor) {
    return key('u', debtor.unsafeArray());
  }

  static Bytes counted(Address debtor, Address creditor) {
    return key('t', debtor.unsafeArray(), creditor.unsafeArray());
  }

  static Bytes ofDebtor(Address debtor) {
    return key('d', debtor.unsafeArray());
  }

  static Bytes ofDebtor(Address debtor, Hash id) {
    return key('d', debtor.unsafeArray(), id.unsafeArray());
  }

  static Bytes ofHolder(Address holder) {
    return key('h', holder.unsafeArray());
  }

  static Bytes ofHolder(Address holder, Hash id) {
    return key('h', holder.unsafeArray(), id.unsafeArray());
  }

  static Bytes deadline(long epoch, Hash id) {
    return key('x', bigEndian(epoch), id.unsafeArray());
  }

  static Bytes open(Pair pair) {
    return key('o', pair.debtor().unsafeArray(), pair.holder().unsafeArray());
  }

  static Bytes open(Pair pair, long nonce) {
    return key('o', pair.debtor().unsafeArray(), pair.holder().unsafeArray(), bigEndian(nonce));
  }

  static Bytes sum(Pair pair) {
    return key('p', pair.debtor().unsafeArray(), pair.holder().unsafeArray());
  }

  static Bytes arc(Pair pair, Amount sum) {
    byte[] digits = new Amount(MAX_SUM.subtract(sum.value())).toBytes();
    return key(
        'a',
        new byte[SUM - digits.length],
        digits,
        pair.debtor().unsafeArray(),
        pair.holder().unsafeArray());
  }

  static Bytes reduction(Pair pair) {
    return key('n', pair.debtor().unsafeArray(), pair.holder().unsafeArray());
  }

  /** The id at the end of a key of {@code d}, {@code h} or {@code x}. */
  static Hash idOf(Bytes key) {
    return Hash.wrap(key.slice(key.size() - Hash.SIZE, key.size()).unsafeArray());
  }

  static long epochOfDeadline(Bytes key) {
    return ByteBuffer.wrap(key.unsafeArray(), HEAD, Long.BYTES).getLong();
  }

  /** The pair at the end of a key of {@code a} or {@code n}. */
  static Pair pairOf(Bytes key) {
    int at = key.size() - PAIR;
    return new Pair(
        Address.wrap(key.slice(at, at + Address.SIZE).unsafeArray()),
        Address.wrap(key.slice(at + Address.SIZE, key.size()).unsafeArray()));
  }

  /** The sum in a key of {@code a}. */
  static Amount sumOf(Bytes arcKey) {
    return new Amount(MAX_SUM.subtract(new BigInteger(1, arcKey.unsafeArray(), HEAD, SUM)));
  }

  private static Bytes key(char kind, byte[]... parts) {
    byte[] head = {PREFIX, (byte) kind};
    return Bytes.wrap(Bytes.concat(head, Bytes.concat(parts)));
  }

  private static byte[] bigEndian(long value) {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer.wrap(bytes).putLong(value);
    return bytes;
  }
}
