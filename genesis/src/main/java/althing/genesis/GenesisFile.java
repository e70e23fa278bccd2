package althing.genesis;

import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.StringJoiner;

/**
 * The JSON file of a {@link Genesis}, as docs/genesis.md describes it. Reading is strict and its
 * work is bounded; the message of every refusal opens with the place of the field, as in {@code
 * accounts[2].balance: not a number of SP}.
 */
public final class GenesisFile {

  /** A larger file is refused. */
  public static final int MAX_BYTES = 16 << 20;

  private GenesisFile() {}

  /**
   * Reads a genesis file.
   *
   * @throws MalformedException naming the first field that is wrong
   */
  public static Genesis parse(Bytes file) {
    if (file.size() > MAX_BYTES) {
      throw new MalformedException(
          "a genesis file of %d bytes, limit %d".formatted(file.size(), MAX_BYTES));
    }
    return GenesisReader.read(file.unsafeArray());
  }

  /** The file of {@code genesis}, laid out for people; balances in SP. */
  public static String write(Genesis genesis) {
    var validators = new StringJoiner(",\n    ", "[\n    ", "\n  ]");
    for (Validator validator : genesis.validators()) {
      var fields = new StringJoiner(", ", "{", "}");
      fields.add("\"account\": \"" + validator.account() + "\"");
      fields.add("\"nodeKey\": \"" + validator.nodeKey() + "\"");
      if (!validator.proof().isEmpty()) {
        fields.add("\"proofOfPossession\": \"" + validator.proof() + "\"");
      }
      validators.add(fields.toString());
    }
    var accounts = new StringJoiner(",\n    ", "[\n    ", "\n  ]").setEmptyValue("[]");
    genesis
        .accounts()
        .forEach((address, balance) ->
            accounts.add(
                "{\"address\": \"%s\", \"balance\": \"%s\"}".formatted(address, sp(balance))));
    var parameters = new StringJoiner(",\n    ", "{\n    ", "\n  }").setEmptyValue("{}");
    genesis.parameters().forEach((name, value) -> parameters.add("\"" + name + "\": " + value));
    String governance =
        genesis.governance().isEmpty()
            ? ""
            : ",\n  \"governance\": " + GovernanceText.laidOut(genesis.governance());
    return """
    {
      "format": "%s",
      "chainId": %d,
      "time": "%s",
      "engine": "%s",
      "validators": %s,
      "accounts": %s,
      "parameters": %s%s
    }
    """
        .formatted(
            Genesis.FORMAT,
            genesis.chainId(),
            Instant.ofEpochMilli(genesis.timeMillis()),
            genesis.engine().text(),
            validators,
            accounts,
            parameters,
            governance);
  }

  /** An amount in SP without needless digits: {@code 10000}, {@code 0.5}. */
  public static String sp(Amount amount) {
    return new BigDecimal(amount.value(), 18).stripTrailingZeros().toPlainString();
  }
}
