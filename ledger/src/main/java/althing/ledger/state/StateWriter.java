package althing.ledger.state;

import althing.ledger.types.Bytes;

/** State that can be changed; only {@code evolve} is handed one. */
public interface StateWriter extends StateReader {

  /** Sets an entry. {@code value} is not empty. */
  void put(Bytes key, Bytes value);

  /** Removes an entry, which may be absent. */
  void remove(Bytes key);
}
