package althing.node.core.mempool;

import althing.ledger.account.Account;
import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.crypto.Keccak256;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A pool over accounts that a test sets, under a clock that a test moves. Prices are in wei. */
final class PoolFixture {

  static final Address ALICE = Address.system(0xa11ce);
  static final Address BOB = Address.system(0xb0b);
  static final Address CAROL = Address.system(0xca401);
  static final long GAS = 21_000;
  static final Amount RICH = Amount.ofSp(1_000_000);
  static final PoolSettings SMALL = new PoolSettings(8, 2_000, 5, 10, 1_000, 1_000);

  final Map<Address, Account> accounts = new ConcurrentHashMap<>();
  final Mempool pool;
  long nowMillis = 1_000_000;

  PoolFixture() {
    this(SMALL);
  }

  PoolFixture(PoolSettings settings) {
    pool =
        new Mempool(
            settings,
            address -> accounts.getOrDefault(address, new Account(0, RICH)),
            () -> nowMillis);
  }

  /** A transfer with distinct bytes for distinct arguments. */
  static SignedTransaction transfer(Address sender, long nonce, long cap, long tip) {
    return transfer(sender, nonce, cap, tip, Amount.ZERO, 110);
  }

  static SignedTransaction transfer(
      Address sender, long nonce, long cap, long tip, Amount value, int size) {
    var transaction =
        new Transaction.DynamicFee(
            Amount.of(930),
            nonce,
            Amount.of(tip),
            Amount.of(cap),
            GAS,
            BOB,
            value,
            Bytes.EMPTY,
            List.of());
    byte[] encoded = new byte[size];
    byte[] text =
        Bytes.utf8("%s %d %d %d %s".formatted(sender, nonce, cap, tip, value)).unsafeArray();
    System.arraycopy(text, 0, encoded, 0, Math.min(size, text.length));
    return new SignedTransaction(
        transaction,
        EcdsaSignature.NONE,
        Bytes.wrap(encoded),
        Keccak256.hash(text, encoded),
        sender);
  }

  void owns(Address account, long nonce, Amount balance) {
    accounts.put(account, new Account(nonce, balance));
  }

  /** Adds what must be accepted. */
  SignedTransaction pooled(SignedTransaction signed) {
    Optional<PoolRefusal> refusal = pool.add(signed);
    if (refusal.isPresent()) {
      throw new AssertionError("refused: " + refusal.get().message());
    }
    return signed;
  }

  /** Everything that would be chosen at this base fee, in order. */
  List<SignedTransaction> selected(long baseFee) {
    Selection selection = pool.select(Amount.of(baseFee));
    var all = new ArrayList<SignedTransaction>();
    for (var next = selection.next(); next != null; next = selection.next()) {
      all.add(next);
    }
    return all;
  }

  /** All that can be seen of the pool. */
  Object picture() {
    return List.of(
        pool.content(),
        pool.size(),
        pool.bytes(),
        selected(0),
        pool.pendingNonce(ALICE),
        pool.pendingNonce(BOB),
        pool.pendingNonce(CAROL));
  }
}
