package althing.node.app.node;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.key.AccountKey;
import althing.genesis.key.NodeKey;
import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.app.CommandFailure;
import althing.node.app.bench.BenchAccounts;
import althing.node.app.key.DevAccounts;
import althing.node.core.chain.NodeIdentity;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a development chain was founded with, kept in its data directory so that it goes on as it
 * began.
 *
 * @param timeMillis when it was founded
 * @param epochMillis length of an epoch
 * @param benchSenders accounts of {@link BenchAccounts} with 10 000 SP each
 * @param benchRecipients accounts of {@link BenchAccounts} with 1 SP each
 */
record Devnet(long timeMillis, long epochMillis, int benchSenders, int benchRecipients) {

  static final long CHAIN_ID = 930;
  static final int ACCOUNTS = 10;

  private static final String FILE = "devnet.properties";
  private static final Amount BALANCE = Amount.ofSp(10_000);

  /** What the directory's chain was founded with, or null if there is none. */
  static @Nullable Devnet in(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    }
    return new Devnet(
        number(file, properties, "timeMillis"),
        number(file, properties, "epochMillis"),
        (int) number(file, properties, "benchSenders"),
        (int) number(file, properties, "benchRecipients"));
  }

  private static long number(Path file, Properties properties, String name) {
    try {
      return Long.parseLong(properties.getProperty(name, ""));
    } catch (NumberFormatException e) {
      throw CommandFailure.notVerified("%s: %s is not a number".formatted(file, name));
    }
  }

  void write(Path directory) {
    var properties = new Properties();
    properties.setProperty("timeMillis", Long.toString(timeMillis));
    properties.setProperty("epochMillis", Long.toString(epochMillis));
    properties.setProperty("benchSenders", Integer.toString(benchSenders));
    properties.setProperty("benchRecipients", Integer.toString(benchRecipients));
    try {
      Files.createDirectories(directory);
      try (Writer writer = Files.newBufferedWriter(directory.resolve(FILE))) {
        properties.store(writer, "What this development chain was founded with");
      }
    } catch (IOException e) {
      throw CommandFailure.failed("cannot write to " + directory + ": " + e.getMessage());
    }
  }

  /** The ten accounts, with keys that everybody knows. */
  static List<AccountKey> accounts() {
    return DevAccounts.first(ACCOUNTS);
  }

  /** The one validator, with a key that everybody knows. */
  static NodeIdentity validator() {
    return new NodeIdentity(validatorAccount(), nodeKey().seed());
  }

  private static NodeKey nodeKey() {
    return NodeKey.of(Keccak256.digest(Bytes.utf8("althing devnet node key").unsafeArray()));
  }

  private static Address validatorAccount() {
    return DevAccounts.first(ACCOUNTS + 1).getLast().address();
  }

  Genesis genesis() {
    Map<Address, Amount> balances = HashMap.newHashMap(ACCOUNTS + benchSenders + benchRecipients);
    IntStream.range(0, benchRecipients)
        .forEach(i -> balances.put(BenchAccounts.recipient(i), Amount.ONE_SP));
    IntStream.range(0, benchSenders).forEach(i -> balances.put(BenchAccounts.sender(i), BALANCE));
    accounts().forEach(account -> balances.put(account.address(), BALANCE));
    return new Genesis(
        CHAIN_ID,
        timeMillis,
        Engine.SINGLE,
        List.of(nodeKey().seat(CHAIN_ID, validatorAccount())),
        balances,
        Map.of("epochMillis", epochMillis));
  }
}
