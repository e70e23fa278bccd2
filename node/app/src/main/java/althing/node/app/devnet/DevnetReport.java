package althing.node.app.devnet;

import althing.genesis.key.AccountKey;
import althing.ledger.types.Hex;
import althing.node.app.Version;
import althing.node.app.key.DevAccounts;
import althing.node.app.terminal.AmountText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a devnet says of itself when it runs, to scripts and to people. */
final class DevnetReport {

  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder();

  /**
   * @param directory what was asked for as its data directory
   */
  DevnetReport(
      String rpcUrl, String webSocketUrl, String directory, long height, long epochSeconds) {
    facts.put("chainId", DevnetGenesis.CHAIN_ID);
    facts.put("rpcUrl", rpcUrl);
    facts.put("webSocketUrl", webSocketUrl);
    facts.put("dataDir", directory);
    facts.put("height", height);
    facts.put("epochSeconds", epochSeconds);
    facts.put("pid", ProcessHandle.current().pid());
    facts.put("mnemonic", DevAccounts.MNEMONIC);
    List<AccountKey> accounts = DevAccounts.first(DevnetGenesis.ACCOUNTS);
    facts.put(
        "accounts",
        accounts.stream()
            .map(key ->
                Map.of("address", key.address().toHex(), "privateKey", Hex.encode(key.secret())))
            .toList());

    text.append(
        "Althing %s devnet, chain id %d\n\n".formatted(Version.number(), DevnetGenesis.CHAIN_ID));
    for (int i = 0; i < accounts.size(); i++) {
      AccountKey key = accounts.get(i);
      text.append(
          "  (%d) %s  %s SP at first\n      key %s\n"
              .formatted(
                  i,
                  key.address(),
                  AmountText.format(DevnetGenesis.BALANCE),
                  Hex.encode(key.secret())));
    }
    text.append("\nThese keys are known to everybody. Mnemonic: ")
        .append(DevAccounts.MNEMONIC)
        .append("\n");
    line("JSON-RPC", rpcUrl);
    line("WebSocket", webSocketUrl);
    line("Data", directory);
    line("Height", Long.toString(height));
  }

  /** Adds a fact for scripts. */
  DevnetReport fact(String name, Object value) {
    facts.put(name, value);
    return this;
  }

  /** Adds a line for people. */
  DevnetReport line(String name, String value) {
    text.append("\n%-10s %s".formatted(name, value));
    return this;
  }

  Map<String, Object> facts() {
    return facts;
  }

  String text() {
    return text + "\n\nCtrl-C stops it.";
  }
}
