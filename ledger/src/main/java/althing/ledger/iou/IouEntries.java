package althing.ledger.iou;

import althing.ledger.iou.IouKeys.Pair;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entries of {@link IouKeys}. Every IOU is written through {@link #put}, which keeps its index
 * entries and the sum of its arc in step; an IOU that is over is in no index.
 */
final class IouEntries {

  private static final Bytes PRESENT = Bytes.of((byte) 1);

  private IouEntries() {}

  static @Nullable Iou find(StateReader state, Hash id) {
    Bytes value = state.get(IouKeys.iou(id));
    return value == null ? null : Iou.decode(id, value);
  }

  /** An IOU that an event or an index names. */
  static Iou get(StateReader state, Hash id) {
    Iou iou = find(state, id);
    if (iou == null) {
      throw new IllegalStateException("no IOU " + id);
    }
    return iou;
  }

  static long nextNonce(StateReader state, Address debtor) {
    Long issued = read(state, IouKeys.issued(debtor), RlpReader::number);
    return issued == null ? 0 : issued;
  }

  /** The epoch in which the pair last counted for trust. */
  static OptionalLong lastCounted(StateReader state, Address debtor, Address creditor) {
    Long epoch = read(state, IouKeys.counted(debtor, creditor), RlpReader::number);
    return epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch);
  }

  /** What is outstanding on open IOUs of a pair. */
  static Amount sum(StateReader state, Pair pair) {
    return amount(state, IouKeys.sum(pair));
  }

  /** What netting has still to take off a pair. */
  static Amount reduction(StateReader state, Pair pair) {
    return amount(state, IouKeys.reduction(pair));
  }

  static Amount decodeAmount(Bytes value) {
    RlpReader in = RlpReader.of(value);
    Amount amount = in.amount();
    in.expectEnd();
    return amount;
  }

  /** Writes a new IOU with what it says about its debtor and its pair. */
  static void putNew(StateWriter state, Iou iou) {
    IouTerms terms = iou.terms();
    putNumber(state, IouKeys.issued(terms.debtor()), terms.nonce() + 1);
    putNumber(state, IouKeys.counted(terms.debtor(), terms.creditor()), iou.issuedEpoch());
    write(state, Map.of(), iou);
    move(state, pair(iou), Amount.ZERO, inNetting(iou));
  }

  static void put(StateWriter state, Iou before, Iou after) {
    write(state, index(before), after);
    if (pair(before).equals(pair(after))) {
      move(state, pair(after), inNetting(before), inNetting(after));
    } else {
      move(state, pair(before), inNetting(before), Amount.ZERO);
      move(state, pair(after), Amount.ZERO, inNetting(after));
    }
  }

  static void putReduction(StateWriter state, Pair pair, Amount amount) {
    putAmount(state, IouKeys.reduction(pair), amount);
  }

  private static void write(StateWriter state, Map<Bytes, Bytes> indexBefore, Iou iou) {
    iou.check();
    Map<Bytes, Bytes> index = index(iou);
    indexBefore.keySet().stream().filter(key -> !index.containsKey(key)).forEach(state::remove);
    index.forEach((key, value) -> {
      if (!indexBefore.containsKey(key)) {
        state.put(key, value);
      }
    });
    state.put(IouKeys.iou(iou.id()), iou.encode());
  }

  /** The index entries of an IOU as it stands. */
  static Map<Bytes, Bytes> index(Iou iou) {
    var entries = new LinkedHashMap<Bytes, Bytes>();
    if (iou.state().isLive()) {
      entries.put(IouKeys.ofDebtor(iou.debtor(), iou.id()), PRESENT);
      entries.put(IouKeys.ofHolder(iou.holder(), iou.id()), PRESENT);
      entries.put(IouKeys.deadline(iou.course().deadline(), iou.id()), PRESENT);
    }
    if (iou.state() == IouState.OPEN) {
      entries.put(IouKeys.open(pair(iou), iou.terms().nonce()), iou.id().toBytes());
    }
    return entries;
  }

  static Pair pair(Iou iou) {
    return new Pair(iou.debtor(), iou.holder());
  }

  /** What an IOU adds to its arc. */
  static Amount inNetting(Iou iou) {
    return iou.state() == IouState.OPEN ? iou.outstanding() : Amount.ZERO;
  }

  private static void move(StateWriter state, Pair pair, Amount less, Amount more) {
    if (less.equals(more)) {
      return;
    }
    Amount before = sum(state, pair);
    Amount after = before.plus(more).minus(less);
    if (!before.isZero()) {
      state.remove(IouKeys.arc(pair, before));
    }
    if (!after.isZero()) {
      state.put(IouKeys.arc(pair, after), PRESENT);
    }
    putAmount(state, IouKeys.sum(pair), after);
  }

  private static void putNumber(StateWriter state, Bytes key, long value) {
    state.put(key, new RlpWriter().number(value).toBytes());
  }

  private static void putAmount(StateWriter state, Bytes key, Amount value) {
    if (value.isZero()) {
      state.remove(key);
    } else {
      state.put(key, new RlpWriter().amount(value).toBytes());
    }
  }

  private static Amount amount(StateReader state, Bytes key) {
    Bytes value = state.get(key);
    return value == null ? Amount.ZERO : decodeAmount(value);
  }

  private static <T> @Nullable T read(StateReader state, Bytes key, Function<RlpReader, T> body) {
    Bytes value = state.get(key);
    return value == null ? null : body.apply(RlpReader.of(value));
  }
}
