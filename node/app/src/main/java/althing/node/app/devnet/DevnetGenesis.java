package althing.node.app.devnet;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.Validator;
import althing.genesis.key.AccountKey;
import althing.genesis.key.NodeKey;
import althing.ledger.protocol.Parameters;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.app.bench.BenchAccounts;
import althing.node.app.key.DevAccounts;
import althing.node.app.key.DevNodes;
import althing.node.app.terminal.ProgressBar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a devnet begins: chain 930, ten accounts of 10 000 SP whose keys every developer knows, and
 * validators whose node keys are those of {@link DevNodes} and whose tips go to the accounts of the
 * same mnemonic from number 10 on.
 *
 * @param validators how many
 * @param engine how they agree; single if and only if there is one
 * @param epochSeconds length of an epoch
 * @param heartbeatMillis longest time without a block
 * @param benchSenders accounts of {@link BenchAccounts} that may send, with 10 000 SP each
 * @param benchRecipients those that only receive, with 1 SP each
 */
public record DevnetGenesis(
    int validators,
    Engine engine,
    long timeMillis,
    long epochSeconds,
    long heartbeatMillis,
    int benchSenders,
    int benchRecipients) {

  static final long CHAIN_ID = 930;
  static final int ACCOUNTS = 10;
  static final Amount BALANCE = Amount.ofSp(10_000);
  private static final Amount RECIPIENT_BALANCE = Amount.ofSp(1);

  public Genesis genesis() {
    List<AccountKey> keys = DevAccounts.first(ACCOUNTS + validators);
    Map<Address, Amount> balances = HashMap.newHashMap(ACCOUNTS + benchSenders + benchRecipients);
    keys.subList(0, ACCOUNTS).forEach(key -> balances.put(key.address(), BALANCE));
    addBenchAccounts(balances);
    return new Genesis(
        CHAIN_ID,
        timeMillis,
        engine,
        seats(keys.subList(ACCOUNTS, keys.size())),
        balances,
        Map.of(
            Parameters.EPOCH_MILLIS,
            Math.multiplyExact(epochSeconds, 1_000),
            "blockHeartbeatMillis",
            heartbeatMillis));
  }

  /** A chain of one validator does without the proof of possession. */
  private static List<Validator> seats(List<AccountKey> accounts) {
    var seats = new ArrayList<Validator>();
    for (int i = 0; i < accounts.size(); i++) {
      NodeKey key = DevNodes.key(i);
      Address account = accounts.get(i).address();
      seats.add(
          accounts.size() == 1
              ? new Validator(account, key.publicKey(), Bytes.EMPTY)
              : key.seat(CHAIN_ID, account));
    }
    return seats;
  }

  private void addBenchAccounts(Map<Address, Amount> balances) {
    int total = Math.addExact(benchSenders, benchRecipients);
    try (var progress = ProgressBar.of("bench accounts", total)) {
      for (int i = 0; i < benchSenders; i++) {
        balances.put(BenchAccounts.sender(i), BALANCE);
        progress.at(i + 1L);
      }
      for (int i = 0; i < benchRecipients; i++) {
        balances.put(BenchAccounts.recipient(i), RECIPIENT_BALANCE);
        progress.at(benchSenders + i + 1L);
      }
    }
  }
}
