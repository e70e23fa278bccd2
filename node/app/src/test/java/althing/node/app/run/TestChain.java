package althing.node.app.run;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.Validator;
import althing.genesis.key.AccountKey;
import althing.genesis.key.NodeKey;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.app.key.DevAccounts;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A chain with two funded accounts and some validators, whose keys everybody knows, and transfers
 * on it.
 *
 * @param parameters of its genesis, beyond the usual ones
 */
public record TestChain(
    Engine engine, int validators, long beginMillis, Map<String, Long> parameters) {

  public static final long ID = 930;

  private static final int FUNDED = 2;
  private static final int MAX_VALIDATORS = 8;
  private static final List<AccountKey> ACCOUNTS = DevAccounts.first(FUNDED + MAX_VALIDATORS);
  private static final Amount GWEI = Amount.of(1_000_000_000);

  static TestChain of(Engine engine, int validators, Map<String, Long> parameters) {
    return new TestChain(engine, validators, System.currentTimeMillis(), parameters);
  }

  Genesis genesis() {
    return new Genesis(
        ID,
        beginMillis,
        engine,
        IntStream.range(0, validators)
            .mapToObj(number ->
                new Validator(account(number).address(), key(number).publicKey(), Bytes.EMPTY))
            .toList(),
        ACCOUNTS.stream()
            .limit(FUNDED)
            .collect(Collectors.toMap(AccountKey::address, _ -> Amount.ofSp(10_000))),
        parameters);
  }

  /** The account that validator {@code number} proposes for. */
  static AccountKey account(int number) {
    return ACCOUNTS.get(FUNDED + number);
  }

  static NodeKey key(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) (number + 1);
    return NodeKey.of(seed);
  }

  /** One SP from the first funded account to the second. */
  static SignedTransaction transfer(long nonce) {
    return transfer(ACCOUNTS.getFirst(), nonce, ACCOUNTS.get(1).address(), Amount.ONE_SP);
  }

  /** A transfer that pays as much per gas as it takes. */
  public static SignedTransaction transfer(
      AccountKey sender, long nonce, Address recipient, Amount amount) {
    return TransactionCodec.sign(
        new Transaction.DynamicFee(
            Amount.of(ID),
            nonce,
            GWEI,
            GWEI.times(1_000),
            21_000,
            recipient,
            amount,
            Bytes.EMPTY,
            List.of()),
        sender.secret());
  }
}
