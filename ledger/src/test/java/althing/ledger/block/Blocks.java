package althing.ledger.block;

import althing.ledger.block.BlockHeader.ExtraData;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.Transactions;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Blocks for tests. */
public final class Blocks {

  private Blocks() {}

  /** A header whose every field is different. */
  public static BlockHeader header(Random random, long height) {
    return new BlockHeader(
        hash(random),
        Address.wrap(bytes(random, Address.SIZE)),
        hash(random),
        hash(random),
        hash(random),
        Bytes.wrap(bytes(random, Bloom.SIZE)),
        height,
        30_000_000,
        random.nextInt(30_000_000),
        1_700_000_000_000L + random.nextInt(1_000_000),
        new ExtraData(
            hash(random),
            hash(random),
            hash(random),
            random.nextInt(Integer.MAX_VALUE),
            hash(random),
            hash(random),
            hash(random)),
        hash(random),
        Amount.of(1_000_000_000));
  }

  /** A body with tick work and transactions of every type. */
  public static BlockBody body(Random random, long height) {
    var transactions = new ArrayList<SignedTransaction>();
    transactions.add(
        TransactionCodec.tick(height, Address.system(0x1006), Bytes.wrap(bytes(random, 68))));
    for (int i = 0; i < 20; i++) {
      transactions.add(TransactionCodec.sign(Transactions.random(random), Transactions.key(1 + i)));
    }
    return new BlockBody(
        transactions, Bytes.wrap(bytes(random, 300)), Bytes.wrap(bytes(random, 80)));
  }

  /** Receipts of all types, with logs of all shapes. */
  public static List<Receipt> receipts(Random random) {
    var receipts = new ArrayList<Receipt>();
    long cumulative = 0;
    for (int i = 0; i < 20; i++) {
      long gasUsed = 21_000 + random.nextInt(100_000);
      cumulative += gasUsed;
      var logs = new ArrayList<Log>();
      for (int l = random.nextInt(4); l > 0; l--) {
        var topics = new ArrayList<Hash>();
        for (int t = random.nextInt(5); t > 0; t--) {
          topics.add(hash(random));
        }
        logs.add(
            new Log(
                Address.wrap(bytes(random, Address.SIZE)),
                topics,
                Bytes.wrap(bytes(random, random.nextInt(100)))));
      }
      receipts.add(
          new Receipt(
              random.nextInt(3),
              random.nextBoolean(),
              gasUsed,
              cumulative,
              Amount.of(random.nextInt(Integer.MAX_VALUE)),
              logs,
              Bytes.wrap(bytes(random, random.nextInt(40)))));
    }
    return receipts;
  }

  private static Hash hash(Random random) {
    return Hash.wrap(bytes(random, Hash.SIZE));
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
