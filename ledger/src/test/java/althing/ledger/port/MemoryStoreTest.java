package althing.ledger.port;

final class MemoryStoreTest extends KeyValueStoreContract {
  @Override
  protected KeyValueStore open() {
    return new MemoryStore();
  }
}
