package althing.node.app.client;

import althing.ledger.types.Amount;
import althing.node.app.key.SignerOptions;
import althing.node.app.terminal.AmountText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command signs and sends a transaction. Everything has a default that the node answers. */
public final class TransactionOptions {

  @Mixin SignerOptions signer;

  @Option(
      names = "--gas",
      paramLabel = "N",
      description = "Gas limit (default: what the node estimates).")
  @Nullable Long gas;

  @Option(
      names = "--nonce",
      paramLabel = "N",
      description = "Nonce (default: the next after those in the mempool).")
  @Nullable Long nonce;

  @Option(
      names = "--max-fee",
      paramLabel = "AMOUNT",
      converter = AmountText.class,
      description = "Highest price per gas, e.g. 20gwei (default: twice the base fee and the tip).")
  @Nullable Amount maxFee;

  @Option(
      names = "--tip",
      paramLabel = "AMOUNT",
      converter = AmountText.class,
      description = "What the proposer gets per gas (default: what the node recommends).")
  @Nullable Amount tip;

  @Option(
      names = "--legacy",
      description = "Send a transaction of type 0, whose gas price is --max-fee.")
  boolean legacy;

  @Option(names = "--no-wait", description = "Do not wait for the receipt.")
  boolean noWait;

  @Option(
      names = "--wait-seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long to wait for the receipt (default ${DEFAULT-VALUE}).")
  int waitSeconds;

  public SignerOptions signer() {
    return signer;
  }
}
