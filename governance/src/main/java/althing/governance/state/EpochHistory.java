package althing.governance.state;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value that is remembered as it was at the ends of epochs (RULES 2, 3): the entry holds the
 * newest value with the epoch of its change, and the first change in an epoch sets aside what was
 * there before. Nothing is written for epochs without a change. What is older than {@link #REACH}
 * epochs is forgotten, all but the newest of it.
 *
 * @param present the key of the newest value
 * @param past what the keys of older ones open with; the epoch follows
 */
public record EpochHistory(Bytes present, Bytes past) {

  /** How many epochs back a value can be asked for. */
  public static final long REACH = 128;

  /** A value, and the epoch since whose end, or in which, it has been this. */
  public record Since(long epoch, Bytes value) {

    Bytes encode() {
      return Bytes.wrap(RlpWriter.encodeList(out -> out.number(epoch).bytes(value)));
    }

    /** The newest value as it stands under {@link EpochHistory#present()}. */
    public static Since decode(Bytes entry) {
      return RlpReader.decodeList(
          entry.unsafeArray(), in -> new Since(in.number(), Bytes.wrap(in.bytes())));
    }
  }

  /** The newest value. */
  public Optional<Since> now(StateReader state) {
    Bytes entry = state.get(present);
    return entry == null ? Optional.empty() : Optional.of(Since.decode(entry));
  }

  /** The value at the end of {@code epoch}, or now if that has not ended. */
  public Optional<Since> at(StateReader state, long epoch) {
    Optional<Since> newest = now(state);
    if (newest.isEmpty() || newest.get().epoch() <= epoch) {
      return newest;
    }
    var found = new ArrayList<Since>(1);
    state.scan(
        past,
        past,
        (key, value) -> {
          long since = Keys.numberAt(key, Long.BYTES);
          if (since > epoch) {
            return false;
          }
          found.clear();
          found.add(new Since(since, value));
          return true;
        });
    return found.stream().findFirst();
  }

  /** Makes {@code value} the newest, in {@code epoch}, which is not before the newest change. */
  public void put(StateWriter state, long epoch, Bytes value) {
    now(state)
        .filter(before -> before.epoch() < epoch)
        .ifPresent(before -> {
          state.put(pastKey(before.epoch()), before.value());
          forget(state, epoch - REACH);
        });
    state.put(present, new Since(epoch, value).encode());
  }

  /** Removes the value with its history. */
  public void remove(StateWriter state) {
    forget(state, Long.MAX_VALUE).forEach(state::remove);
    state.remove(present);
  }

  /** Forgets what nobody can ask for any more; answers what of that is left: the newest. */
  private List<Bytes> forget(StateWriter state, long before) {
    var old = new ArrayList<Bytes>();
    state.scan(past, past, (key, _) -> Keys.numberAt(key, Long.BYTES) <= before && old.add(key));
    while (old.size() > 1) {
      state.remove(old.removeFirst());
    }
    return old;
  }

  private Bytes pastKey(long epoch) {
    return past.concat(Bytes.wrap(Keys.bigEndian(epoch)));
  }
}
