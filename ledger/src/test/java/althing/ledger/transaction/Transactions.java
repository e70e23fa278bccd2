package althing.ledger.transaction;

import althing.ledger.transaction.Transaction.AccessListEntry;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Transactions for tests. */
public final class Transactions {

  public static final Amount CHAIN = Amount.of(930);

  private Transactions() {}

  /** A private key that is the number {@code key}. */
  public static byte[] key(int key) {
    byte[] bytes = new byte[32];
    bytes[30] = (byte) (key >>> 8);
    bytes[31] = (byte) key;
    return bytes;
  }

  /** A transfer of one SP at up to 2 gwei with a tip of 1 gwei. */
  public static Transaction transfer(long nonce, Address to) {
    return new Transaction.DynamicFee(
        CHAIN,
        nonce,
        Amount.of(1_000_000_000),
        Amount.of(2_000_000_000),
        21_000,
        to,
        Amount.ONE_SP,
        Bytes.EMPTY,
        List.of());
  }

  /** Any transaction of any type, with numbers of all sizes. */
  public static Transaction random(Random random) {
    Amount chain = amount(random, 64);
    long nonce = random.nextLong() >>> random.nextInt(64);
    nonce = nonce == -1 ? 0 : nonce;
    long gasLimit = random.nextLong() >>> random.nextInt(64);
    Address to = random.nextInt(5) == 0 ? null : Address.wrap(bytes(random, 20));
    Amount value = amount(random, 256);
    Bytes data = Bytes.wrap(bytes(random, random.nextInt(4) * random.nextInt(80)));
    Amount price = amount(random, 256);
    return switch (random.nextInt(4)) {
      case 0 -> new Transaction.Legacy(null, nonce, price, gasLimit, to, value, data);
      case 1 -> new Transaction.Legacy(chain, nonce, price, gasLimit, to, value, data);
      case 2 ->
          new Transaction.AccessList(
              chain, nonce, price, gasLimit, to, value, data, accessList(random));
      default ->
          new Transaction.DynamicFee(
              chain,
              nonce,
              amount(random, 256),
              price,
              gasLimit,
              to,
              value,
              data,
              accessList(random));
    };
  }

  private static List<AccessListEntry> accessList(Random random) {
    var entries = new ArrayList<AccessListEntry>();
    for (int i = random.nextInt(4); i > 0; i--) {
      var keys = new ArrayList<Bytes>();
      for (int k = random.nextInt(4); k > 0; k--) {
        keys.add(Bytes.wrap(bytes(random, 32)));
      }
      entries.add(new AccessListEntry(Address.wrap(bytes(random, 20)), keys));
    }
    return entries;
  }

  private static Amount amount(Random random, int bits) {
    return new Amount(new BigInteger(random.nextInt(bits + 1), random));
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
