package althing.node.app.run;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.Validator;
import althing.genesis.key.AccountKey;
import althing.genesis.key.NodeKey;
import althing.ledger.crypto.Sha256;
import althing.ledger.protocol.Parameters;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.app.bench.BenchAccounts;
import althing.node.app.key.DevAccounts;
import althing.node.app.terminal.ProgressBar;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a devnet begins: chain 930, ten accounts of 10 000 SP whose keys every developer knows, one
 * validator whose node key is SHA-256("althing devnet node 0") and whose tips go to account 10 of
 * the same mnemonic.
 *
 * @param epochSeconds length of an epoch
 * @param heartbeatMillis longest time without a block
 * @param benchSenders accounts of {@link BenchAccounts} that may send, with 10 000 SP each
 * @param benchRecipients those that only receive, with 1 SP each
 */
record DevnetGenesis(
    long timeMillis,
    long epochSeconds,
    long heartbeatMillis,
    int benchSenders,
    int benchRecipients) {

  static final long CHAIN_ID = 930;
  static final int ACCOUNTS = 10;
  static final Amount BALANCE = Amount.ofSp(10_000);
  private static final Amount RECIPIENT_BALANCE = Amount.ofSp(1);

  static NodeKey nodeKey() {
    return NodeKey.of(Sha256.digest("althing devnet node 0".getBytes(StandardCharsets.UTF_8)));
  }

  Genesis genesis() {
    List<AccountKey> keys = DevAccounts.first(ACCOUNTS + 1);
    Map<Address, Amount> balances = HashMap.newHashMap(ACCOUNTS + benchSenders + benchRecipients);
    keys.subList(0, ACCOUNTS).forEach(key -> balances.put(key.address(), BALANCE));
    addBenchAccounts(balances);
    var validator = new Validator(keys.getLast().address(), nodeKey().publicKey(), Bytes.EMPTY);
    return new Genesis(
        CHAIN_ID,
        timeMillis,
        Engine.SINGLE,
        List.of(validator),
        balances,
        Map.of(
            Parameters.EPOCH_MILLIS,
            Math.multiplyExact(epochSeconds, 1_000),
            "blockHeartbeatMillis",
            heartbeatMillis));
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
