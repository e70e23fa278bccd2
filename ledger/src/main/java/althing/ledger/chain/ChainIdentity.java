package althing.ledger.chain;

import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;

/** What a store is: its layout and its chain. In META from the genesis block on. */
record ChainIdentity(long format, long chainId, Hash genesis) {

  private static final byte[] FORMAT = Bytes.utf8("format").unsafeArray();
  private static final byte[] CHAIN = Bytes.utf8("chain").unsafeArray();
  private static final byte[] GENESIS = Bytes.utf8("genesis").unsafeArray();

  void write(Batch batch) {
    batch.put(Column.META, FORMAT, Keys.number(format));
    batch.put(Column.META, CHAIN, Keys.number(chainId));
    batch.put(Column.META, GENESIS, genesis.unsafeArray());
  }

  static ChainIdentity read(KeyValueStore store) {
    byte[] genesis = required(store, GENESIS);
    if (genesis.length != Hash.SIZE) {
      throw new StoreException("column META: genesis hash of " + genesis.length + " bytes");
    }
    return new ChainIdentity(
        Keys.number(required(store, FORMAT), Column.META),
        Keys.number(required(store, CHAIN), Column.META),
        Hash.wrap(genesis));
  }

  /** Refuses a store of another layout or chain. */
  void require(long expectedFormat, long expectedChain) {
    if (format != expectedFormat) {
      throw new StoreException(
          "store: it has format %d, this software reads %d".formatted(format, expectedFormat));
    }
    if (chainId != expectedChain) {
      throw new StoreException(
          "store: it holds chain %d, not chain %d".formatted(chainId, expectedChain));
    }
  }

  private static byte[] required(KeyValueStore store, byte[] key) {
    byte[] value = store.get(Column.META, key);
    if (value == null) {
      throw new StoreException(
          "column META: no entry " + new String(key, java.nio.charset.StandardCharsets.UTF_8));
    }
    return value;
  }
}
